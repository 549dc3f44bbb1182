#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# owners.sh - who closed a connection, and how, told by processes that are known
#
# Changes the module's parameters: nothing else may use it meanwhile.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

parameter=/sys/module/twstat/parameters/owners

# record N: room for so many closes, with nothing recorded yet
record()
{
	defer "echo 0 >$parameter"
	echo 0 >$parameter
	echo "$1" >$parameter
}

# serve [-m] PORT: its process, in the background, closes after its peers
serve()
{
	tcpclose "${@:1:$#-1}" -p "${!#}" serve >"$tmp/serve" 2>&1 &
	wait_until 20 grep -q ready "$tmp/serve"
}

# closer NAME OPTIONS: a process that has closed, in the background; what it said of
# itself is in the file NAME: its pid and its start
closer()
{
	local file=$1
	shift
	: >"$tmp/$file"
	tcpclose "$@" >"$tmp/$file" 2>"$tmp/$file.err" &
	wait_until 60 said_or_failed "$tmp/$file"
	[ -s "$tmp/$file" ] || fail "tcpclose $*: $(cat "$tmp/$file.err")"
}

said_or_failed()
{
	[ -s "$1" ] || [ -s "$1.err" ]
}

# owners NAME: takes the file, and checks that it agrees with itself
owners()
{
	cat $twstat/owners >"$tmp/$1"
	awk -f "$here/owners.awk" "$tmp/$1" >"$tmp/faults" || {
		head -n 20 "$tmp/faults" | sed 's/^/# /'
		fail "the owners of $1 do not agree"
	}
}

# owner_rows NAME COLUMN...: these columns of its owners, sorted
owner_rows()
{
	local from=$1
	shift
	section owners "$from" | columns "$@" | sort
}

# same_rows NAME LINES COLUMN...: the rows of its owners are these
same_rows()
{
	local from=$1 expected=$2
	shift 2
	owner_rows "$from" "$@" >"$tmp/rows.got"
	sort <<<"$expected" >"$tmp/rows.expected"
	same_lines "owners (<) and what was expected (>)" "$tmp/rows.got" "$tmp/rows.expected"
}

test_two_programs()
{
	record 1000
	serve 8000
	closer one -n 30 -N first close
	closer two -n 12 -N second -u 65534 shutdown
	wait_for_time_wait 42
	owners s
	same_rows s "process $(cat "$tmp/one") first 0 close 30
process $(cat "$tmp/two") second 65534 shutdown 12" by pid start comm uid how timewait
}


# known NAME: its sockets whose owner is known
known()
{
	owner_rows "$1" by timewait | awk '$1 != "unknown" { sum += $2 } END { print sum + 0 }'
}

# in_initial NAME: the summary in the initial namespace, where there is all of it
in_initial()
{
	{ echo "[summary]"; in_initial_netns cat $twstat/summary; } >"$tmp/$1"
}

test_ways()
{
	record 1000
	serve 8000
	closer exits -n 11 -N exits exit
	closer execs -n 12 -N execs exec
	closer threads -n 13 -N leader thread
	closer orphan -n 14 -N parent orphan
	closer receiver -n 15 -N sender receiver
	wait_for_time_wait 65
	wait_until 20 ended "$(cut -d ' ' -f 1 "$tmp/exits")"
	owners s
	same_rows s "$(cat "$tmp/exits") exits exit 11
$(cat "$tmp/execs") sleep close 12
$(cat "$tmp/threads") leader close 13
$(cat "$tmp/orphan") orphan close 14
$(cat "$tmp/receiver") receiver close 15" pid start comm how timewait
}

ended()
{
	[ ! -e "/proc/$1" ]
}

test_names()
{
	record 1000
	serve 8000
	closer one -N $'a b\n\tc' close
	closer two -N 'back\slash' close
	closer three -N - close
	closer four -N $'\xc3\xa9~' close
	wait_for_time_wait 4
	owners s
	same_rows s 'a\040b\012\011c
back\134slash
\055
\303\251~' comm
}

# A process that has the pid of one that has ended is another one.
test_pid_again()
{
	local last=/proc/sys/kernel/ns_last_pid pid
	[ -e $last ] || skip "no ns_last_pid"
	record 1000
	serve 8000
	closer one -n 3 -N same exit
	pid=$(cut -d ' ' -f 1 "$tmp/one")
	wait_until 20 ended "$pid"
	wait_until 60 closer_with_pid "$pid"
	wait_for_time_wait $((3 + 4 * tries))
	owners s
	section owners s | columns pid start comm how timewait | grep "^$pid " | sort >"$tmp/got"
	printf '%s\n' "$(cat "$tmp/one") same exit 3" "$(cat "$tmp/two") same exit 4" |
		sort >"$tmp/expected"
	same_lines "owners of the pid" "$tmp/got" "$tmp/expected"
}

tries=0

# Others may take the pid, or the clock may not have ticked since.
closer_with_pid()
{
	tries=$((tries + 1))
	echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
	closer two -n 4 -N same exit
	[ "$(cut -d ' ' -f 1 "$tmp/two")" = "$1" ] && ! cmp -s "$tmp/one" "$tmp/two"
}

# see_as NAME COMMAND...: takes the file by a command that ends in one
see_as()
{
	local file=$1
	shift
	"$@" cat $twstat/owners >"$tmp/$file"
	awk -f "$here/owners.awk" "$tmp/$file" >"$tmp/faults" ||
		fail "$file: $(head -n 5 "$tmp/faults")"
}

# Its pid is another one inside; to a third namespace it has none, and without
# capabilities no name either.
test_pid_namespace()
{
	unshare -pf true 2>/dev/null || skip "no pid namespaces here"
	setpriv --bounding-set -net_admin true 2>/dev/null || skip "no setpriv here"
	record 1000
	serve 8000
	# shellcheck disable=SC2016
	unshare -pf bash -c 'tcpclose -N inside close & wait_for=$!
		until [ -e "$1/go" ]; do sleep 0.1; done
		cat /proc/net/twstat/owners >"$1/inside"; kill $wait_for' - "$tmp" >"$tmp/own" &
	wait_until 60 test -s "$tmp/own"
	wait_for_time_wait 1
	owners outside
	see_as third unshare -pf
	# shellcheck disable=SC2016
	see_as bare unshare -pf bash -c 'exec setpriv --bounding-set -all --inh-caps -all "$@"' -
	: >"$tmp/go"
	wait_until 60 grep -q '^\[owners' "$tmp/inside"
	equal "inside" "$(owner_rows inside pid comm)" "$(cut -d ' ' -f 1 "$tmp/own") inside"
	owner_rows outside pid comm | grep -q '^[1-9][0-9]* inside$' ||
		fail "outside: $(owner_rows outside pid comm)"
	[ "$(owner_rows outside pid)" != "$(owner_rows inside pid)" ] || fail "the same pid"
	equal "third" "$(owner_rows third by pid comm)" "process - inside"
	equal "bare" "$(owner_rows bare by pid start comm cgroup how timewait)" \
		"process - - - - close 1"
}

# The kernel gives the lowest free number to the next namespace.
test_pid_namespace_again()
{
	local number='readlink /proc/self/ns/pid'
	unshare -pf true 2>/dev/null || skip "no pid namespaces here"
	record 1000
	serve 8000
	# shellcheck disable=SC2016
	unshare -pf bash -c 'tcpclose -N gone exit >"$1/own"; '"$number" - "$tmp" >"$tmp/number"
	wait_for_time_wait 1
	wait_until 60 see_by_number "$number"
	equal "in the next namespace" "$(owner_rows again by pid comm)" "process - gone"
}

# see_by_number COMMAND: takes the file in a namespace; false if its number is another
see_by_number()
{
	# shellcheck disable=SC2016
	see_as again unshare -pf bash -c "$1"' >"$0/number.again"; exec "$@"' "$tmp"
	cmp -s "$tmp/number" "$tmp/number.again"
}

test_user_namespace()
{
	record 1000
	# shellcheck disable=SC2016
	in_container 'tcpclose -p 8000 serve >/dev/null & sleep 0.1
		until tcpclose -n 5 -N contained exit >'"$tmp"'/own 2>/dev/null; do sleep 0.1; done
		until [ "$(ss -Htan state time-wait | wc -l)" -eq 5 ]; do sleep 0.1; done
		cat /proc/net/twstat/owners >'"$tmp"'/inside; kill $!'
	equal "inside" "$(owner_rows inside by comm uid how timewait)" \
		"process contained 0 exit 5"
	equal "keys" "$(value owners_max inside) $(value owners_kept inside)" "1000 "
}

test_network_namespaces()
{
	local one=''
	record 1000
	new_netns one
	in_netns "$one" tcpgen -n 7 >"$tmp/tcpgen"
	generate -n 5
	wait_for_tw 5
	owners s
	see_as other in_netns "$one"
	equal "own" "$(owner_rows s comm timewait)" "tcpgen 5"
	equal "other" "$(owner_rows other comm timewait)" "tcpgen 7"
}

# The side that closes second has no timewait socket, and the other one's owner is its own.
test_peer_closes_first()
{
	record 1000
	generate -n 6 -c server
	wait_for_tw 6
	owners s
	same_rows s "inbound process tcpgen close 6" side by comm how timewait
}

test_fin_wait2()
{
	record 1000
	hold -n 8 -e half
	wait_for_tw 8
	owners s
	same_rows s "tcpgen 0 8 -" comm timewait fin_wait2 histogram
}

test_before_it_was_on()
{
	serve 8000
	closer one -n 20 -N before close
	# ss gives them cookies, some of which share a set with those of the others.
	wait_for_time_wait 20
	record 100
	closer two -n 10 -N after close
	wait_for_time_wait 30
	owners s
	same_rows s "unknown - - - - - - 20
process $(cat "$tmp/two") after 0 - close 10" by pid start comm uid cgroup how timewait
	echo 0 >$parameter
	owners off
	same_rows off "unknown 30" by timewait
	equal owners_max "$(value owners_max off)" 0
}

# At least 95 of 100 survive N/2 closes, 80 of 100 survive N; the sums hold in any case.
test_overwriting()
{
	record 1024
	generate -n 512
	wait_for_tw 512
	owners half
	[ "$(known half)" -ge 487 ] || fail "$(known half) of N/2 are known"
	generate -n 512
	wait_for_tw 1024
	owners full
	[ "$(known full)" -ge 820 ] || fail "$(known full) of N are known"
	generate -n 3072
	wait_for_tw 4096
	owners beyond
	[ "$(known beyond)" -le 1024 ] || fail "$(known beyond) are known"
	[ "$(known beyond)" -ge 820 ] || fail "$(known beyond) of the last N are known"
}

# In the initial namespace, where others close as well.
test_keys()
{
	local before
	record 64
	in_initial none
	equal "kept at the start" "$(value owners_max none)" 64
	before=$(value owners_kept none)
	[ "$before" -lt 64 ] || fail "$before kept of nothing"
	[ "$(value owners_since_ns none)" -gt 0 ] || fail "no owners_since_ns"
	[ "$(value owners_since_ns none)" -le "$(value boottime_ns none)" ] ||
		fail "it begins in the future"
	generate -n 1000
	wait_for_tw 1000
	in_initial full
	equal owners_kept "$(value owners_kept full)" 64
	[ "$(value owners_overwritten full)" -ge 936 ] ||
		fail "$(value owners_overwritten full) overwritten"
	owners s
	equal "in another namespace" "$(value owners_kept s)" ""
	echo 0 >$parameter
	in_initial off
	equal "switched off" "$(value owners_max off) $(value owners_kept off)" "0 "
}

# 64 owners at least have room; the closes of those that have none are counted.
test_too_many_owners()
{
	local i
	record 64
	serve 8000
	for ((i = 0; i < 150; i++)); do
		tcpclose -N "process $i" exit >/dev/null
	done
	wait_for_time_wait 150
	owners s
	in_initial sums
	[ "$(value owners_unnamed sums)" -ge $((150 - 64)) ] ||
		fail "$(value owners_unnamed sums) unnamed"
	[ "$(known s)" -le 64 ] || fail "$(known s) owners in 64 places"
}

test_other_rows()
{
	local limit=/sys/module/twstat/parameters/max_destinations
	record 1000
	defer "echo $(cat $limit) >$limit"
	echo 2 >$limit
	generate -n 40 -d 127.2.0.1 -D 10
	generate -n 6 -c server
	wait_for_tw 46
	owners s
	owner_rows s local remote port dev comm timewait | grep -q '^\* \* \* \* tcpgen 32$' ||
		fail "$(owner_rows s local remote port dev comm timewait)"
}

test_access()
{
	equal mode "$(stat -c %a $twstat/owners)" 400
	equal "mode of the parameter" "$(stat -c %a $parameter)" 644
	if su -s /bin/sh nobody -c "cat $twstat/owners" >/dev/null 2>&1; then
		fail "nobody may read it"
	fi
}

test_bad_values()
{
	local bad
	record 100
	for bad in -1 many 16777217 1e3 ''; do
		if echo "$bad" 2>/dev/null >$parameter; then
			fail "it took '$bad'"
		fi
		equal "after '$bad'" "$(cat $parameter)" 100
	done
	serve 8000
	closer one -n 9 close
	wait_for_time_wait 9
	echo 100 >$parameter
	owners s
	equal "after the same value" "$(known s)" 9
	echo 200 >$parameter
	owners s
	equal "after another value" "$(known s)" 0
}

test_at_load()
{
	[ -e "${TWSTAT_MODULE:-/twstat.ko}" ] || skip "no file to load"
	defer '[ -d /sys/module/twstat ] || load_module'
	rmmod twstat
	load_module owners=500
	defer "echo 0 >$parameter"
	generate -n 5
	wait_for_tw 5
	owners s
	equal "known" "$(known s)" 5
	equal owners_max "$(value owners_max s)" 500
	rmmod twstat
	generate -n 5
	load_module
	equal "by default" "$(cat $parameter)" 0
}

# It goes on and off, and is unloaded while it is on, while connections are closed: all on
# one CPU, since QEMU may let a second one meet the breakpoint by which the kernel patches
# the tracepoint after it is gone.
test_switching_under_traffic()
{
	local i
	taskset -p 1 $BASHPID >"$tmp/taskset" || fail "not on one CPU"
	defer '[ -d /sys/module/twstat ] || load_module'
	record 100
	traffic -e fin,reset
	for ((i = 0; i < ${SWITCHES:-60}; i++)); do
		echo $((i % 3 * 100)) >$parameter
		owners s
		[ $((i % 20)) -ne 19 ] || { rmmod twstat; load_module owners=100; }
	done
	release "$held"
	record 100
	generate -n 10 -p 8010
	owners s
	section owners s | columns port comm timewait | grep -q '^8010 tcpgen 10$' ||
		fail "$(section owners s)"
}

# MPTCP closes a subflow by a worker, long after the process has.
test_kernel_thread()
{
	[ -e /proc/sys/net/mptcp/enabled ] || skip "no MPTCP"
	record 1000
	serve -m 8000
	closer one -n 5 -m close
	wait_for_time_wait 5
	owners s
	owner_rows s by comm how timewait >"$tmp/by"
	! grep ' kworker' "$tmp/by" | grep -v '^kthread ' || fail "a worker is no process"
	grep -q '^kthread kworker[^ ]* - ' "$tmp/by" || skip "$(cat "$tmp/by")"
}

ktap_main "$@" <<'END'
test_two_programs             two programs that close to one destination
test_ways                     exit, exec, threads, an orphan, a passed descriptor
test_names                    blanks, newlines and other bytes in names
test_pid_again                a pid that is used again
test_pid_namespace            pids in other pid namespaces
test_pid_namespace_again      a pid namespace's number that is used again
test_user_namespace           users in another user namespace
test_network_namespaces       each network namespace has its own
test_peer_closes_first        the side that closes first owns
test_fin_wait2                sockets in FIN_WAIT2 have an owner
test_before_it_was_on         sockets from before are unknown
test_overwriting              what survives at N/2, N and beyond
test_keys                     what the summary says
test_too_many_owners          owners that there is no room for
test_other_rows               rows of other destinations have owners
test_access                   modes
test_bad_values               bad values, and the same value again
test_kernel_thread            sockets that a kernel thread closes
test_at_load                  switched on at load, off by default
test_switching_under_traffic  on, off and unloaded under traffic
END
