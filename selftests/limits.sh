#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# limits.sh - what does not fit is counted, what costs too much is refused
#
# Changes the module's parameters: nothing else may use it meanwhile.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

parameters=/sys/module/twstat/parameters

# limit NAME VALUE, until the end of the case
limit()
{
	defer "echo $(cat $parameters/"$1") >$parameters/$1"
	echo "$2" >"$parameters/$1"
}

# Sums of ss by family and side, and of all rows, "*" included.
sums_by_side()
{
	awk '{ tw[$1 " " $2] += $6; fw[$1 " " $2] += $7 }
		END { for (k in tw) print k, tw[k], fw[k] }' | sort
}

agrees_in_sums()
{
	rows "$1" family side local remote port timewait fin_wait2 | sums_by_side >"$tmp/$1.rows"
	ss_destinations | sums_by_side >"$tmp/$1.ss"
	same_lines "sums of the module (<) and of ss (>)" "$tmp/$1.rows" "$tmp/$1.ss"
}

others()
{
	rows "$1" family side local remote port timewait | grep ' \* \* \* ' || true
}

# 40 destinations out over IPv4, 30 over IPv6, 30 clients in over IPv4.
make_destinations()
{
	ip -6 route add local fd00:1::/64 dev lo
	generate -n 120 -d 127.2.0.1 -D 40
	generate -6 -n 60 -d fd00:1::1000 -D 30 -s fd00:1::1
	generate -n 90 -c server -s 127.1.0.1 -S 30
	wait_for_tw 270
}

test_fits()
{
	make_destinations
	limit max_destinations 70
	snapshot s
	equal destinations "$(value destinations s)" 100
	equal others "$(others s)" ""
	equal sockets_other "$(value sockets_other s)" 0
	agrees_with_ss s
}

test_outbound_full()
{
	make_destinations
	limit max_destinations 69
	snapshot s
	equal destinations "$(value destinations s)" 99
	equal "rows of others" "$(others s | wc -l)" 1
	equal side "$(others s | cut -d' ' -f2)" outbound
	equal sockets_other "$(value sockets_other s)" "$(others s | awk '{ print $6 }')"
	agrees_in_sums s
}

test_both_sides_full()
{
	make_destinations
	limit max_destinations 10
	snapshot s
	equal destinations "$(value destinations s)" 20
	agrees_in_sums s
	[ "$(value sockets_other s)" -gt 100 ] || fail "others: $(value sockets_other s)"
}

test_one()
{
	make_destinations
	hold -n 20 -e half -d 127.5.0.1 -D 4 -p 8005
	limit max_destinations 1
	snapshot s
	equal destinations "$(value destinations s)" 2
	agrees_in_sums s
}

# The summary alone keeps no rows, but says how many there would be.
test_summary_alone()
{
	make_destinations
	limit max_destinations 10
	snapshot s
	{ echo "[summary]"; cat $twstat/summary; } >"$tmp/alone"
	equal destinations "$(value destinations alone)" "$(value destinations s)"
	equal sockets_other "$(value sockets_other alone)" "$(value sockets_other s)"
}

# Live sockets and ports of all rows; "-" counts as 0.
live_and_ports()
{
	rows "$1" live ports | awk '{ live += $1; ports += $2 } END { print live + 0, ports + 0 }'
}

# A destination that has live sockets alone gives way, and they are with the others.
test_live_gives_way()
{
	hold -n 40 -e live -d 127.6.0.1 -D 40 -p 8006
	generate -n 16 -d 127.2.0.1 -D 16
	wait_for_tw 16
	limit max_destinations 16
	snapshot s
	equal "others of timewait" "$(value sockets_other s)" 0
	grep -v ' \* \* \* ' "$tmp/s" >"$tmp/known"
	agrees_with_ss known
	equal "live by ss" "$(ss -Htan state established "dport = :8006" | wc -l)" 40
	equal "live of others" "$(rows s local live | grep '^\*')" "* 40"
	equal "live and ports" "$(live_and_ports s)" "40 56"
}

# Whatever gave way to what, no live socket is lost, and none is in a row that lost others.
test_live_is_true()
{
	local i
	generate -n 20 -d 127.6.0.1 -D 20
	hold -n 400 -e live -d 127.6.0.1 -D 20
	wait_for_tw 20
	limit max_destinations 20
	snapshot s
	equal "each row" "$(rows s timewait live ports | sort -u)" "1 20 21"
	# Which rows lose sockets depends on the order of the buckets.
	: >"$tmp/all"
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
		echo "$i" >$parameters/max_destinations
		snapshot s
		equal "destinations of $i" "$(value destinations s)" "$i"
		equal "live and ports of $i" "$(live_and_ports s)" "400 420"
		rows s remote timewait live ports | grep -v '^\* ' >"$tmp/known"
		equal "untrue rows of $i" \
			"$(grep -v -e ' 1 20 21$' -e ' 1 - -$' "$tmp/known" || true)" ""
		cat "$tmp/known" >>"$tmp/all"
	done
	# On 7.3 none was seen to; the unit tests have rows that lose sockets in any case.
	grep -q ' 1 - -$' "$tmp/all" ||
		ktap_print_msg "no row has lost sockets in this order of buckets"
}

# Thousands of rows a snapshot: some of them fill a megabyte.
test_snapshot_mb()
{
	generate -n 4000 -d 127.2.0.1 -D 4000
	wait_for_tw 4000
	limit snapshot_mb 1
	procread --nobody openers $twstat/snapshot 50 >"$tmp/openers" || fail "$(cat "$tmp/openers")"
	equal "error for nobody" "$(awk '$1 == "error" { print $2 }' "$tmp/openers")" EBUSY
	procread openers $twstat/snapshot 50 >"$tmp/root" || fail "$(cat "$tmp/root")"
	equal "root" "$(head -n 1 "$tmp/root")" "opened 50"
}

# What was closed makes room; root's snapshots do not take it.
test_snapshot_mb_returns()
{
	local first i
	generate -n 2000 -d 127.2.0.1 -D 2000
	wait_for_tw 2000
	limit snapshot_mb 1
	procread --nobody openers $twstat/snapshot 50 >"$tmp/openers"
	first=$(awk '$1 == "opened" { print $2 }' "$tmp/openers")
	[ "$first" -gt 0 ] || fail "not even one"
	procread hold $twstat/snapshot >"$tmp/kept" &
	wait_until 20 grep -q open "$tmp/kept"
	for i in 1 2 3 4 5 6 7 8; do
		procread --nobody openers $twstat/snapshot 50 >"$tmp/openers"
		equal "opened again, $i" \
			"$(awk '$1 == "opened" { print $2 }' "$tmp/openers")" "$first"
	done
}

# More room, more snapshots: the limit is the parameter's.
test_snapshot_mb_is_the_limit()
{
	local few many
	generate -n 2000 -d 127.2.0.1 -D 2000
	wait_for_tw 2000
	limit snapshot_mb 1
	few=$(procread --nobody openers $twstat/snapshot 100 | awk '$1 == "opened" { print $2 }')
	limit snapshot_mb 4
	many=$(procread --nobody openers $twstat/snapshot 100 | awk '$1 == "opened" { print $2 }')
	[ "$many" -ge "$((3 * few))" ] || fail "1 MiB: $few snapshots, 4 MiB: $many"
	[ "$many" -le "$((6 * few + 6))" ] || fail "1 MiB: $few snapshots, 4 MiB: $many"
}

nobody_is_refused()
{
	! su -s /bin/sh nobody -c "cat $twstat/snapshot" >/dev/null 2>&1
}

# A user who holds a quarter denies snapshots to no other.
test_snapshot_mb_is_shared()
{
	local i
	setpriv --reuid 65533 true 2>/dev/null || skip "no setpriv here"
	generate -n 2000 -d 127.2.0.1 -D 2000
	wait_for_tw 2000
	limit snapshot_mb 4
	for i in 1 2 3 4 5 6; do
		procread --nobody hold $twstat/snapshot >"$tmp/held.$i" 2>&1 &
		# One at a time: while they are read, snapshots need more than they hold.
		wait_until 20 test -s "$tmp/held.$i"
	done
	wait_until 60 nobody_is_refused
	setpriv --reuid 65533 --regid 65533 --clear-groups cat $twstat/snapshot >"$tmp/other" ||
		fail "another user is refused"
	check_sums "$tmp/other" own
	cat $twstat/snapshot >"$tmp/root" || fail "root is refused"
}

# More than a quarter, but the only one of its user.
test_snapshot_mb_one_snapshot()
{
	generate -n 4000 -d 127.2.0.1 -D 4000
	wait_for_tw 4000
	limit snapshot_mb 1
	su -s /bin/sh nobody -c "cat $twstat/snapshot" >"$tmp/a" || fail "not even one"
	check_sums "$tmp/a" own
	equal rows "$(rows a remote | wc -l)" 4000
}

# Room is made for the destinations that there are, not for as many as there are sockets
# in a few long chains.
test_snapshot_mb_few_destinations()
{
	local child=''
	[ -e /proc/sys/net/ipv4/tcp_child_ehash_entries ] ||
		skip "no tcp_child_ehash_entries here"
	sysctl_set ipv4/tcp_child_ehash_entries 16
	new_netns child
	in_netns "$child" tcpgen -n 3000 -d 127.2.0.1 -D 10 >"$tmp/tcpgen"
	limit snapshot_mb 1
	in_netns "$child" su -s /bin/sh nobody -c "cat $twstat/snapshot" >"$tmp/a" ||
		fail "3,000 sockets of ten destinations do not fit 1 MiB"
	check_sums "$tmp/a" own
	equal timewait "$(value timewait a)" 3000
}

# A container's root is as unprivileged as nobody.
test_snapshot_mb_in_container()
{
	limit snapshot_mb 1
	in_container "closed 4000 -d 127.2.0.1 -D 4000
		procread openers $twstat/snapshot 50" >"$tmp/openers"
	equal "error" "$(awk '$1 == "error" { print $2 }' "$tmp/openers")" EBUSY
}

# refused NAME VALUE: writing it fails and changes nothing
refused()
{
	local before
	before=$(cat "$parameters/$1")
	if { echo "$2" >"$parameters/$1"; } 2>/dev/null; then
		fail "$1 took '$2'"
	fi
	equal "$1 after '$2'" "$(cat "$parameters/$1")" "$before"
}

test_bad_values()
{
	local name value
	for name in max_destinations snapshot_mb; do
		for value in 0 -1 abc 1x '' 4294967296 99999999999999999999 1.5; do
			refused $name "$value"
		done
	done
}

test_good_values()
{
	limit max_destinations 1
	equal max_destinations "$(cat $parameters/max_destinations)" 1
	limit snapshot_mb 1024
	equal snapshot_mb "$(cat $parameters/snapshot_mb)" 1024
}

# The files are for reading, by whomever.
test_not_writable()
{
	local file
	generate -n 3
	for file in summary timers destinations buckets snapshot sockets; do
		if { echo 0 >"$twstat/$file"; } 2>/dev/null; then
			fail "$file took a write"
		fi
		if rm "$twstat/$file" 2>/dev/null; then
			fail "$file was removed"
		fi
	done
	snapshot s
	equal timewait "$(value timewait s)" 3
}

ktap_main "$@" <<'END'
test_fits                      as many destinations as fit: no rest
test_outbound_full             one more: the rest of one side is one row
test_both_sides_full           both sides full: sums hold
test_one                       room for one destination a side
test_summary_alone             summary without rows says the same
test_live_gives_way            destinations with live sockets alone give way
test_live_is_true              no row shows live sockets or ports that are not all of its own
test_snapshot_mb               EBUSY for the unprivileged, not for root
test_snapshot_mb_returns       a closed snapshot makes room, root's take none
test_snapshot_mb_is_the_limit  the parameter is the limit
test_snapshot_mb_is_shared     one user denies snapshots to no other
test_snapshot_mb_one_snapshot  a user may have one snapshot in any case
test_snapshot_mb_few_destinations ten destinations take little, however many sockets
test_snapshot_mb_in_container  EBUSY for a container's root
test_bad_values                bad parameters are refused and change nothing
test_good_values               good parameters are taken
test_not_writable              the files take no write
END
