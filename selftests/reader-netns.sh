#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# reader-netns.sh - the reader's sources against each other, and other network
# namespaces: named, of a process, all of them, gone; with and without privilege

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

one='' two=''

# generate_in NETNS COUNT [OPTIONS]
generate_in()
{
	local name=$1 count=$2
	shift 2
	in_netns "$name" tcpgen -n "$count" "$@" >"$tmp/tcpgen" ||
		fail "tcpgen: $(cat "$tmp/tcpgen")"
}

# process_in NETNS: one that waits there, its number in $process
process_in()
{
	ip netns exec "$1" sleep 1000 &
	process=$!
	wait_until 20 is_in_netns "$process"
}

is_in_netns()
{
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# keyed: each destination as a line of what both sources know
known_by_both='.destinations[] | [.family, .side, .local, .remote, .port, .dev // 0,
	.timewait, .fin_wait2, .live, .ports] | @csv'

# Bins 0 and 1 are one: the dump shows every time that has passed as 0.
# shellcheck disable=SC2016 # jq's own
cumulated='.destinations | sort_by(.family, .side, .local, .remote, .port)[] |
	.histogram as $bins | [range(1; 64) as $most |
	[$bins[] | select((if .[0] == 0 then 1 else .[0] end) <= $most) | .[1]] |
	add // 0] | map(tostring) | join(" ")'

# Between two readings of the module, time only moves sockets to lower bins.
test_sources()
{
	mixture -d 127.2.0.1 -D 4 -r 20
	wait_for_tw "$(sockstat_tw)"
	twstat -j --by destination -S module >"$tmp/before"
	twstat -j --by destination -S sock_diag >"$tmp/dump"
	twstat -j --by destination -S module >"$tmp/after"
	equal sources "$(cat "$tmp"/{before,dump,after} | jq -r .source | tr '\n' ' ')" \
		"module sock_diag module "
	for file in before dump after; do
		jq -r "$known_by_both" "$tmp/$file" | sort >"$tmp/$file.rows"
		jq -r "$cumulated" "$tmp/$file" >"$tmp/$file.bins"
	done
	[ "$(wc -l <"$tmp/before.rows")" -ge 10 ] || fail "$(cat "$tmp/before.rows")"
	same_lines "columns of the module (<) and of the dump (>)" \
		"$tmp/before.rows" "$tmp/dump.rows"
	# What bind() took the dump tells in part: its bounds hold what the module says.
	jq -s '[.[0].destinations, .[1].destinations | map(select(.left)) |
		sort_by(.family, .local, .remote, .port)] | transpose[] |
		select(.[1].left.min > .[0].left.min or .[1].left.max < .[0].left.max or
		.[1].blocked_ratio > .[0].blocked_ratio)' "$tmp/before" "$tmp/dump" >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "bounds: $(head -c 500 "$tmp/wrong")"
	paste -d' ' "$tmp"/{before,dump,after}.bins | awk '{
		for (i = 1; i <= 63; i++)
			if ($i > $(63 + i) || $(63 + i) > $(126 + i)) print NR, i, $0
	}' >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "bins: $(head -n 1 "$tmp/wrong")"
}

# Every key of the summary that both know, but for those of the reading itself.
test_sources_summary()
{
	mixture -d 127.2.0.1 -D 4 -r 20
	wait_for_tw "$(sockstat_tw)"
	twstat summary -j -S module >"$tmp/module"
	twstat summary -j -S sock_diag >"$tmp/dump"
	jq -s -r '.[0].summary as $a | .[1].summary as $b | $a | keys[] |
		select($b[.] != null and . != "boottime_ns" and . != "walk_ns") |
		"\(.) \($a[.]) \($b[.])"' "$tmp/module" "$tmp/dump" >"$tmp/keys"
	[ "$(wc -l <"$tmp/keys")" -ge 18 ] || fail "both know only $(cat "$tmp/keys")"
	awk '$1 == "ports_bound" ? $3 > $2 : $2 != $3' "$tmp/keys" >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "module and dump: $(tr '\n' ';' <"$tmp/wrong")"
}

# A name, a process and a path lead to the same namespace, in every command.
test_other_netns()
{
	local way source process
	new_netns one
	generate_in "$one" 30
	generate -n 5
	process_in "$one"
	for source in module sock_diag; do
		for way in "$one" "$process" "/run/netns/$one"; do
			reader -j -S $source -N "$way"
			equal "$source -N $way" "$(said '"\(.netns) \(.summary.timewait) " +
				"\([.destinations[].timewait] | add)"')" \
				"$(stat -Lc %i "/run/netns/$one") 30 30"
		done
	done
	reader -j
	equal here "$(said .summary.timewait)" 5
}

test_every_command()
{
	local process way
	new_netns one
	generate_in "$one" 30
	generate -n 5
	process_in "$one"
	for way in "$one" "$process"; do
		reader summary -N "$way"
		equal summary "$(awk '$1 == "timewait" { print $2 }' "$tmp/out")" 30
		reader timers -N "$way" -j
		equal timers "$(said .timewait)" 30
		reader sockets -N "$way"
		equal sockets "$(wc -l <"$tmp/out")" 31
		reader buckets -N "$way"
		reader plan -N "$way"
		reader check -N "$way"
		grep -q 'timewait=30;' "$tmp/out" || fail "check: $(cat "$tmp/out")"
		reader prometheus -N "$way"
		grep -q '^twstat_sockets{.*outbound.*timewait.*} 30$' "$tmp/out" || fail "prometheus"
		reader top -c 1 -N "$way" -j
		equal top "$(said .summary.timewait)" 30
		reader snapshot -N "$way"
		grep -qx 'timewait 30' "$tmp/out" || fail "snapshot"
	done
}

# The kernel's counters are the namespace's own, too.
test_netstat()
{
	new_netns one
	in_netns "$one" sh -c 'echo 20 >/proc/sys/net/ipv4/tcp_max_tw_buckets'
	generate_in "$one" 50
	reader -j -N "$one"
	equal "dropped there" "$(said .netstat.timewait_overflow)" 30
	reader -N "$one"
	grep -q 'dropped since boot 30 ' "$tmp/out" || fail "$(cat "$tmp/out")"
	process_in "$one"
	reader -j -N "$process"
	equal "dropped there, by process" "$(said .netstat.timewait_overflow)" 30
	reader -j
	equal "dropped here" "$(said .netstat.timewait_overflow)" 0
	sysctl_set ipv4/tcp_tw_reuse 1
	sysctl_set ipv4/ip_local_port_range "20000 20000"
	generate -n 1
	wait_until 20 connects_again
	reader -j
	equal "recycled here" "$(said .netstat.tw_recycled)" 1
}

connects_again()
{
	tcpgen -n 1 >"$tmp/tcpgen"
}

test_all_netns()
{
	local process here_inode
	new_netns one
	new_netns two
	generate_in "$one" 30
	generate_in "$two" 12
	generate -n 5
	unshare -n sleep 1000 &
	process=$!
	wait_until 20 is_in_netns "$process"
	wait_until 20 grep -qx sleep "/proc/$process/comm"
	here_inode=$(stat -Lc %i /proc/self/ns/net)
	reader --all-netns -j
	said '.namespaces[] | "\(.name) \(.netns) \(.summary.timewait)"' >"$tmp/seen"
	for line in "$one $(stat -Lc %i "/run/netns/$one") 30" \
		"$two $(stat -Lc %i "/run/netns/$two") 12" "self $here_inode 5"; do
		grep -qxF "$line" "$tmp/seen" || fail "no '$line' in $(tr '\n' ';' <"$tmp/seen")"
	done
	# Its command, and the unit of its cgroup where it has one.
	line="sleep\\[$process\\]\\(@[^ ]*\\)\\{0,1\\} $(stat -Lc %i "/proc/$process/ns/net") 0"
	grep -qx "$line" "$tmp/seen" || fail "no '$line' in $(tr '\n' ';' <"$tmp/seen")"
	equal "seen twice" "$(cut -d' ' -f2 "$tmp/seen" | sort | uniq -d)" ""
	reader --all-netns
	grep -q "^$one *out 127.0.0.1:8000  *30 " "$tmp/out" || fail "$(cat "$tmp/out")"
	reader prometheus --all-netns
	line="twstat_sockets{netns=\"$two\",netns_inode=\"$(stat -Lc %i "/run/netns/$two")\","
	grep -q "^$line.*outbound.*timewait.*} 12$" "$tmp/out" || fail "no metrics of $two"
	kill "$process"
}

# all_netns INODES [OPTIONS]: name, inode, sockets and drops of each of these, read from the
# initial namespace; the tests are in another one
all_netns()
{
	local inodes=$1
	shift
	in_initial_netns twstat --all-netns -j "$@" | jq -r '.namespaces[] |
		"\(.name) \(.netns) \(.summary.timewait) " +
		"\([.destinations[].timewait] | add // 0) \(.netstat.timewait_overflow // "-")"' |
		grep -E " ($inodes) " | sort
}

# A namespace that only a file holds is in the module's file of all, but is found by no other
# way: it shows which one was taken.
test_at_once()
{
	local process held inodes
	new_netns one
	new_netns two
	in_netns "$one" sh -c 'echo 20 >/proc/sys/net/ipv4/tcp_max_tw_buckets'
	generate_in "$one" 50
	generate_in "$two" 12
	process_in "$two"
	unshare -n sleep 1000 &
	held=$!
	wait_until 20 is_in_netns "$held"
	exec 7<"/proc/$held/ns/net"
	kill "$held"
	wait "$held" || true
	held=$(stat -Lc %i /proc/self/fd/7)
	inodes="$(stat -Lc %i "/run/netns/$one" "/run/netns/$two" | tr '\n' '|')$held"
	all_netns "$inodes" >"$tmp/all"
	printf '%s\n' "$one $(stat -Lc %i "/run/netns/$one") 20 20 30" \
		"$two $(stat -Lc %i "/run/netns/$two") 12 12 0" "$held $held 0 0 -" |
		sort >"$tmp/expected"
	same_lines "at once (>)" "$tmp/expected" "$tmp/all"
	in_initial_netns twstat snapshot --all-netns --output "$tmp/saved"
	all_netns "$inodes" -S "$tmp/saved" >"$tmp/again"
	same_lines "at once (<) and saved (>)" "$tmp/all" "$tmp/again"
	# By the dump, and from another namespace than the initial one, each is entered.
	grep -v "^$held " "$tmp/all" >"$tmp/found"
	all_netns "$inodes" -S sock_diag >"$tmp/dump"
	same_lines "at once (<) and by the dump (>)" "$tmp/found" "$tmp/dump"
	reader --all-netns -j
	equal "from here" "$(said '.namespaces[] | .netns' | grep -cE "^($inodes)$")" 2
	kill "$process"
	exec 7<&-
}

# Each namespace as a reading of it alone: its destinations and what is concluded.
test_at_once_as_alone()
{
	local name known='.verdict.level, .summary.local_ports_usable, .summary.tw_max,
		.summary.ports_bound, .summary.ports_free, (.destinations | length),
		(.destinations | sort_by(.side, .remote, .port)[] | .family, .side, .local,
		.remote, .port, .timewait, .fin_wait2, .live, .ports, .ports_left,
		.ports_left_max, .blocked_ratio)'
	new_netns one
	new_netns two
	in_netns "$one" sh -c 'echo "20000 20099" >/proc/sys/net/ipv4/ip_local_port_range'
	generate_in "$one" 90
	generate_in "$two" 12
	generate_in "$two" 30 -d 127.2.0.1 -D 4
	in_initial_netns twstat --all-netns -j >"$tmp/all"
	for name in "$one" "$two"; do
		jq -c --arg name "$name" ".namespaces[] | select(.name == \$name) | [$known]" \
			"$tmp/all" >"$tmp/at-once"
		reader -j -N "$name"
		jq -c "[$known]" "$tmp/out" >"$tmp/alone"
		same_lines "$name at once (<) and alone (>)" "$tmp/at-once" "$tmp/alone"
	done
	in_initial_netns twstat check --all-netns >"$tmp/out" && fail "check is happy"
	grep -q "^TWSTAT [A-Z]* - $one: .* worst of [0-9]* namespaces |" "$tmp/out" ||
		fail "$(cat "$tmp/out")"
	equal "its data" "$(sed 's/.* | //; s/out=[^ ]*//' "$tmp/out")" \
		"$(twstat check -N "$one" | sed 's/.* | //; s/out=[^ ]*//')"
	in_initial_netns twstat top --all-netns -c 2 -d 0.1 >"$tmp/out"
	equal "top" "$(grep -c "^$one *out 127.0.0.1:8000 " "$tmp/out")" 2
}

# come_and_go: namespaces of processes and with names, until told to stop
come_and_go()
{
	local i=0
	while [ ! -e "$tmp/stop" ]; do
		i=$((i + 1))
		unshare -n true
		ip netns add "twstat-gone-$$"
		ip netns del "twstat-gone-$$"
	done
}

test_all_netns_under_churn()
{
	local churn half=/run/netns/twstat-half-$$
	generate -n 5
	# A name is an empty file until its namespace is mounted on it.
	: >"$half"
	defer "rm -f $half"
	come_and_go &
	churn=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		reader --all-netns -j
		equal "this one" "$(said '.namespaces[] | select(.name == "self") |
			.summary.timewait')" 5
	done
	: >"$tmp/stop"
	wait "$churn"
}

# refused STATUS ARGUMENTS: fails so, with one line that says why
refused()
{
	local status=0 expected=$1
	shift
	twstat "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	equal "twstat $*: status" "$status" "$expected"
	equal "twstat $*: lines on stderr" "$(grep -c '^twstat: ' "$tmp/err")" 1
}

test_gone()
{
	local process top status=0
	refused 1 -N no-such-name
	refused 1 -N 4194304
	refused 1 -N /proc/self/ns/mnt
	twstat check -N no-such-name >"$tmp/out" && fail "check is happy"
	grep -q '^TWSTAT UNKNOWN - .*no-such-name' "$tmp/out" || fail "$(cat "$tmp/out")"
	new_netns one
	generate_in "$one" 30
	process_in "$one"
	twstat top -d 0.1 -N "$process" >"$tmp/top" 2>"$tmp/err" &
	top=$!
	wait_until 20 grep -q 'TIME_WAIT 30' "$tmp/top"
	kill -KILL "$process"
	wait "$top" || status=$?
	equal "top, its process gone: status" "$status" 1
	equal "top, its process gone" "$(wc -l <"$tmp/err")" 1
	status=0
	twstat top -d 0.1 -N "$one" >"$tmp/top" 2>"$tmp/err" &
	top=$!
	wait_until 20 grep -q 'TIME_WAIT 30' "$tmp/top"
	ip netns del "$one"
	wait "$top" || status=$?
	equal "top, its name gone: status" "$status" 1
	equal "top, its name gone" "$(wc -l <"$tmp/err")" 1
	refused 1 -N "$one"
}

# as_nobody COMMAND: what it says goes to files that nobody may write
as_nobody()
{
	chmod 755 "$tmp"
	su -s /bin/sh nobody -c "PATH=$PATH $1" >"$tmp/out" 2>"$tmp/err"
}

test_nobody()
{
	local process
	new_netns one
	generate_in "$one" 30
	generate -n 5
	process_in "$one"
	as_nobody "twstat -j" || fail "$(cat "$tmp/err")"
	equal "show" "$(said '"\(.source) \(.summary.timewait)"')" "module 5"
	as_nobody "twstat -j -N $process" || fail "$(cat "$tmp/err")"
	equal "of a process" "$(said .summary.timewait)" 30
	as_nobody "twstat sockets" && fail "sockets are root's"
	grep -q '^twstat: .*only for root' "$tmp/err" || fail "$(cat "$tmp/err")"
	as_nobody "twstat -N $one" && fail "nobody entered a namespace"
	equal "lines" "$(wc -l <"$tmp/err")" 1
	# Who may not read all of them at once would have to enter each.
	in_initial_netns su -s /bin/sh nobody -c "PATH=$PATH twstat --all-netns" \
		>"$tmp/out" 2>"$tmp/err" && fail "nobody read all namespaces"
	grep -q "^twstat: --all-netns: .*: Operation not permitted$" "$tmp/err" ||
		fail "$(cat "$tmp/err")"
	as_nobody "twstat check -N $one" && fail "check is happy"
	grep -q '^TWSTAT UNKNOWN' "$tmp/out" || fail "$(cat "$tmp/out")"
}

test_container()
{
	generate -n 5
	in_container "closed 40; twstat -j" >"$tmp/out"
	equal "its own" "$(said '"\(.source) \(.summary.timewait)"')" "module 40"
}

need_reader
ktap_main "$@" <<'END'
test_sources                 module and netlink dump, column by column
test_sources_summary         the same for the summary's keys
test_other_netns             -N takes a name, a process and a path
test_every_command           each command takes -N
test_netstat                 the kernel's counters are that namespace's
test_all_netns               --all-netns shows each namespace once
test_at_once                 all namespaces from one reading, also those without a process
test_at_once_as_alone        each of them as a reading of it alone
test_all_netns_under_churn   the same while namespaces come and go
test_gone                    a namespace that is not there, or not any more
test_nobody                  what the unprivileged may see
test_container               a container sees its own
END
