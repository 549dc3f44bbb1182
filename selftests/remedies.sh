#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# remedies.sh - the usual remedies against TIME_WAIT, and their real effect
#
# The oracle is a real connect() or bind(); the module is read before it.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

peer=''

test_linger_0()
{
	generate -n 50 -e reset
	generate -n 50 -e reset -c server
	generate -6 -n 50 -e reset
	snapshot s
	equal timewait "$(value timewait s)" 0
	equal sockstat "$(sockstat_tw)" 0
	generate -n 50
	wait_for_tw 50
	snapshot fin
	equal "timewait without it" "$(value timewait fin)" 50
}

# Two hosts: the timewait sockets are at the end that closed first.
test_peer_closes_first()
{
	veth_pair
	generate -n 20 -c client -d 10.77.0.2 --server-netns "$peer"
	wait_for_tw 20
	snapshot here
	in_netns "$peer" cat $twstat/snapshot >"$tmp/there"
	equal "here, client first" "$(value timewait here)" 20
	equal "there, client first" "$(value timewait there)" 0

	generate -n 30 -c server -d 10.77.0.2 -p 8001 --server-netns "$peer"
	wait_until 20 peer_has_tw 30
	snapshot here
	in_netns "$peer" cat $twstat/snapshot >"$tmp/there"
	check_sums "$tmp/there"
	equal "here, server first" "$(value timewait here)" 20
	equal "there, server first" "$(value timewait there)" 30
	equal "rows there" "$(rows there side local remote port timewait)" \
		"inbound 10.77.0.2 10.77.0.1 8001 30"
}

peer_has_tw()
{
	[ "$(in_netns "$peer" ss -Htan state time-wait | wc -l)" -eq "$1" ]
}

test_reuseaddr()
{
	generate -n 10 -c server
	wait_for_tw 10
	snapshot s
	equal row "$(rows s side port timewait)" "inbound 8000 10"
	tcpgen -n 0 -N >"$tmp/tcpgen" && fail "bind() over TIME_WAIT without SO_REUSEADDR"
	equal "without SO_REUSEADDR" "$(generated error)" EADDRINUSE
	tcpgen -n 0 >"$tmp/tcpgen" || fail "bind() with SO_REUSEADDR: $(generated error)"
	snapshot s
	equal "TIME_WAIT is untouched" "$(value timewait s)" 10
}

# One request a connection, or one connection for all.
test_pooling()
{
	hold -n 1 -q 200 -e live
	snapshot pooled
	equal "timewait, pooled" "$(value timewait pooled)" 0
	release "$held"
	generate -n 200 -q 1
	wait_for_tw 200
	snapshot single
	equal "timewait, one each" "$(value timewait single)" 200
}

# A range of N ports; the namespace has no other user of them.
narrow_range()
{
	sysctl_set ipv4/ip_local_port_range "20000 $((20000 + $1 - 1))"
}

ports_of()
{
	rows "$1" port ports | awk -v port="$2" '$1 == port { print $2 }'
}

test_exhaustion()
{
	narrow_range 64
	generate -n 63
	snapshot almost
	equal local_ports_usable "$(value local_ports_usable almost)" 64
	equal "ports, one free" "$(ports_of almost 8000)" 63
	generate -n 1
	snapshot full
	equal "ports, none free" "$(ports_of full 8000)" 64
	tcpgen -n 1 >"$tmp/tcpgen" && fail "connect() with every port in use"
	equal "the error" "$(generated error)" EADDRNOTAVAIL
	snapshot after
	equal "ports after" "$(ports_of after 8000)" 64
}

# What holds a port need not be in TIME_WAIT.
test_exhaustion_mixed()
{
	narrow_range 64
	hold --fill -e fin,half,live
	equal connections "$(generated connections)" 64
	equal error "$(generated error)" EADDRNOTAVAIL
	snapshot s
	equal row "$(rows s side timewait fin_wait2 live ports)" "outbound 22 21 21 64"
}

test_exhaustion_reserved()
{
	narrow_range 64
	sysctl_set ipv4/ip_local_reserved_ports 20010-20013,20020
	generate --fill
	snapshot s
	equal local_ports_usable "$(value local_ports_usable s)" 59
	equal connections "$(generated connections)" 59
	equal ports "$(ports_of s 8000)" 59
}

# Ports are counted per source and destination: others still have room.
test_exhaustion_is_per_destination()
{
	narrow_range 32
	generate --fill
	generate -n 1 -p 8001
	generate -n 1 -d 127.0.0.2
	generate -n 1 -s 127.0.0.3
	tcpgen -n 1 >"$tmp/tcpgen" && fail "connect() with every port in use"
	snapshot s
	equal ports "$(rows s local remote port ports | tr '\n' ';')" \
"127.0.0.1 127.0.0.1 8000 32;127.0.0.1 127.0.0.1 8001 1;127.0.0.1 127.0.0.2 8000 1;127.0.0.3 127.0.0.1 8000 1;"
}

test_exhaustion_ipv6()
{
	narrow_range 32
	generate -6 --fill
	snapshot s
	equal connections "$(generated connections)" 32
	equal ports "$(ports_of s 8000)" 32
}

# Another namespace behind a veth pair, for peers that are not loopback. The
# name of its namespace is in $peer.
veth_pair()
{
	new_netns peer
	ip link add tw0 type veth peer name tw1 netns "$peer" 2>/dev/null ||
		skip "no veth here"
	ip addr add 10.77.0.1/24 dev tw0
	ip link set tw0 up
	in_netns "$peer" ip addr add 10.77.0.2/24 dev tw1
	in_netns "$peer" ip link set tw1 up
	wait_until 20 reaches_peer
}

reaches_peer()
{
	tcpgen -n 1 -e reset -d 10.77.0.2 -p 9999 --server-netns "$peer" >"$tmp/tcpgen"
}

reuse_state()
{
	echo "$(value reuse_ready "$1") $(value reuse_young "$1")" \
		"$(value reuse_no_timestamp "$1")"
}

is_not_young()
{
	cat $twstat/snapshot >"$tmp/now"
	[ "$(value reuse_young now)" -eq 0 ]
}

# predict EXPECTED OPTIONS: does connect() get the one port, held by TIME_WAIT?
predict()
{
	local expected=$1
	shift
	if tcpgen -n 1 "$@" >"$tmp/tcpgen"; then
		equal "connect() succeeded, expected" yes "$expected"
		return 0
	fi
	equal "the error" "$(generated error)" EADDRNOTAVAIL
	equal "connect() failed, expected" no "$expected"
}

# reuse_case TCP_TW_REUSE TIMESTAMPS EXPECTED TCPGEN-OPTIONS
reuse_case()
{
	local reuse=$1 timestamps=$2 expected=$3 state="1 0 0"
	shift 3
	narrow_range 1
	sysctl_set ipv4/tcp_timestamps "$timestamps"
	sysctl_set ipv4/tcp_tw_reuse "$reuse"
	generate -n 1 "$@"
	wait_for_tw 1
	wait_until 20 is_not_young
	[ "$timestamps" -ne 0 ] || state="0 0 1"
	snapshot s
	equal "tcp_timestamps=$timestamps: ready young no_timestamp" \
		"$(reuse_state s)" "$state"
	ktap_print_msg "tcp_tw_reuse=$reuse tcp_timestamps=$timestamps $*"
	predict "$expected" "$@"
}

test_reuse_0()
{
	reuse_case 0 1 no
}

test_reuse_1()
{
	reuse_case 1 1 yes
}

test_reuse_2_loopback()
{
	reuse_case 2 1 yes
}

test_reuse_2_ipv6_loopback()
{
	reuse_case 2 1 yes -6
}

test_reuse_2_not_loopback()
{
	veth_pair
	reuse_case 2 1 no -d 10.77.0.2 --server-netns "$peer"
}

test_reuse_1_not_loopback()
{
	veth_pair
	reuse_case 1 1 yes -d 10.77.0.2 --server-netns "$peer"
}

test_reuse_no_timestamps()
{
	reuse_case 1 0 no
}

test_reuse_2_no_timestamps()
{
	reuse_case 2 0 no
}

# Of the clock by which sockets come of age, the second has just begun.
second_begins()
{
	local before
	read -r before _ </proc/uptime
	wait_until 20 second_is_not "${before%.*}"
}

second_is_not()
{
	local now
	read -r now _ </proc/uptime
	[ "${now%.*}" -ne "$1" ]
}

# A socket just closed is young, and connect() fails as long as it is: until the
# next second begins. A slow machine may not ask in time: then again.
test_reuse_young()
{
	local try
	narrow_range 1
	sysctl_set ipv4/tcp_tw_reuse 1
	for ((try = 1; try <= 60; try++)); do
		second_begins
		generate -n 1 -p "$((8000 + try))"
		cat $twstat/snapshot >"$tmp/before"
		tcpgen -n 1 -p "$((8000 + try))" >"$tmp/tcpgen" || true
		cat $twstat/snapshot >"$tmp/after"
		[ "$(value reuse_young before)" -eq 1 ] || continue
		[ "$(value reuse_young after)" -eq 1 ] || continue
		# Connected: it came of age in between, and its successor is young.
		[ -n "$(generated error)" ] || continue
		equal "a young socket: error" "$(generated error)" EADDRNOTAVAIL
		return 0
	done
	fail "no young socket stood in the way of connect()"
}

# FIN_WAIT2 and the server's end are nothing that connect() could take over.
test_reuse_not_applicable()
{
	hold -n 6 -e half -c client
	hold -n 5 -c server -p 8001
	wait_for_tw 11
	snapshot s
	equal "ready young no_timestamp" "$(reuse_state s)" "0 0 0"
}

ktap_main "$@" <<'END'
test_linger_0                        SO_LINGER 0 leaves none
test_peer_closes_first               the peer that closes first keeps TIME_WAIT
test_reuseaddr                       SO_REUSEADDR binds over TIME_WAIT
test_pooling                         pooling leaves none
test_exhaustion                      EADDRNOTAVAIL comes when ports equals the usable ones
test_exhaustion_mixed                FIN_WAIT2 and live sockets hold ports as well
test_exhaustion_reserved             reserved ports are not usable
test_exhaustion_is_per_destination   ports are counted per source and destination
test_exhaustion_ipv6                 EADDRNOTAVAIL for IPv6
test_reuse_0                         tcp_tw_reuse=0: connect() fails
test_reuse_1                         tcp_tw_reuse=1: a ready port is taken over
test_reuse_2_loopback                tcp_tw_reuse=2: taken over on loopback
test_reuse_2_ipv6_loopback           tcp_tw_reuse=2: taken over on IPv6 loopback
test_reuse_2_not_loopback            tcp_tw_reuse=2: not elsewhere
test_reuse_1_not_loopback            tcp_tw_reuse=1: elsewhere too
test_reuse_no_timestamps             tcp_tw_reuse=1 without timestamps: connect() fails
test_reuse_2_no_timestamps           tcp_tw_reuse=2 without timestamps: connect() fails
test_reuse_young                     a young socket's port is not taken over
test_reuse_not_applicable            FIN_WAIT2 and inbound have no reuse state
END
