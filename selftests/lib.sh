# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# lib.sh - the vocabulary of the tests
#
# A test sources this file, defines one function a case and ends in
#
#	ktap_main "$@" <<'END'
#	test_something   what holds
#	END
#
# Each case runs in a process and a network namespace of its own, so what it
# counts is what it made. "./test.sh test_something" runs one case alone.

set -euo pipefail

here=$(cd "${0%/*}" && pwd)
PATH=$here:$PATH:/usr/sbin:/sbin
twstat=/proc/net/twstat
# Services listen below this port, clients use ports from it on.
first_client_port=10000
: "${TIME_STRETCH:=1}"
: "${CASE_TIMEOUT:=$((150 * TIME_STRETCH))}"

# shellcheck source=SCRIPTDIR/ktap.sh
. "$here/ktap.sh"
# shellcheck source=SCRIPTDIR/work.sh
. "$here/work.sh"
# shellcheck source=SCRIPTDIR/tcp-setup.sh
. "$here/tcp-setup.sh"

# --- cases ----------------------------------------------------------------

fail()
{
	ktap_print_msg "FAILED: $*"
	exit 1
}

skip()
{
	ktap_print_msg "$*"
	exit "$KSFT_SKIP"
}

# processes_of SESSION: those that run. Others end while this reads.
processes_of()
{
	{ cat /proc/[0-9]*/stat 2>/dev/null || true; } |
		sed -n "s/^\([0-9]*\) (.*) [^XZ] [0-9]* [0-9]* $1 .*/\1/p"
}

# end_session SESSION: kill what is left of it, which may fork meanwhile
end_session()
{
	local tries pids
	for ((tries = 0; tries < 100; tries++)); do
		pids=$(processes_of "$1")
		[ -n "$pids" ] || return 0
		# shellcheck disable=SC2086
		kill -KILL $pids 2>/dev/null || true
		sleep 0.1
	done
}

# That of the case which runs
session=''

# shellcheck disable=SC2317 # called when the script ends
at_exit()
{
	[ -z "$session" ] || end_session "$session"
	[ -z "${tmp-}" ] || cleanup
}

# A case runs in a process of its own, so that "set -e" holds inside and its variables stay
# there, and in a session of its own, so that its processes end with it: the signal of a
# timeout does not reach what a case has started.
run_case()
{
	local status=0
	setsid timeout -k 5 "$CASE_TIMEOUT" unshare -n \
		bash "$0" --case "$1" >"$work/log" 2>&1 </dev/null &
	session=$!
	# Where it was killed, bash would say so.
	wait "$session" 2>/dev/null || status=$?
	end_session "$session"
	session=''
	case $status in
	124 | 137) echo "# took longer than $CASE_TIMEOUT s" >>"$work/log" ;;
	esac
	return "$status"
}

run_cases()
{
	local function description status
	make_work_folder
	ktap_print_header
	ktap_set_plan "$(grep -c . <<<"$1")"
	while read -r function description; do
		status=0
		run_case "$function" || status=$?
		ktap_test_code "$status" "$work/log" "$description"
	done <<<"$1"
	[ $((ktap_passed + ktap_failed)) -gt 0 ] || { ktap_print_totals; exit "$KSFT_SKIP"; }
	ktap_finished
}

case_main()
{
	make_work_folder
	tmp=$work
	quiet_network
	"$1"
}

ktap_main()
{
	local cases
	cases=$(cat)
	case ${1-} in
	--case)
		case_main "$2"
		;;
	'')
		need_module
		run_cases "$cases"
		;;
	*)
		cases=$(grep "^$1 " <<<"$cases") || {
			echo "${0##*/}: no case $1" >&2
			exit 2
		}
		need_module
		run_cases "$cases"
		;;
	esac
}

# --- set-up and cleanup ---------------------------------------------------

netns_made=()
deferred=()

# defer COMMAND: at the end of the case, the last one first
defer()
{
	deferred+=("$1")
}

cleanup()
{
	local i jobs
	set +e
	for ((i = ${#deferred[@]} - 1; i >= 0; i--)); do
		eval "${deferred[i]}"
	done
	jobs=$(jobs -p)
	# shellcheck disable=SC2086
	[ -z "$jobs" ] || kill $jobs 2>/dev/null
	wait 2>/dev/null
	for i in "${netns_made[@]}"; do
		ip netns del "$i" 2>/dev/null
	done
}

need_root()
{
	[ "$(id -u)" -eq 0 ] || ktap_skip_all "must be root"
}

# The module comes from TWSTAT_MODULE, from the guest's root or by name.
# shellcheck disable=SC2120
load_module()
{
	local file=${TWSTAT_MODULE:-/twstat.ko}
	if [ -e "$file" ]; then
		insmod "$file" "$@"
	else
		modprobe twstat "$@"
	fi
}

need_module()
{
	need_root
	# shellcheck disable=SC2119
	[ -e $twstat/summary ] || load_module 2>/dev/null ||
		ktap_skip_all "no module twstat"
	command -v ss >/dev/null || ktap_skip_all "no ss"
	command -v tcpgen >/dev/null || ktap_skip_all "no tcpgen: make it first"
}

need_reader()
{
	command -v twstat >/dev/null || ktap_skip_all "no twstat: build the reader first"
	command -v jq >/dev/null || ktap_skip_all "no jq"
}

sysctl_set()
{
	echo "$2" >"/proc/sys/net/$1"
}

# The settings that tests rely on: no reuse of ports, a limit that is not reached, and no
# listener among the ports that clients use.
quiet_network()
{
	ip link set lo up
	tcp_setup 1000000 "$first_client_port" 65535
}

# new_netns NAME: one more namespace, its name in $NAME
new_netns()
{
	local name=twstat-$1-$$
	ip netns add "$name"
	netns_made+=("$name")
	printf -v "$1" %s "$name"
	# shellcheck disable=SC2016
	in_netns "$name" bash -c '. "$0"; quiet_network' "$here/lib.sh"
}

in_netns()
{
	ip netns exec "$@"
}

# in_initial_netns COMMAND: there alone root sees the whole hash table
in_initial_netns()
{
	nsenter -t 1 -n "$@"
}

# in_container COMMANDS: as root of a user namespace that the user nobody made, and of a
# network namespace in it. Files that they write must be world-writable. The network
# namespace comes second, so that its files belong to the root of the user namespace.
# "closed N OPTIONS" there makes N connections and waits for them in TIME_WAIT.
in_container()
{
	unshare -U true 2>/dev/null || skip "no user namespaces here"
	cat >"$tmp/container" <<-END
	set -eu
	PATH=$PATH
	. $here/tcp-setup.sh
	ip link set lo up
	tcp_setup 1000000 $first_client_port 65535
	closed()
	{
		tcpgen -n "\$@" >/dev/null
		until grep -q "^TCP:.* tw \$1 " /proc/net/sockstat; do
			sleep 0.1
		done
	}
	$1
	END
	chmod 755 "$tmp/container"
	chmod 777 "$tmp"
	su -s /bin/sh nobody -c "unshare -Ur unshare -n sh $tmp/container"
}

# wait_until SECONDS COMMAND: polls, so SECONDS may be generous
wait_until()
{
	local limit=$((SECONDS + $1 * TIME_STRETCH))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$limit" ] || fail "waited in vain: $*"
		sleep 0.1
	done
}

# --- traffic --------------------------------------------------------------

# generate OPTIONS: connections that are over when this returns
generate()
{
	tcpgen "$@" >"$tmp/tcpgen" || fail "tcpgen $*: $(cat "$tmp/tcpgen")"
}

# generated KEY: from the report of the last run
generated()
{
	awk -v key="$1" '$1 == key { print $2 }' "$tmp/tcpgen"
}

# hold OPTIONS: as generate, then connections and listeners stay; its process
# is $held
hold()
{
	: >"$tmp/tcpgen"
	tcpgen "$@" --hold >"$tmp/tcpgen" &
	held=$!
	wait_until 60 hold_began
	grep -q ready "$tmp/tcpgen" || fail "tcpgen $*: $(cat "$tmp/tcpgen")"
}

hold_began()
{
	grep -q ready "$tmp/tcpgen" || ! kill -0 "$held" 2>/dev/null
}

# traffic OPTIONS: connections come and go until released, however long their
# readers take on a slow machine; the process is $held
traffic()
{
	tcpgen -t 600 -d 127.4.0.1 "$@" >"$tmp/traffic" &
	held=$!
}

# release PROCESS: ends a hold, or traffic; connections held are reset
release()
{
	kill "$1" || fail "the generator had ended: $(tail -n 9 "$tmp/tcpgen" \
		"$tmp/traffic" 2>/dev/null)"
	wait "$1" || true
}

# mixture [OPTIONS]: sockets of every kind, standing still; ports that are not
# usable; live ones. The options are those of its first run.
mixture()
{
	sysctl_set ipv4/ip_local_reserved_ports 20010-20019
	# First: connect() keeps off ports that are bound, bind() fails on those that
	# a connect() has chosen.
	generate -n 20 -l 20000-20019 -p 8005
	generate -n 40 "$@"
	generate -n 9 -c server -p 8001
	generate -6 -n 12 -p 8002
	generate -m -n 7 -p 8003
	hold -n 5 -e half -p 8004
	hold -n 9 -e fin,live,live -p 8006 -d 127.0.0.2
	wait_for_tw "$(sockstat_tw)"
}

# --- oracles --------------------------------------------------------------

sockstat_tw()
{
	awk '$1 == "TCP:" { for (i = 2; i < NF; i += 2) if ($i == "tw") print $(i + 1) }' \
		/proc/net/sockstat
}

sockstat_tw_is()
{
	[ "$(sockstat_tw)" -eq "$1" ]
}

# The last segments of a close may still be under way.
wait_for_tw()
{
	local limit=$((SECONDS + 30 * TIME_STRETCH))
	until sockstat_tw_is "$1"; do
		[ "$SECONDS" -lt "$limit" ] || {
			ss -tan | head -n 20 | sed 's/^/# /'
			fail "sockstat has $(sockstat_tw) timewait sockets, expected $1"
		}
		sleep 0.1
	done
}

# wait_for_time_wait COUNT [COMMAND...]: as ss sees them, run by that command. For peers
# that are processes of their own: sockstat counts a timewait socket from FIN_WAIT2 on, when
# its peer may not have closed yet.
wait_for_time_wait()
{
	wait_until 30 ss_time_wait_is "$@"
}

ss_time_wait_is()
{
	[ "$("${@:2}" ss -Htan state time-wait | wc -l)" -eq "$1" ]
}

# What ss sees, as rows "family side local remote port timewait fin_wait2".
ss_destinations()
{
	ss -Htano | awk -v first="$first_client_port" -f "$here/ss-destinations.awk" | sort
}

# --- what the module says -------------------------------------------------

# check_sums FILE [own]: every sum, in every file, always
check_sums()
{
	awk -v own="${2:+1}" -f "$here/invariants.awk" "$1" >"$tmp/sums" || {
		head -n 20 "$tmp/sums" | sed 's/^/# /'
		fail "the sums of $1 do not hold"
	}
}

# snapshot NAME [DIRECTORY]: takes one and checks its sums
snapshot()
{
	cat "${2:-$twstat}/snapshot" >"$tmp/$1"
	check_sums "$tmp/$1"
}

# section NAME SNAPSHOT
section()
{
	awk -v want="[$1]" '/^\[/ { inside = $1 == want; next } inside' "$tmp/$2"
}

# value KEY SNAPSHOT: of its summary; nothing when there is no such key
value()
{
	section summary "$2" | awk -v key="$1" '$1 == key { print $2 }'
}

# columns NAME...: these of a table with a header line, from stdin
columns()
{
	awk -v names="$*" '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				column[$i] = i
			n = split(names, wanted, " ")
			next
		}
		{
			line = $column[wanted[1]]
			for (i = 2; i <= n; i++)
				line = line " " $column[wanted[i]]
			print line
		}'
}

# rows SNAPSHOT COLUMN...: these columns of the destinations, sorted
rows()
{
	local from=$1
	shift
	section destinations "$from" | columns "$@" | sort
}

# --- what the reader says -------------------------------------------------

# reader ARGUMENTS: one that must succeed, without a word on stderr
reader()
{
	twstat "$@" >"$tmp/out" 2>"$tmp/err" || fail "twstat $*: $(cat "$tmp/err")"
	[ ! -s "$tmp/err" ] || fail "twstat $* said: $(cat "$tmp/err")"
}

# said FILTER: of the JSON of the last one
said()
{
	jq -r "$1" "$tmp/out"
}

# --- assertions -----------------------------------------------------------

equal()
{
	[ "$2" = "$3" ] || fail "$1: got '$2', expected '$3'"
}

# same_lines WHAT FILE FILE
same_lines()
{
	cmp -s "$2" "$3" || {
		diff "$2" "$3" | head -n 20 | sed 's/^/# /' || true
		fail "$1 differ"
	}
}

# agrees_with_ss NAME: a snapshot of quiescent sockets, row by row
agrees_with_ss()
{
	rows "$1" family side local remote port timewait fin_wait2 >"$tmp/$1.rows"
	ss_destinations >"$tmp/$1.ss"
	[ -s "$tmp/$1.ss" ] || fail "ss sees no timewait socket"
	same_lines "rows of the module (<) and of ss (>)" "$tmp/$1.rows" "$tmp/$1.ss"
	equal "timewait + fin_wait2" \
		"$(($(value timewait "$1") + $(value fin_wait2 "$1")))" "$(sockstat_tw)"
}
