#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# direction.sh - which side opened the connection, as far as a timewait socket shows
#
# Rules in order: the kernel's own mark (some kernels), a listener on the local
# port, the local port inside the range, the remote port inside it, outbound.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

other=''

sides_are()
{
	equal "sides" "$(rows "$1" side local remote port timewait | tr '\n' ';')" "$2"
}

test_client_first()
{
	hold -n 0 -p 8001
	generate -n 20
	generate -n 10 -p 8002
	wait_for_tw 30
	snapshot s
	agrees_with_ss s
	equal outbound "$(value outbound s)" 30
	equal inbound "$(value inbound s)" 0
}

test_server_first()
{
	hold -n 25 -c server
	wait_for_tw 25
	snapshot s
	agrees_with_ss s
	equal inbound "$(value inbound s)" 25
	equal outbound "$(value outbound s)" 0
	sides_are s "inbound 127.0.0.1 127.0.0.1 8000 25;"
}

# One row a client address: the destination of an inbound socket is the peer.
test_server_first_many_clients()
{
	hold -n 60 -c server -s 127.1.0.1 -S 20
	wait_for_tw 60
	snapshot s
	agrees_with_ss s
	equal destinations "$(value destinations s)" 20
}

test_both_at_once()
{
	hold -n 30 -c client,server
	wait_for_tw 30
	snapshot s
	agrees_with_ss s
	sides_are s "inbound 127.0.0.1 127.0.0.1 8000 15;outbound 127.0.0.1 127.0.0.1 8000 15;"
}

# The remote port is inside the range, so the peer was the client.
test_listener_gone()
{
	generate -n 25 -c server
	[ -z "$(ss -Htln)" ] || fail "a listener is still there"
	wait_for_tw 25
	snapshot s
	agrees_with_ss s
	equal inbound "$(value inbound s)" 25
}

# Neither port is in the range and no socket listens: outbound.
test_local_port_outside_range()
{
	generate -n 5 -l 9001-9005
	wait_for_tw 5
	snapshot s
	sides_are s "outbound 127.0.0.1 127.0.0.1 8000 5;"
	equal ports "$(rows s ports)" 0
}

# The client's port is outside the range, the service's inside: by the rules
# this looks like the server's end, and the documentation says so.
test_service_inside_range()
{
	generate -n 4 -l 9001-9004 -p 20000
	wait_for_tw 4
	snapshot s
	equal side "$(rows s side remote port | cut -d' ' -f1 | uniq)" inbound
}

# A server's port inside the range: its listener decides while it is there.
test_listener_inside_range()
{
	hold -n 6 -c server -p 20000
	wait_for_tw 6
	snapshot with
	sides_are with "inbound 127.0.0.1 127.0.0.1 20000 6;"
	release "$held"
	snapshot without
	equal outbound "$(value outbound without)" 6
}

# A listener on another address has the local port of a client that bound it.
test_listener_shares_port()
{
	hold -n 0 -d 127.9.9.9 -p 20001
	generate -n 1 -s 127.0.0.1 -l 20001
	wait_for_tw 1
	snapshot s
	sides_are s "inbound 127.0.0.1 127.0.0.1 20001 1;"
}

test_ipv6_listener()
{
	hold -6 -n 12 -c server -p 20000
	wait_for_tw 12
	snapshot s
	sides_are s "inbound ::1 ::1 20000 12;"
}

# A dual-stack listener serves IPv4 as well.
test_dual_stack_listener()
{
	hold -m -n 9 -c server -p 20000 -d 127.0.0.1 -D 3
	wait_for_tw 9
	snapshot s
	equal inbound "$(value inbound s)" 9
	equal ipv4 "$(value ipv4 s)" 9
}

# Listeners of another namespace do not count in this one.
test_listener_elsewhere()
{
	new_netns other
	hold -n 0 -p 20000 --server-netns "$other"
	generate -n 6 -c server -p 20000
	wait_for_tw 6
	snapshot s
	equal outbound "$(value outbound s)" 6
}

# All or none of the sockets whose port connect() chose carry the mark; since
# Linux 6.18 all do. Bound ports never do.
test_exact()
{
	local exact
	generate -n 5 -l 30000-30004 -p 8001
	generate -n 30
	wait_for_tw 35
	snapshot s
	exact=$(value side_exact s)
	case $(uname -r) in
	[1-5].* | 6.[0-9].* | 6.1[0-7].*) [ "$exact" = 0 ] || equal side_exact "$exact" 30 ;;
	*) equal side_exact "$exact" 30 ;;
	esac
	equal outbound "$(value outbound s)" 35
}

ktap_main "$@" <<'END'
test_client_first               the client closes first: outbound
test_server_first               the server closes first: inbound
test_server_first_many_clients  an inbound row for each client address
test_both_at_once               both ends on one host are two rows
test_listener_gone              the listener is gone: the remote port decides
test_local_port_outside_range   neither port in the range: outbound, no usable port
test_service_inside_range       only the remote port in the range: inbound
test_listener_inside_range      a port of the range with and without its listener
test_listener_shares_port       a listener of the local port decides
test_ipv6_listener              an IPv6 listener
test_dual_stack_listener        a dual-stack listener serves IPv4
test_listener_elsewhere         listeners of other namespaces do not count
test_exact                      what the kernel marked is counted as exact
END
