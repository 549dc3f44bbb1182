#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# namespaces.sh - the file namespaces has every network namespace's own figures

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

one='' two='' child='' born=''
# What depends on the time of a reading.
passing='boottime_ns|walk_[a-z]*|reuse_[a-z_]*|overdue'
still='family side local remote port timewait fin_wait2 live ports dev ports_left ports_left_max'

# all_namespaces: reads the file, as root of the initial namespace
all_namespaces()
{
	in_initial_netns cat $twstat/namespaces >"$tmp/all" || fail "cannot read namespaces"
	awk -f "$here/namespaces.awk" "$tmp/all" >"$tmp/sums" || {
		head -n 20 "$tmp/sums" | sed 's/^/# /'
		fail "the sums of namespaces do not hold"
	}
}

inode_of()
{
	"$@" stat -Lc %i /proc/self/ns/net
}

# summary_in_all INODE: its row, as its own summary has it
summary_in_all()
{
	section namespaces all | awk -v netns="$1" '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				name[i] = $i
			next
		}
		$1 == netns {
			for (i = 1; i <= NF; i++)
				if (name[i] != "live" && $i != "-")
					print name[i], $i
		}' | grep -Ev "^($passing) " | sort
}

# destinations_in_all INODE COLUMN...
destinations_in_all()
{
	local netns=$1
	shift
	section destinations all | columns netns "$@" | sed -n "s/^$netns //p" | sort
}

# agrees_in COMMAND...: its own reading, which COMMAND makes in its namespace, and ss there
agrees_in()
{
	local netns
	netns=$(inode_of "$@")
	"$@" cat $twstat/snapshot >"$tmp/own"
	section summary own | grep -Ev "^($passing) " | sort >"$tmp/summary"
	summary_in_all "$netns" >"$tmp/summary_in_all"
	same_lines "summary of $*" "$tmp/summary_in_all" "$tmp/summary"
	# shellcheck disable=SC2086 # a name each
	rows own $still >"$tmp/rows"
	# shellcheck disable=SC2086
	destinations_in_all "$netns" $still >"$tmp/rows_in_all"
	same_lines "destinations of $*" "$tmp/rows_in_all" "$tmp/rows"
	"$@" ss -Htano | awk -v first="$first_client_port" -f "$here/ss-destinations.awk" |
		sort >"$tmp/ss"
	# ss does not tell devices apart.
	destinations_in_all "$netns" family side local remote port timewait fin_wait2 |
		awk '$6 + $7 {
			key = $1 " " $2 " " $3 " " $4 " " $5
			timewait[key] += $6
			fin_wait2[key] += $7
		}
		END {
			for (key in timewait)
				print key, timewait[key], fin_wait2[key]
		}' | sort >"$tmp/rows_in_all"
	same_lines "ss of $*" "$tmp/rows_in_all" "$tmp/ss"
}

# here COMMAND...: in this namespace
here()
{
	"$@"
}

# The same addresses in each of them; a row for one without a socket.
test_rows()
{
	new_netns one
	new_netns two
	# shellcheck disable=SC2119
	mixture
	in_netns "$one" sh -c 'echo 12345 >/proc/sys/net/ipv4/tcp_max_tw_buckets;
		echo 20000 39999 >/proc/sys/net/ipv4/ip_local_port_range;
		echo 30000-30009 >/proc/sys/net/ipv4/ip_local_reserved_ports;
		echo 1 >/proc/sys/net/ipv4/tcp_tw_reuse;
		echo 33 >/proc/sys/net/ipv4/tcp_fin_timeout'
	in_netns "$one" tcpgen -n 40 -p 8001 >"$tmp/tcpgen"
	in_netns "$one" tcpgen -n 7 -c server -p 8000 >"$tmp/tcpgen"
	in_netns "$one" tcpgen -n 9 --device lo -p 8000 >"$tmp/tcpgen"
	# Reserved ports, which are not connect()'s, though nothing else is in the range.
	in_netns "$two" sh -c 'echo 30000-30009 >/proc/sys/net/ipv4/ip_local_reserved_ports'
	in_netns "$two" tcpgen -n 4 -l 30000-30003 -p 8002 >"$tmp/tcpgen"
	all_namespaces
	agrees_in here
	agrees_in in_netns "$one"
	agrees_in in_netns "$two"
	equal "live here" "$(section namespaces all | columns netns live |
		sed -n "s/^$(inode_of) //p")" "$(ss -Htan state connected exclude time-wait \
		exclude fin-wait-2 | wc -l)"
}

# Each bound to lo, in two namespaces: devices are those of a namespace.
test_devices()
{
	new_netns one
	generate -n 11 --device lo
	generate -n 5
	in_netns "$one" tcpgen -n 6 --device lo >"$tmp/tcpgen"
	in_netns "$one" tcpgen -n 4 >"$tmp/tcpgen"
	wait_for_tw 16
	all_namespaces
	agrees_in here
	agrees_in in_netns "$one"
	equal "here" "$(destinations_in_all "$(inode_of)" dev timewait | tr '\n' ';')" "0 5;1 11;"
}

# A server's port inside the range: its own namespace's listener decides, no other's.
test_listeners()
{
	local sides='side port timewait' holder
	new_netns one
	new_netns two
	hold -n 6 -c server -p 20000
	in_netns "$one" tcpgen -n 7 -c server -p 20000 >"$tmp/tcpgen"
	ip netns exec "$two" tcpgen -n 5 -c server -p 20001 --hold >"$tmp/two" &
	holder=$!
	wait_until 60 grep -q ready "$tmp/two"
	all_namespaces
	agrees_in here
	agrees_in in_netns "$two"
	# shellcheck disable=SC2086 # a name each
	equal here "$(destinations_in_all "$(inode_of)" $sides)" "inbound 20000 6"
	# shellcheck disable=SC2086
	equal two "$(destinations_in_all "$(inode_of in_netns "$two")" $sides)" "inbound 20001 5"
	# To ss, which knows where clients' ports begin, these are inbound.
	equal one "$(destinations_in_all "$(inode_of in_netns "$one")" side timewait | uniq -c |
		awk '{ print $1, $2, $3 }')" "7 outbound 1"
	release $holder
}

# A namespace with a hash table of its own, where the kernel can.
test_own_table()
{
	[ -e /proc/sys/net/ipv4/tcp_child_ehash_entries ] ||
		skip "no tcp_child_ehash_entries here"
	sysctl_set ipv4/tcp_child_ehash_entries 128
	new_netns child
	sysctl_set ipv4/tcp_child_ehash_entries 0
	new_netns one
	in_netns "$child" tcpgen -n 300 -d 127.2.0.1 -D 5 >"$tmp/tcpgen"
	in_netns "$one" tcpgen -n 20 >"$tmp/tcpgen"
	all_namespaces
	agrees_in in_netns "$child"
	agrees_in in_netns "$one"
	equal ehash_pernet "$(section namespaces all | columns netns ehash_pernet ehash_buckets |
		sed -n "s/^$(inode_of in_netns "$child") //p")" "1 128"
}

# Also of the initial namespace, whose owner sees the whole table.
test_initial()
{
	all_namespaces
	in_initial_netns cat $twstat/summary | grep -E '^(ehash_pernet|tw_max|local_port|hz|owners)' |
		sort >"$tmp/summary"
	summary_in_all "$(inode_of in_initial_netns)" |
		grep -E '^(ehash_pernet|tw_max|local_port|hz|owners)' >"$tmp/summary_in_all"
	same_lines "the initial namespace" "$tmp/summary_in_all" "$tmp/summary"
	section namespaces all | columns walk_ns walk_restarts walk_locked boottime_ns \
		>"$tmp/walk"
	! grep -e - "$tmp/walk" || fail "a row does not say what the walk took"
}

# refused WHAT COMMAND...: open() is, with EACCES
refused()
{
	local what=$1
	shift
	! "$@" >"$tmp/out" 2>"$tmp/err" || fail "$what may read it"
	grep -q 'Permission denied' "$tmp/err" || fail "$what: $(cat "$tmp/err")"
}

test_access()
{
	local setpriv
	[ ! -e $twstat/namespaces ] || fail "another namespace has the file"
	refused "root of another namespace" cat /proc/1/net/twstat/namespaces
	refused "nobody" in_initial_netns su -s /bin/sh nobody -c "cat $twstat/namespaces"
	equal mode "$(in_initial_netns stat -c %a $twstat/namespaces)" 400
	setpriv --bounding-set -net_admin true 2>/dev/null || skip "no setpriv here"
	# By its path: busybox would run its own.
	setpriv=$(command -v setpriv)
	refused "root without the capability" in_initial_netns "$setpriv" \
		--bounding-set -net_admin --inh-caps -net_admin cat $twstat/namespaces
	in_initial_netns "$setpriv" --bounding-set -sys_admin --inh-caps -sys_admin \
		cat $twstat/namespaces >"$tmp/all" || fail "CAP_NET_ADMIN is not enough"
}

# max_destinations bounds a side over all namespaces; what has no row is not lost.
test_limit()
{
	local parameter=/sys/module/twstat/parameters/max_destinations before
	new_netns one
	new_netns two
	in_netns "$one" tcpgen -n 80 -d 127.2.0.1 -D 8 >"$tmp/tcpgen"
	in_netns "$two" tcpgen -n 90 -d 127.2.0.1 -D 9 >"$tmp/tcpgen"
	before=$(cat $parameter)
	defer "echo $before >$parameter"
	echo 10 >$parameter
	all_namespaces
	equal "outbound rows" "$(section destinations all | awk '$3 == "outbound" && $4 != "*"' |
		wc -l)" 10
	equal "of both" "$(section namespaces all | columns netns timewait | grep -E \
		"^($(inode_of in_netns "$one")|$(inode_of in_netns "$two")) " |
		cut -d' ' -f 2 | sort)" $'80\n90'
	[ "$(section namespaces all | columns sockets_other | awk '{ n += $1 } END { print n }')" \
		-ge 70 ] || fail "the other rows have too few"
}

churn_namespaces()
{
	local i
	for ((i = 0; ; i = (i + 1) % 8)); do
		ip netns del "$born$i" 2>/dev/null || true
		ip netns add "$born$i"
		in_netns "$born$i" sh -c ". $here/tcp-setup.sh; ip link set lo up
			tcp_setup 1000000 $first_client_port 65535"
		in_netns "$born$i" tcpgen -n 20 >"$tmp/born" || true
	done
}

# Namespaces that are born and die meanwhile are there as a whole or not at all.
test_born_and_dying()
{
	local i churn readings=40 netns
	new_netns one
	in_netns "$one" tcpgen -n 33 >"$tmp/tcpgen"
	netns=$(inode_of in_netns "$one")
	born=twstat-born-$$-
	for ((i = 0; i < 8; i++)); do
		netns_made+=("$born$i")
	done
	churn_namespaces &
	churn=$!
	for ((i = 0; i < readings; i++)); do
		all_namespaces
		equal "timewait of one that stays" "$(section namespaces all |
			columns netns timewait | sed -n "s/^$netns //p")" 33
	done
	kill $churn
	wait $churn 2>/dev/null || true
}

# An open file does not keep a namespace: its veth takes this end along.
test_none_is_kept()
{
	local reader
	new_netns one
	ip link add tw0 type veth peer name tw1 netns "$one" 2>/dev/null ||
		skip "no veth here"
	in_netns "$one" tcpgen -n 17 >"$tmp/tcpgen"
	nsenter -t 1 -n "$here/procread" hold $twstat/namespaces 10 >"$tmp/kept" &
	reader=$!
	wait_until 20 grep -q open "$tmp/kept"
	ip netns del "$one"
	wait_until 60 link_is_gone
	kill "$reader"
	wait "$reader" || fail "reading on: $(tail -n 1 "$tmp/kept")"
	grep -q '^\[destinations\]' "$tmp/kept" || fail "read: $(head -n 3 "$tmp/kept")"
}

link_is_gone()
{
	! ip link show dev tw0 >/dev/null 2>&1
}

# More than one piece of the list, and more than one page of what is kept of them.
test_many()
{
	local i count=150
	new_netns one
	in_netns "$one" tcpgen -n 12 >"$tmp/tcpgen"
	for ((i = 0; i < count; i++)); do
		ip netns add "twstat-many$i-$$"
		netns_made+=("twstat-many$i-$$")
	done
	all_namespaces
	[ "$(section namespaces all | wc -l)" -ge $((count + 3)) ] ||
		fail "rows: $(section namespaces all | wc -l)"
	agrees_in in_netns "$one"
	agrees_in in_netns "twstat-many$((count - 1))-$$"
}

ktap_main "$@" <<'END'
test_rows            each row and its destinations are what the namespace itself reads
test_devices         devices are those of a namespace
test_listeners       a listener counts in its own namespace
test_own_table       a namespace with a hash table of its own
test_initial         the initial namespace
test_access          only root of the initial namespace may open it
test_limit           max_destinations holds for all of them together
test_born_and_dying  namespaces that are born and die meanwhile
test_none_is_kept    an open file keeps no namespace
test_many            many namespaces without sockets
END
