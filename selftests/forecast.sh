#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# forecast.sh - the reader foretells when ports run out, and then they do
#
# A generator connects at a rate until EADDRNOTAVAIL; both say by CLOCK_BOOTTIME
# when.

# shellcheck source=selftests/pace.sh
. "${0%/*}/pace.sh"

# on_time NAME: it ran out within 10 % or 2 s of the time foretold
on_time()
{
	equal "$1: state" "$(foretold "$1" state)" out
	awk -v at="$(foretold "$1" at_us)" -v seconds="$(foretold "$1" seconds)" \
		-v end="$(generated boottime_us)" 'BEGIN {
		left = (end - at) / 1e6
		off = seconds - left
		most = left / 10 > 2 ? left / 10 : 2
		printf "foretold in %.2f s, came in %.2f s\n", seconds, left
		exit off > most || -off > most
	}' >"$tmp/verdict" || fail "$1: $(cat "$tmp/verdict")"
	ktap_print_msg "$1: $(cat "$tmp/verdict")"
}

# runs_out: it was asked in time, kept its rate, and then found no port
runs_out()
{
	asked_in_time || return
	await_end
	rate_was_kept || return
	equal "the end" "$(generated error)" EADDRNOTAVAIL
}

steady()
{
	pace -r 20 --fill
	await 200 || return
	foretell module
	foretell dump -S sock_diag
	runs_out || return
	on_time module
	on_time dump
}

test_steady()
{
	narrow_range 400
	at_its_rate steady
}

test_without_timestamps()
{
	narrow_range 300
	sysctl_set ipv4/tcp_tw_reuse 1
	sysctl_set ipv4/tcp_timestamps 0
	at_its_rate bare
}

bare()
{
	pace -r 20 --fill
	await 150 || return
	foretell module
	runs_out || return
	on_time module
}

# The present rate is all that a forecast has: under a ramp it is late, and
# corrects itself as the end comes near.
ramp()
{
	local ports
	pace -r 4-40 -t 30 --fill
	for ports in 100 200 270 320; do
		await $ports || return
		foretell $ports
	done
	runs_out || return
	for ports in 100 200 270 320; do
		equal "$ports: state" "$(foretold $ports state)" out
		echo "$(foretold $ports at_us) $(foretold $ports seconds)"
	done | awk -v end="$(generated boottime_us)" '
		{
			off = $2 - (end - $1) / 1e6
			if (off < -2 || (NR > 1 && off > before + 1))
				print "off by", off, "s, before by", before, "s"
			before = off
		}
		END { if (off > 2) print "at last off by", off, "s" }' >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "$(cat "$tmp/wrong")"
	on_time 320
}

test_ramp()
{
	narrow_range 400
	at_its_rate ramp
}

# Each address has the whole range; together they have twice the time.
two_sources()
{
	pace -r 40 --fill -s 127.1.0.1 -S 2
	await 300 || return
	foretell first src 127.1.0.1 and
	foretell second src 127.1.0.2 and
	runs_out || return
	equal "their addresses" "$(foretold first local) $(foretold second local)" \
		"127.1.0.1 127.1.0.2"
	on_time first
	on_time second
	[ "$(generated connections)" -ge 599 ] ||
		fail "ran out after $(generated connections) connections"
}

test_two_sources()
{
	narrow_range 300
	at_its_rate two_sources
}

need_reader
ktap_main "$@" <<'END'
test_steady              a steady rate: out when foretold half-way
test_two_sources         two source addresses: each has its own ports
test_ramp                a ramp: late at first, right in the end
test_without_timestamps  tcp_tw_reuse=1 without timestamps: out when foretold
END
