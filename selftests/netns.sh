#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# netns.sh - each network namespace sees its own sockets only

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

one='' two='' child=''

generate_in()
{
	local name=$1
	shift
	in_netns "$name" "$here/tcpgen" "$@" >"$tmp/tcpgen" ||
		fail "tcpgen $*: $(cat "$tmp/tcpgen")"
}

snapshot_of()
{
	in_netns "$1" cat $twstat/snapshot >"$tmp/$2"
	check_sums "$tmp/$2"
}

# Same addresses, same ports, one hash table.
test_same_addresses()
{
	new_netns one
	new_netns two
	generate_in "$one" -n 30 -l 20000-20029
	generate_in "$two" -n 12 -l 20000-20011
	generate -n 5 -l 20000-20004
	snapshot_of "$one" a
	snapshot_of "$two" b
	snapshot s
	equal "in the first" "$(rows a remote port timewait)" "127.0.0.1 8000 30"
	equal "in the second" "$(rows b remote port timewait)" "127.0.0.1 8000 12"
	equal "in this one" "$(rows s remote port timewait)" "127.0.0.1 8000 5"
	equal "sockets of the first" "$(value sockets a)" 30
	[ "$(value netns a)" != "$(value netns b)" ] || fail "both have the same inode"
	equal "netns inode" "$(value netns s)" "$(stat -Lc %i /proc/self/ns/net)"
	equal "tw_count of the second" "$(value tw_count b)" 12
}

# Settings are those of the namespace, too.
test_settings()
{
	new_netns one
	in_netns "$one" sh -c 'echo 12345 >/proc/sys/net/ipv4/tcp_max_tw_buckets;
		echo 30000 30999 >/proc/sys/net/ipv4/ip_local_port_range;
		echo 30000-30009 >/proc/sys/net/ipv4/ip_local_reserved_ports;
		echo 1 >/proc/sys/net/ipv4/tcp_tw_reuse;
		echo 0 >/proc/sys/net/ipv4/tcp_timestamps;
		echo 33 >/proc/sys/net/ipv4/tcp_fin_timeout'
	snapshot_of "$one" a
	equal tw_max "$(value tw_max a)" 12345
	equal local_port_min "$(value local_port_min a)" 30000
	equal local_port_max "$(value local_port_max a)" 30999
	equal local_ports_usable "$(value local_ports_usable a)" 990
	equal tcp_tw_reuse "$(value tcp_tw_reuse a)" 1
	equal tcp_timestamps "$(value tcp_timestamps a)" 0
	equal tcp_fin_timeout_ms "$(value tcp_fin_timeout_ms a)" 33000
	snapshot s
	equal "tcp_tw_reuse here" "$(value tcp_tw_reuse s)" 0
	equal "local_port_min here" "$(value local_port_min s)" "$first_client_port"
}

# A table of its own, where the kernel can: then its buckets are its own.
test_own_table()
{
	[ -e /proc/sys/net/ipv4/tcp_child_ehash_entries ] ||
		skip "no tcp_child_ehash_entries here"
	sysctl_set ipv4/tcp_child_ehash_entries 128
	new_netns child
	generate -n 20
	generate_in "$child" -n 500 -d 127.2.0.1 -D 5
	snapshot_of "$child" a
	snapshot s
	check_sums "$tmp/a" own
	equal ehash_pernet "$(value ehash_pernet a)" 1
	equal ehash_buckets "$(value ehash_buckets a)" 128
	equal timewait "$(value timewait a)" 500
	equal "rows" "$(rows a timewait | uniq -c | tr -s ' ')" " 5 100"
	equal "ehash_pernet here" "$(value ehash_pernet s)" 0
	equal "timewait here" "$(value timewait s)" 20
}

# As above for the container's root, who may see its own table's buckets.
test_own_table_of_container()
{
	[ -e /proc/sys/net/ipv4/tcp_child_ehash_entries ] ||
		skip "no tcp_child_ehash_entries here"
	sysctl_set ipv4/tcp_child_ehash_entries 128
	in_container "closed 50; cat $twstat/snapshot;
		cat $twstat/sockets >$tmp/sockets" >"$tmp/a"
	check_sums "$tmp/a" own
	equal ehash_buckets "$(value ehash_buckets a)" 128
	awk 'NR > 1 && $1 == "-" { exit 1 }' "$tmp/sockets" || fail "its buckets are hidden"
}

test_container_root()
{
	generate -n 300 -d 127.2.0.1 -D 3
	wait_for_tw 300
	in_container "closed 40; cat $twstat/snapshot;
		cat $twstat/sockets >$tmp/sockets; cat $twstat/buckets >$tmp/buckets" >"$tmp/a"
	check_sums "$tmp/a" own
	equal timewait "$(value timewait a)" 40
	equal rows "$(rows a remote port timewait)" "127.0.0.1 8000 40"
	equal "rows of sockets" "$(awk 'END { print NR - 1 }' "$tmp/sockets")" 40
	equal "bucket position timer_cpu" "$(columns_of_sockets bucket position timer_cpu)" "- - -"
	equal "sockets in buckets" "$(awk 'NR > 1 { n += $3 } END { print n }' "$tmp/buckets")" 40
}

# columns_of_sockets COLUMN...: their distinct values
columns_of_sockets()
{
	columns "$@" <"$tmp/sockets" | sort -u
}

# Root of the initial network namespace sees the position of a socket, and its mark.
test_host_root()
{
	in_initial_netns tcpgen -n 10 -p 8077 --mark 77 >"$tmp/tcpgen"
	in_initial_netns cat $twstat/sockets | awk 'NR == 1 || $8 == 8077' >"$tmp/sockets"
	equal "rows of sockets" "$(awk 'END { print NR - 1 }' "$tmp/sockets")" 10
	[ "$(columns_of_sockets bucket | grep -c '^[0-9][0-9]*$')" -gt 1 ] ||
		fail "no buckets: $(columns_of_sockets bucket | head -n 3 | tr '\n' ' ')"
	equal "unknown timer_cpu" "$(columns_of_sockets timer_cpu | grep -c -)" 0
	equal mark "$(columns_of_sockets mark)" 77
}

# Neither file nor opener may be of another network namespace, whatever root may:
# a container with CAP_NET_ADMIN and no user namespace of its own is such an opener.
test_root_elsewhere()
{
	generate -n 10
	wait_for_tw 10
	cat $twstat/sockets >"$tmp/sockets"
	equal "bucket position timer_cpu" "$(columns_of_sockets bucket position timer_cpu)" "- - -"
	snapshot a
	check_sums "$tmp/a" own
	equal "sockets in buckets" "$(in_buckets 4 a)" 10
	in_initial_netns tcpgen -n 10 -p 8078 >"$tmp/tcpgen"
	awk 'NR == 1 || $8 == 8078' /proc/1/net/twstat/sockets >"$tmp/sockets"
	equal "rows of the initial namespace" "$(awk 'END { print NR - 1 }' "$tmp/sockets")" 10
	equal "their bucket position timer_cpu" \
		"$(columns_of_sockets bucket position timer_cpu)" "- - -"
}

# The duration of the walk would show how many sockets all the others have.
test_walk_keys()
{
	local key
	snapshot a
	in_initial_netns cat $twstat/snapshot >"$tmp/b"
	in_initial_netns su -s /bin/sh nobody -c "cat $twstat/snapshot" >"$tmp/c"
	for key in walk_ns walk_restarts walk_locked; do
		equal "$key in another namespace" "$(value $key a)" ""
		[ -n "$(value $key b)" ] || fail "root does not see $key"
		equal "$key for the unprivileged" "$(value $key c)" ""
	done
}

# in_buckets COLUMN SNAPSHOT: 3 is sockets, 4 timewait
in_buckets()
{
	section buckets "$2" | awk -v n="$1" 'NR > 1 { sum += $n } END { print sum + 0 }'
}

# The unprivileged see buckets of their own namespace's sockets alone, on the host
# too. Root of the initial network namespace sees the whole table.
test_host_nobody()
{
	new_netns one
	generate_in "$one" -n 100
	generate -n 7
	wait_for_tw 7
	in_initial_netns cat $twstat/snapshot >"$tmp/s"
	check_sums "$tmp/s"
	[ "$(in_buckets 3 s)" -ge 107 ] || fail "root sees $(in_buckets 3 s) sockets in the table"
	[ "$(in_buckets 4 s)" -ge 107 ] || fail "root sees $(in_buckets 4 s) timewait in the table"
	su -s /bin/sh nobody -c "cat $twstat/snapshot" >"$tmp/a"
	check_sums "$tmp/a" own
	equal timewait "$(value timewait a)" 7
}

test_proc_pid()
{
	local pid
	new_netns one
	generate_in "$one" -n 17
	generate -n 3
	ip netns exec "$one" sleep 1000 &
	pid=$!
	wait_until 20 is_in_netns "$pid"
	snapshot a "/proc/$pid/net/twstat"
	equal timewait "$(value timewait a)" 17
	snapshot s
	equal "timewait here" "$(value timewait s)" 3
}

is_in_netns()
{
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# A snapshot outlives its namespace's name and processes; when its descriptor
# is closed, the namespace goes: its veth takes this end along.
test_removed_while_open()
{
	local pid reader
	new_netns one
	ip link add tw0 type veth peer name tw1 netns "$one" 2>/dev/null ||
		skip "no veth here"
	generate_in "$one" -n 17
	ip netns exec "$one" sleep 1000 &
	pid=$!
	wait_until 20 is_in_netns "$pid"
	procread hold "/proc/$pid/net/twstat/snapshot" 10 >"$tmp/kept" &
	reader=$!
	wait_until 20 grep -q open "$tmp/kept"
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || true
	ip netns del "$one"
	ip link show dev tw0 >/dev/null || fail "the namespace went although it is in use"
	kill "$reader"
	wait "$reader" || fail "reading on: $(tail -n 1 "$tmp/kept")"
	sed 1d "$tmp/kept" >"$tmp/a"
	check_sums "$tmp/a"
	equal timewait "$(value timewait a)" 17
	wait_until 60 link_is_gone
}

link_is_gone()
{
	! ip link show dev tw0 >/dev/null 2>&1
}

# The same for sockets, which streams: what it had not read is gone or there.
test_removed_while_streamed()
{
	local pid reader
	new_netns one
	generate_in "$one" -n 200
	ip netns exec "$one" sleep 1000 &
	pid=$!
	wait_until 20 is_in_netns "$pid"
	procread hold "/proc/$pid/net/twstat/sockets" 1 >"$tmp/kept" &
	reader=$!
	wait_until 20 grep -q open "$tmp/kept"
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || true
	ip netns del "$one"
	kill "$reader"
	wait "$reader" || fail "reading on: $(tail -n 1 "$tmp/kept")"
	equal rows "$(($(wc -l <"$tmp/kept") - 2))" 200
}

ktap_main "$@" <<'END'
test_same_addresses          two namespaces with the same addresses see their own
test_settings                settings are those of the namespace
test_own_table               a namespace with a hash table of its own
test_own_table_of_container  a container's root sees buckets of its own table
test_container_root          a container's root sees nothing of the host's table
test_host_root               the host's root sees buckets and positions
test_root_elsewhere          root of another network namespace sees neither
test_walk_keys               what the walk took is for those who see the whole table
test_host_nobody             nobody sees buckets of this namespace's sockets alone
test_proc_pid                /proc/PID/net/twstat is that process's namespace
test_removed_while_open      a namespace removed while a snapshot is open
test_removed_while_streamed  a namespace removed while sockets is read
END
