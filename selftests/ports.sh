#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ports.sh - N ports are left: N connections succeed and the next one fails
#
# portmix takes ports as a case says, reads what is left, and connects until that
# fails. Where nothing else is said the range has 64 ports.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

# Other mixes on each kernel, the same ones each time.
: "${PORTS_SEED:=$(uname -rm | od -An -N4 -tu4 | tr -d ' ')}"
: "${PORTS_MIXES:=50}"

# mix WORD...: once for each family
mix()
{
	local family
	for family in 0 1; do
		portmix "ipv6=$family" "$@" >"$tmp/portmix" 2>&1 || {
			cat "$tmp/portmix"
			fail "portmix ipv6=$family $*"
		}
	done
}

# Ports are taken for every destination, whether the sockets live or are in TIME_WAIT.
test_bind_first()
{
	mix connect=16@1:{1,2,3,4}:e ports=64:0 left=1:5 left=2:1
	mix connect=16@1:{1,2,3,4}:ec ports=64:0 left=1:5 left=1:1
	mix connect=16@1:1:e connect=16@1:2:ec ports=32:32 left=1:5
}

test_bind_first_then_connect()
{
	mix connect=48@1:1:e ports=48:16 left=1:2 left=1:1 left=2:3
	mix connect=48@1:1:ec connect=8@1:2 ports=48:8 left=1:2 left=1:3
}

test_listeners()
{
	mix listen=20000-20015 ports=16:48 left=1:1
	mix listen=20000-20015 connect=48@1:1:c left=1:1 left=1:2
}

test_only_bound()
{
	mix bound=20000-20015 ports=16:48 left=1:1
	mix held=20048-20063 ports=16:48 left=1:1 left=2:1
}

# A connection that was accepted has its listener's port, and its mark.
test_children()
{
	mix child=20000-20007 ended=20010-20019 ports=18:46 left=1:2 left=1:1
}

test_connected()
{
	mix connect=64@1:1 ports=0:0 left=1:1 left=1:2 left=2:1
	mix connect=20@1:1 connect=20@1:1:c left=1:1 left=2:1
	mix connect=40@1:1 connect=30@1:2 connect=10@2:1 left=1:2 left=1:1 left=2:1
}

# A row for many ports though none is in TIME_WAIT; fewer than an eighth are not many.
test_row_of_live()
{
	sysctl_set ipv4/ip_local_port_range "20000 20063"
	hold -n 7 -e live -p 8001
	snapshot few
	equal "rows" "$(rows few port)" ""
	equal destinations_live "$(value destinations_live few)" 0
	hold -n 20 -e live -p 8002
	hold -n 3 -p 8003
	wait_for_tw 3
	snapshot many
	equal rows "$(section destinations many |
		columns port timewait live ports min_ms ports_left ports_left_max |
		cut -d' ' -f1-4,6- | tr '\n' ';')" "8003 3 0 3 61 61;8002 0 20 20 44 44;"
	equal destinations "$(value destinations many)" 1
	equal destinations_live "$(value destinations_live many)" 1
}

test_no_usable_port()
{
	mix reserved=20000-20063 ports=0:0 left=1:1
	mix reserved=20000-20062 ports=0:1 left=1:1 left=1:2
	mix reserved=20000-20062 bound=20063-20063 ports=1:0 left=1:1
}

# All but one port of an odd range are found by each scan.
test_odd()
{
	local i
	for ((i = 0; i < 8; i++)); do
		mix range=20000-20064 left=1:1 left=1:2
		mix range=20000-20002 left=1:1 left=1:2 left=1:3
		mix range=20000-20002 connect=1@1:1:c left=1:1
	done
	mix range=20000-20000 left=1:1 left=1:2
	# Each connect() steps through the range in another way, where the kernel can.
	mix step=64 range=20000-20064 connect=20@1:1:ec left=1:1 left=1:2
	mix step=3 range=20000-20002 left=1:1
	mix range=20000-20064 connect=10@1:1:e connect=10@1:2:c left=1:2 left=1:1
}

# Where neither of its ends can be had, an odd range is exact.
test_odd_without_ends()
{
	mix range=20000-20064 reserved=20000,20064 connect=8@1:1:c left=1:1 left=1:2
	mix range=20000-20064 listen=20000-20000 bound=20064-20064 connect=8@1:1:c left=1:1
	# The row says so as well: both bounds are the same.
	sysctl_set ipv4/ip_local_port_range "20000 20064"
	sysctl_set ipv4/ip_local_reserved_ports "20000,20064"
	generate -n 8
	wait_for_tw 8
	snapshot s
	equal "both bounds" "$(rows s ports_left ports_left_max)" "55 55"
}

# Sockets outside the range take nothing of it.
test_outside()
{
	mix fixed=21000-21063@1:1:c left=1:1
	mix fixed=19990-20009@1:1 ports=10:54 left=1:1
	mix fixed=20060-20069@1:1 ports=4:60 left=1:1
}

# For bound ports the kernel takes over what has timestamps, and connect() nothing.
test_fixed_shared()
{
	mix timestamps=1 fixed=20000-20063@1:1:{sc,sc,sc} ports=64:0 shared=64 left=1:1 left=1:2
	mix fixed=20000-20007@1:1:c listen=20010-20013 fixed=20020-20029@1:2:s shared=10
	mix timestamps=0 fixed=20000-20031@1:1:{sc,sc} ports=32:32 left=1:1
}

# What is ready counts for tcp_tw_reuse alone where connect() gets to its port.
test_reuse()
{
	mix reuse=1 connect=40@1:1:c aged=1:1 left=1:1
	mix reuse=1 connect=40@1:1:ec aged=1:1 ports=40:24 left=1:1
	mix reuse=1 connect=20@1:1:c connect=20@1:1:ec aged=1:1 left=1:1
	mix reuse=1 timestamps=0 connect=40@1:1:c aged=1:1 left=1:1
	mix reuse=1 fixed=21000-21019@1:1:c connect=20@1:1:c aged=1:1 left=1:1
}

test_reuse_ports()
{
	sysctl_set ipv4/ip_local_port_range "20000 20063"
	generate -n 20 --bind -s 127.0.0.1 -d 127.2.0.1
	generate -n 10 -d 127.2.0.1
	wait_for_tw 30
	wait_until 30 none_young
	equal "reuse" "$(rows s timewait reuse_ready reuse_ports)" "30 30 10"
	equal reuse_ready "$(value reuse_ready s)" 30
}

none_young()
{
	snapshot s
	[ "$(value reuse_young s)" -eq 0 ]
}

# Sockets of a device conflict with those of none, but not the other way round.
test_devices()
{
	mix connect=10@1:1:d left=1:1 left=1:1:d
	mix connect=10@1:1 connect=10@1:1:dc left=1:1:d left=1:1
	mix connect=30@1:1:c left=1:1:d left=1:1
}

# When a socket that bind() put on a port of connect() is gone, newer kernels unmark it.
test_unbound_again()
{
	mix connect=64@2:1 held=20000-20031 ports=32:0 left=1:1
	mix connect=64@2:1 held=20000-20031 drop=32 left=1:1 left=2:1
}

# bind() to any address finds what no socket has, to one address at least that.
test_free()
{
	mix connect=20@1:1:c connect=10@1:2 listen=20000-20003 free=0
	mix connect=20@2:1 free=1
	mix range=20000-20064 connect=20@1:1:ec bound=20030-20039 free=0
	mix reserved=20000-20019 connect=5@1:1 ports=0:39 free=0
}

# The buckets of another namespace are not of this one.
test_other_netns()
{
	local other
	new_netns other
	# All chains of the bind hash are looked at.
	sysctl_set ipv4/ip_local_port_range "1024 65535"
	hold -n 0 -p 20000 -P 32 --server-netns "$other"
	snapshot s
	equal "here" "$(value ports_bound s) $(value ports_free s)" "0 64512"
	in_netns "$other" cat $twstat/summary >"$tmp/summary"
	equal "there" "$(awk '$1 == "ports_bound" { print $2 }' "$tmp/summary")" 32
}

test_random()
{
	ktap_print_msg "PORTS_SEED=$PORTS_SEED PORTS_MIXES=$PORTS_MIXES"
	portmix --random "$PORTS_SEED" "$PORTS_MIXES" || fail "seed $PORTS_SEED"
}

ktap_main "$@" <<'END'
test_bind_first               bind() before connect() takes a port for every destination
test_bind_first_then_connect  connections with and without bind()
test_listeners                listeners inside the range
test_only_bound               sockets that are only bound
test_children                 what a listener leaves on its port
test_connected                ports that live sockets hold
test_row_of_live              a row of many ports, none in TIME_WAIT
test_no_usable_port           a reserved range
test_odd                      an odd range: all but one port
test_odd_without_ends         an odd range whose ends are taken: exactly
test_outside                  ports outside the range
test_fixed_shared             bound ports with SO_REUSEADDR
test_reuse                    what tcp_tw_reuse gives back
test_reuse_ports              reuse_ports has the ports that connect() gets to
test_devices                  sockets bound to a device
test_unbound_again            a mark goes when the kernel removes it
test_free                     ports that bind() finds
test_other_netns              ports that are bound in another namespace
test_random                   random mixes
END
