#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# reader-owners.sh - who closed, by the reader: known programs in known units
#
# Changes the module's parameters: nothing else may use it meanwhile.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

owners=/sys/module/twstat/parameters/owners

# owners_on: with room for more closes than a case makes
owners_on()
{
	[ -e $owners ] || skip "this module keeps no owners"
	defer "echo 0 >$owners"
	echo 4096 >$owners
}

# units NAME...: cgroups of that name, as systemd would make them
units()
{
	local name
	[ -e /sys/fs/cgroup/cgroup.procs ] || {
		mount -t cgroup2 none /sys/fs/cgroup || skip "no cgroup v2 here"
		defer "umount /sys/fs/cgroup"
	}
	for name; do
		mkdir "/sys/fs/cgroup/$name.service"
		defer "remove_unit /sys/fs/cgroup/$name.service"
	done
}

# remove_unit FOLDER: what is left in it dies, which takes a moment
remove_unit()
{
	# shellcheck disable=SC2046 # a process each
	kill $(cat "$1/cgroup.procs") 2>/dev/null
	wait_until 20 rmdir "$1" 2>/dev/null
}

# unit_closes NAME OPTIONS: a process that closes; its pid and its start are in the file NAME
unit_closes()
{
	local name=$1
	shift
	(
		echo $BASHPID >"/sys/fs/cgroup/$name.service/cgroup.procs"
		exec tcpclose -N "$name" "$@" >"$tmp/$name"
	) &
	wait_until 60 test -s "$tmp/$name"
}

# Two programs to one destination, of which 5 closes before are not known. Both have ended
# when the reader looks.
two_programs()
{
	units first second
	tcpclose -p 8001 serve >"$tmp/serve" &
	wait_until 20 grep -q ready "$tmp/serve"
	tcpclose -n 5 -p 8001 exit >"$tmp/before"
	wait_for_time_wait 5
	owners_on
	unit_closes first -n 60 -p 8001 close
	unit_closes second -n 30 -p 8001 exit
	wait_for_time_wait 95
	kill "$(cut -d ' ' -f 1 "$tmp/first")"
	wait_until 20 has_ended "$(cut -d ' ' -f 1 "$tmp/first")"
	wait_until 20 has_ended "$(cut -d ' ' -f 1 "$tmp/second")"
}

has_ended()
{
	[ ! -e "/proc/$1" ]
}

owner_lines()
{
	said '.owners[] | "\(.command) \(.pid) \(.start) \(.unit) \(.timewait) \(.how | keys) \(.exact)"'
}

test_who_owners()
{
	two_programs
	reader who -j outbound dst 127.0.0.1:8001
	equal "who closed" "$(owner_lines)" "first $(cat "$tmp/first") first.service 60 [\"close\"] true
second $(cat "$tmp/second") second.service 30 [\"exit\"] true
null null null null 5 [] false"
	owner_lines >"$tmp/live"
	equal "ended" "$(said '[.owners[] | .ended] | @csv')" "true,true,"
	equal "unknown" "$(said '"\(.unknown) of \(.sockets), \(.owners_state)"')" "5 of 95, read"
	reader who -j --by unit outbound
	equal "by unit" "$(said '.owners[] | "\(.unit) \(.timewait)"' | tr '\n' ' ')" \
		"first.service 60 second.service 30 null 5 "
	reader who outbound
	grep -Eq '^out 127.0.0.1:8001 +60 .*first \(ended\) +first.service +close +exact$' "$tmp/out" ||
		fail "$(cat "$tmp/out")"
	grep -q "^Unknown: 5 of 95 sockets" "$tmp/out" || fail "$(cat "$tmp/out")"
	reader snapshot --owners --output "$tmp/saved"
	reader who -j outbound dst 127.0.0.1:8001 -S "$tmp/saved"
	owner_lines >"$tmp/replayed"
	same_lines "owners live (<) and replayed (>)" "$tmp/live" "$tmp/replayed"
}

test_owners_advice()
{
	sysctl_set ipv4/ip_local_port_range "20000 20099"
	two_programs
	reader show -j
	said '.advice[] | select(.id == "pool") | .reason' >"$tmp/reason"
	grep -q "first\[$(cut -d ' ' -f 1 "$tmp/first")\] in first.service made 60 of 95" "$tmp/reason" ||
		fail "$(cat "$tmp/reason")"
	twstat check --owner >"$tmp/out" || true
	grep -q ', first.service made 60 of 95 | .* owner=60;;;0;95 owner_closes=' "$tmp/out" ||
		fail "$(cat "$tmp/out")"
	reader prometheus --output "$tmp/metrics"
	grep -qx 'twstat_unit_sockets{unit="second.service",state="timewait"} 30' "$tmp/metrics" ||
		fail "$(grep twstat_unit "$tmp/metrics")"
	grep -qx 'twstat_unit_sockets{unit="unknown",state="timewait"} 5' "$tmp/metrics" ||
		fail "$(grep twstat_unit "$tmp/metrics")"
	# That of the host, for its own network namespace alone.
	! grep -q twstat_closes_total "$tmp/metrics" || fail "$(grep twstat_closes "$tmp/metrics")"
	nsenter -t 1 -n twstat prometheus >"$tmp/metrics"
	grep -Eq '^twstat_closes_total [1-9]' "$tmp/metrics" || fail "no counter of closes"
}

# closes_in NETNS UNIT COUNT: so many by a process of that unit, all of which have ended
closes_in()
{
	local server
	ip netns exec "$1" tcpclose -p 8001 serve >"$tmp/serve-$2" &
	server=$!
	wait_until 20 grep -q ready "$tmp/serve-$2"
	(
		echo $BASHPID >"/sys/fs/cgroup/$2.service/cgroup.procs"
		exec ip netns exec "$1" tcpclose -N "$2" -n "$3" -p 8001 exit >"$tmp/$2"
	) || fail "$2 did not close"
	wait_for_time_wait "$3" in_netns "$1"
	kill "$server"
	wait "$server" || true
}

# unit_lines NETNS: of the metrics
unit_lines()
{
	sed -n "s/^twstat_unit_sockets{netns=\"$1\",netns_inode=\"$(stat -Lc %i "/run/netns/$1")\"\
,unit=\"\([^\"]*\)\",state=\"timewait\"}/\1/p" "$tmp/metrics" | tr '\n' ' '
}

# Two namespaces, of which one has a process: it is read below /proc, the other is entered.
# From here, each is entered.
test_units_of_all()
{
	local one='' two='' process from
	units first second
	owners_on
	new_netns one
	new_netns two
	closes_in "$one" first 40
	closes_in "$two" second 20
	ip netns exec "$one" sleep 1000 &
	process=$!
	for from in in_initial_netns env; do
		$from twstat prometheus --all-netns >"$tmp/metrics"
		equal "one, $from" "$(unit_lines "$one")" "first.service 40 "
		equal "two, $from" "$(unit_lines "$two")" "second.service 20 "
		equal "counters of closes, $from" "$(grep -c '^twstat_closes_total{' "$tmp/metrics")" 1
	done
	kill "$process"
}

# Off, or not for this user: one line says so.
test_who_without_owners()
{
	[ -e $owners ] || skip "this module keeps no owners"
	reader who
	grep -q "echo 65536 >$owners" "$tmp/out" || fail "$(cat "$tmp/out")"
	owners_on
	su -s /bin/sh nobody -c "twstat who -j" >"$tmp/out"
	equal "state" "$(said .owners_state)" not_permitted
	equal "owners" "$(said .owners)" null
}

need_reader
ktap_main "$@" <<'END'
test_who_owners          who tells two programs apart after both have ended
test_owners_advice       the advice, check and metrics name units
test_units_of_all        metrics of all namespaces name the units of each
test_who_without_owners  owners that are off, or of others, are not shown
END
