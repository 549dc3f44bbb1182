# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# tcp-setup.sh - the settings under which sockets stay in TIME_WAIT for their minute
#
# Sourced, by tests and by everything else that makes connections in a guest.

# tcp_setup TIMEWAIT FIRST LAST: in this network namespace, room for so many timewait
# sockets and client ports from FIRST to LAST. Ports are not reused, and no RST that
# answers a retransmitted segment ends TIME_WAIT.
tcp_setup()
{
	(
		cd /proc/sys/net/ipv4 || exit
		echo "$1" >tcp_max_tw_buckets &&
			echo 0 >tcp_tw_reuse &&
			echo 1 >tcp_rfc1337 &&
			echo "$2 $3" >ip_local_port_range
	)
}
