#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# forecast-stable.sh - the reader foretells that ports will not run out, and they do not

# shellcheck source=selftests/pace.sh
. "${0%/*}/pace.sh"

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
	ktap_print_msg "came to rest at $ports of 1000"
}

test_rest()
{
	narrow_range 1000
	at_its_rate rest
}

need_reader
ktap_main "$@" <<'END'
test_step_down           a step down: foretold to run out, then to settle
test_reuse               tcp_tw_reuse=1: settles, and connects on
test_reuse_2             tcp_tw_reuse=2 on loopback: the same
test_rest                a rate that fits: comes to rest where foretold
END
