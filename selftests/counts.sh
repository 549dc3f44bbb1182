#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# counts.sh - counts per destination equal those of ss, totals those of sockstat

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

test_ipv4()
{
	generate -n 600 -s 127.1.0.1 -S 3 -d 127.2.0.1 -D 5 -p 80 -P 4
	generate -n 77 -s 127.1.0.9 -d 127.2.0.1 -p 443
	wait_for_tw 677
	snapshot s
	agrees_with_ss s
	equal ipv4 "$(value ipv4 s)" 677
	equal ipv6 "$(value ipv6 s)" 0
	equal destinations "$(value destinations s)" 61
}

test_ipv6()
{
	ip -6 route add local fd00:1::/64 dev lo
	generate -6 -n 300 -s fd00:1::1 -S 2 -d fd00:1::a:1 -D 10 -p 80 -P 3
	generate -6 -n 50
	generate -6 -n 40 -c server -p 81
	wait_for_tw 390
	snapshot s
	agrees_with_ss s
	equal ipv6 "$(value ipv6 s)" 390
	equal ipv4 "$(value ipv4 s)" 0
}

test_dual_stack()
{
	generate -m -n 120 -s 127.1.0.1 -d 127.2.0.1 -D 3
	generate -m -n 60 -c server -d 127.2.0.1 -p 81
	wait_for_tw 180
	snapshot s
	agrees_with_ss s
	equal ipv4 "$(value ipv4 s)" 180
	equal ipv6 "$(value ipv6 s)" 0
	equal "rows of ::ffff" "$(rows s local remote | grep -c ffff)" 0
}

# The same addresses through both kinds of sockets are one destination.
test_dual_stack_joins_ipv4()
{
	generate -m -n 30 -s 127.1.0.1 -d 127.2.0.1
	generate -4 -n 12 -s 127.1.0.1 -d 127.2.0.1
	wait_for_tw 42
	snapshot s
	agrees_with_ss s
	equal row "$(rows s family local remote port timewait)" \
		"ipv4 127.1.0.1 127.2.0.1 8000 42"
}

test_fin_wait2()
{
	hold -n 40 -e half -d 127.2.0.1
	generate -n 25 -d 127.2.0.1 -p 8001
	hold -n 15 -e half -c server -d 127.2.0.2
	hold -6 -n 10 -e half -p 8002
	wait_for_tw 90
	snapshot s
	agrees_with_ss s
	equal timewait "$(value timewait s)" 25
	equal fin_wait2 "$(value fin_wait2 s)" 65
	equal "TIME_WAIT by ss" "$(ss -Htan state time-wait | wc -l)" 25
}

# FIN_WAIT2 becomes TIME_WAIT in place, when the peer closes at last.
test_fin_wait2_becomes_timewait()
{
	hold -n 20 -e half
	wait_for_tw 20
	snapshot before
	equal "fin_wait2 before" "$(value fin_wait2 before)" 20
	kill -KILL "$held"
	wait_until 20 no_fin_wait2_by_ss
	snapshot after
	agrees_with_ss after
	equal timewait "$(value timewait after)" 20
	equal fin_wait2 "$(value fin_wait2 after)" 0
}

no_fin_wait2_by_ss()
{
	[ -z "$(ss -Htan state fin-wait-2)" ]
}

live_by_ss()
{
	ss -Htan state established "dport = :$1" | wc -l
}

# Live sockets of an outbound destination, and the ports all of them hold.
test_live_and_ports()
{
	sysctl_set ipv4/ip_local_reserved_ports 20000-20004
	generate -n 10 -l 19995-20004
	generate -n 4 -l 9001-9004
	generate -n 7
	hold -n 33 -e live
	wait_for_tw 21
	snapshot s
	equal "live by ss" "$(live_by_ss 8000)" 33
	equal row "$(rows s side port timewait live ports)" "outbound 8000 21 33 45"
	equal "tw_count" "$(value tw_count s)" 21
}

test_device()
{
	generate -n 11 --device lo
	generate -n 5
	wait_for_tw 16
	snapshot s
	equal rows "$(rows s remote port dev timewait | tr '\n' ';')" \
		"127.0.0.1 8000 0 5;127.0.0.1 8000 1 11;"
}

test_many_of_one_destination()
{
	# A slow machine makes fewer: none may come to its end before they are compared.
	generate -n 5000 -t 20 -s 127.1.0.1 -d 127.2.0.1
	wait_for_tw "$(generated connections)"
	snapshot s
	agrees_with_ss s
}

# total FILE COLUMN: over its rows
total()
{
	awk -v n="$2" 'NR > 1 { sum += $n } END { print sum + 0 }' "$twstat/$1"
}

# Each open is a snapshot of its own, so only what stands can be compared.
test_each_file_agrees()
{
	generate -n 200 -d 127.2.0.1 -D 7
	hold -n 20 -e half -c server
	wait_for_tw 220
	snapshot s
	{ echo "[summary]"; cat $twstat/summary; } >"$tmp/alone"
	equal timewait "$(value timewait alone)" 200
	equal fin_wait2 "$(value fin_wait2 alone)" 20
	equal destinations "$(value destinations alone)" 8
	equal "timewait in timers" "$(total timers 3)" 200
	equal "fin_wait2 in timers" "$(total timers 4)" 20
	equal "timewait in destinations" "$(total destinations 6)" 200
	equal "fin_wait2 in destinations" "$(total destinations 7)" 20
	[ "$(total buckets 4)" -ge 220 ] || fail "$(total buckets 4) timewait in buckets"
	{ echo "[destinations]"; cat $twstat/destinations; } >"$tmp/parts"
	rows s family side local remote port timewait fin_wait2 >"$tmp/rows.s"
	rows parts family side local remote port timewait fin_wait2 >"$tmp/rows.parts"
	same_lines "snapshot and destinations" "$tmp/rows.s" "$tmp/rows.parts"
}

test_nothing()
{
	snapshot s
	equal timewait "$(value timewait s)" 0
	equal sockets "$(value sockets s)" 0
	equal destinations "$(value destinations s)" 0
	equal rows "$(rows s remote)" ""
}

ktap_main "$@" <<'END'
test_nothing                     an empty namespace shows nothing
test_ipv4                        IPv4 rows equal those of ss
test_ipv6                        IPv6 rows equal those of ss
test_dual_stack                  IPv4 over dual-stack sockets is counted as IPv4
test_dual_stack_joins_ipv4       both kinds of sockets make one IPv4 destination
test_fin_wait2                   FIN_WAIT2 is counted apart from TIME_WAIT
test_fin_wait2_becomes_timewait  FIN_WAIT2 moves to TIME_WAIT when the peer closes
test_live_and_ports              live sockets and usable ports of a destination
test_device                      sockets of a device are a destination of their own
test_many_of_one_destination     thousands of sockets of one destination
test_each_file_agrees            summary, timers, destinations, buckets agree
END
