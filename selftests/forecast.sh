#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# forecast.sh - what the reader foretells, and what connect() then says
#
# A generator connects at a rate until EADDRNOTAVAIL; both say by CLOCK_BOOTTIME
# when. The rate is part of the premise: where the machine could not keep it, a
# case begins anew with a port of its own, and ends as skipped when it never can.

# Two tries of the longest.
CASE_TIMEOUT=${CASE_TIMEOUT:-240}
# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

# What a connection may be late, in us: it makes the rate of five seconds wrong
# by a tenth.
most_late=500000
port=8000
pacing=''

narrow_range()
{
	sysctl_set ipv4/ip_local_port_range "20000 $((20000 + $1 - 1))"
}

# pace OPTIONS: a generator in the background
pace()
{
	: >"$tmp/tcpgen"
	tcpgen -p "$port" "$@" >"$tmp/tcpgen" &
	pacing=$!
}

# Until it has ended by itself.
await_end()
{
	wait "$pacing" || fail "tcpgen: $(cat "$tmp/tcpgen")"
	pacing=''
}

# sockets_of PORT: by ss
sockets_of()
{
	ss -Htan state time-wait "dport = :$1" | wc -l
}

has_sockets()
{
	[ "$(sockets_of "$port")" -ge "$1" ] || ! kill -0 "$pacing" 2>/dev/null
}

# await SOCKETS: until the generator has left so many, and still runs; not so when
# a slow machine saw it too late
await()
{
	wait_until 60 has_sockets "$1"
	asked_in_time
}

# foretell NAME [OPTIONS]: the destination's forecast, as NAME.KEY
foretell()
{
	local name=$1
	shift
	reader --json --by destination "$@" dport = "$port"
	# shellcheck disable=SC2016 # jq's own
	said '.boottime_ns as $ns | .destinations[0] |
		"at_us \($ns / 1000 | floor)", "state \(.forecast.state)",
		"seconds \(.forecast.seconds // "-")", "bound \(.forecast.bound // "exact")",
		"settles \(.forecast.settles_ratio)", "ports \(.ports)",
		"closes \(.closes_per_second)", "local \(.local)"' \
		>"$tmp/forecast.$name"
	say "$name: $(tr '\n' ' ' <"$tmp/forecast.$name")"
}

foretold()
{
	awk -v key="$2" '$1 == key { print $2 }' "$tmp/forecast.$1"
}

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
	say "$1: $(cat "$tmp/verdict")"
}

# ratio_is WHAT GOT WANTED PERCENT
ratio_is()
{
	awk -v got="$2" -v want="$3" -v percent="$4" 'BEGIN {
		off = got - want
		exit (off < 0 ? -off : off) > want * percent / 100
	}' || fail "$1: got $2, expected $3 within $4 %"
}

# within PERCENT: more by what the generator was late, as a part of the five seconds
# from which a rate is taken
within()
{
	echo $(($1 + $(generated late_us) / 50000))
}

rate_was_kept()
{
	[ "$(generated late_us)" -le $most_late ]
}

# asked_in_time: not when the generator has run out of ports, or of time, already
asked_in_time()
{
	kill -0 "$pacing" 2>/dev/null && return
	case $(generated error) in
	''|EADDRNOTAVAIL) return 1 ;;
	*) fail "the generator ended: $(cat "$tmp/tcpgen")" ;;
	esac
}

# at_its_rate FUNCTION: again, should the machine not have kept the rate
at_its_rate()
{
	local try
	for try in 1 2; do
		port=$((8000 + try))
		if "$1"; then
			return 0
		fi
		say "too slow: the generator was $(generated late_us) us late, or asked too late"
	done
	skip "this machine did not keep the rate in two tries"
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

settles()
{
	foretell later
	[ "$(foretold later state)" = settles ]
}

# After the step the forecast is the old one's until the window has passed.
step_down()
{
	local now least
	pace -r 50 -t 8 --fill
	await 200 || return
	foretell before
	asked_in_time || return
	await_end
	rate_was_kept || return
	equal "before the step" "$(foretold before state)" out
	pace -r 6 -t 45 --fill
	wait_until 30 settles
	# A window of the new rate alone.
	least=$(sockets_of "$port")
	await $((least + 36)) || return
	for now in 1 2 3 4 5; do
		foretell "$now"
		await $((least + 36 + now * 4)) || return
	done
	await_end
	rate_was_kept || return
	equal "the end" "$(generated error)" ""
	for now in 1 2 3 4 5; do
		equal "after the step: $now" "$(foretold "$now" state)" settles
		ratio_is "settles: $now" "$(foretold "$now" settles)" 0.4577 "$(within 15)"
	done
}

test_step_down()
{
	narrow_range 800
	at_its_rate step_down
}

# Twice the usable ports pass through: those a second old are taken over, and
# the second's 20 closes block a tenth.
reuse()
{
	local now
	pace -r 20 -n 400
	for now in 1 2 3; do
		wait_until 60 has_sockets $((now * 40))
		foretell "$now"
	done
	await_end
	rate_was_kept || return
	for now in 1 2 3; do
		equal "$now: state" "$(foretold "$now" state)" settles
		equal "$now: bound" "$(foretold "$now" bound)" lower
		# A lower bound: sockets that were taken over are not seen closing.
		ratio_is "$now: settles" "$(foretold "$now" settles)" 0.07 90
	done
	equal connections "$(generated connections)" 400
	equal "the end" "$(generated error)" ""
}

test_reuse()
{
	narrow_range 200
	sysctl_set ipv4/tcp_tw_reuse 1
	at_its_rate reuse
}

# 2 is the default of every kernel: loopback, as these are.
test_reuse_2()
{
	narrow_range 200
	sysctl_set ipv4/tcp_tw_reuse 2
	at_its_rate reuse
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

# Where it comes to rest: as many as come in a TIME_WAIT length, timers' own
# lateness included.
rest()
{
	local ports
	pace -r 10 -t 72
	await 150 || return
	foretell early
	await 500 || return
	foretell late
	await_end
	ports=$(sockets_of "$port")
	rate_was_kept || return
	for when in early late; do
		equal "$when: state" "$(foretold $when state)" settles
		ratio_is "$when" "$(foretold $when settles)" \
			"$(awk -v n="$ports" 'BEGIN { print n / 1000 }')" "$(within 6)"
	done
	say "came to rest at $ports of 1000"
}

test_rest()
{
	narrow_range 1000
	at_its_rate rest
}

need_reader
ktap_main "$@" <<'END'
test_steady              a steady rate: out when foretold half-way
test_two_sources         two source addresses: each has its own ports
test_ramp                a ramp: late at first, right in the end
test_step_down           a step down: foretold to run out, then to settle
test_reuse               tcp_tw_reuse=1: settles, and connects on
test_reuse_2             tcp_tw_reuse=2 on loopback: the same
test_without_timestamps  tcp_tw_reuse=1 without timestamps: out when foretold
test_rest                a rate that fits: comes to rest where foretold
END
