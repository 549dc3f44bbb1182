#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# load.sh - load and unload, with files open, readers at work, bad parameters
#
# Unloads the module: nothing else may use it meanwhile. Leaves it loaded.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

loaded()
{
	[ -d /sys/module/twstat ]
}

unload()
{
	rmmod twstat || fail "cannot unload"
}

# It is there again whatever happens.
reload_at_end()
{
	loaded || fail "not loaded"
	grep -q '^twstat ' /proc/modules || skip "built in"
	defer 'loaded || load_module'
}

test_unload_and_load()
{
	reload_at_end
	unload
	[ ! -e $twstat ] || fail "files are left without the module"
	load_module
	generate -n 4
	wait_for_tw 4
	snapshot s
	equal timewait "$(value timewait s)" 4
}

# Namespaces that were there before, and such that come later.
test_every_namespace()
{
	local one='' two=''
	reload_at_end
	unload
	new_netns one
	in_netns "$one" tcpgen -n 8 >"$tmp/tcpgen"
	load_module
	new_netns two
	in_netns "$one" cat $twstat/snapshot >"$tmp/a"
	in_netns "$two" cat $twstat/snapshot >"$tmp/b"
	check_sums "$tmp/a"
	check_sums "$tmp/b"
	equal "of the older one" "$(value timewait a)" 8
	equal "of the newer one" "$(value timewait b)" 0
	unload
	in_netns "$one" test ! -e $twstat || fail "files are left in the older one"
	in_netns "$two" test ! -e $twstat || fail "files are left in the newer one"
}

# hold_open FILE BYTES: in the background, its process in $reader
hold_open()
{
	procread hold "$twstat/$1" "$2" >"$tmp/kept.$1" 2>&1 &
	reader=$!
	wait_until 20 grep -q open "$tmp/kept.$1"
}

# Open files return EIO, and nothing else happens.
test_unload_with_open_files()
{
	local file reader readers=''
	reload_at_end
	generate -n 500 -d 127.2.0.1 -D 50
	for file in summary timers destinations buckets snapshot sockets; do
		hold_open $file 1
		readers="$readers $reader"
	done
	nsenter -t 1 -n "$here/procread" hold $twstat/namespaces 1 >"$tmp/kept.namespaces" 2>&1 &
	readers="$readers $!"
	wait_until 20 grep -q open "$tmp/kept.namespaces"
	unload
	for reader in $readers; do
		kill "$reader"
		wait "$reader" && fail "read on without the module"
	done
	for file in summary timers destinations buckets snapshot sockets namespaces; do
		equal "$file" "$(sed -n '$p' "$tmp/kept.$file")" "error EIO read"
	done
	load_module
	snapshot s
	equal timewait "$(value timewait s)" 500
}

test_unload_with_open_files_of_gone_namespace()
{
	local one='' reader
	reload_at_end
	new_netns one
	in_netns "$one" tcpgen -n 100 >"$tmp/tcpgen"
	ip netns exec "$one" procread hold $twstat/snapshot 1 >"$tmp/kept" 2>&1 &
	reader=$!
	wait_until 20 grep -q open "$tmp/kept"
	ip netns del "$one"
	unload
	kill "$reader"
	wait "$reader" && fail "read on without the module"
	equal "the kept file" "$(sed -n '$p' "$tmp/kept")" "error EIO read"
	load_module
}

# Readers in loops while it comes and goes: whole, or not there, or EIO.
test_load_under_readers()
{
	local i jobs=''
	reload_at_end
	generate -n 300 -d 127.2.0.1 -D 100
	traffic -e fin,reset
	for i in 1 2 3; do
		read_whatever_happens "$i" &
		jobs="$jobs $!"
	done
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		unload
		load_module
	done
	: >"$tmp/stop"
	for i in $jobs; do
		wait "$i" || fail "$(cat "$tmp"/bad.*)"
	done
	release "$held"
	generate -n 50 -p 8010
	snapshot s
	equal "afterwards" "$(rows s port timewait | grep '^8010')" "8010 50"
}

# An open may find the file gone, a read may find the module gone; what was
# read whole must be right.
read_whatever_happens()
{
	set +e
	while [ ! -e "$tmp/stop" ]; do
		cat $twstat/snapshot >"$tmp/whole.$1" 2>/dev/null || continue
		awk -f "$here/invariants.awk" "$tmp/whole.$1" >"$tmp/bad.$1" || return 1
		cat $twstat/sockets >/dev/null 2>&1
	done
	return 0
}

test_parameters_at_load()
{
	local parameters=/sys/module/twstat/parameters
	reload_at_end
	unload
	load_module max_destinations=7 snapshot_mb=3
	equal max_destinations "$(cat $parameters/max_destinations)" 7
	equal snapshot_mb "$(cat $parameters/snapshot_mb)" 3
	unload
	load_module
	equal "default max_destinations" "$(cat $parameters/max_destinations)" 65536
	equal "default snapshot_mb" "$(cat $parameters/snapshot_mb)" 64
	equal modes "$(stat -c %a $parameters/max_destinations $parameters/snapshot_mb | uniq)" 644
}

test_bad_parameters_at_load()
{
	local bad
	reload_at_end
	unload
	for bad in max_destinations=0 max_destinations=-5 max_destinations=many \
		max_destinations= snapshot_mb=0 snapshot_mb=1e3 snapshot_mb=99999999999; do
		if load_module "$bad" >"$tmp/insmod" 2>&1; then
			fail "it took $bad"
		fi
		[ -s "$tmp/insmod" ] || fail "no word about $bad"
		! loaded || fail "loaded in spite of $bad"
		[ ! -e $twstat ] || fail "files in spite of $bad"
	done
}

# Loading twice is an error that leaves the first alone.
test_load_twice()
{
	reload_at_end
	generate -n 4
	wait_for_tw 4
	[ -e "${TWSTAT_MODULE:-/twstat.ko}" ] || skip "no file to load twice"
	if load_module 2>"$tmp/insmod"; then
		fail "loaded twice"
	fi
	snapshot s
	equal timewait "$(value timewait s)" 4
}

# The reader takes the netlink dump then, and says so; asked for the module it
# says what to do.
test_reader_without_module()
{
	command -v twstat >/dev/null || skip "no twstat: build the reader first"
	command -v jq >/dev/null || skip "no jq"
	reload_at_end
	generate -n 25
	wait_for_tw 25
	unload
	twstat -j >"$tmp/out" 2>"$tmp/err" || fail "$(cat "$tmp/err")"
	equal "without the module" "$(said '"\(.source) \(.summary.timewait)"')" "sock_diag 25"
	equal "its word" "$(grep -c '^twstat: the module is not loaded' "$tmp/err")" 1
	if twstat -S module >"$tmp/out" 2>"$tmp/err"; then
		fail "-S module without the module"
	fi
	grep -q 'modprobe twstat' "$tmp/err" || fail "$(cat "$tmp/err")"
	load_module
	reader -j
	equal "with the module" "$(said '"\(.source) \(.summary.timewait)"')" "module 25"
}

ktap_main "$@" <<'END'
test_reader_without_module                     the reader without the module
test_unload_and_load                           unload takes the files, load brings them
test_every_namespace                           namespaces older and newer than the module
test_unload_with_open_files                    unload with every file open: EIO
test_unload_with_open_files_of_gone_namespace  the same, the namespace's name gone
test_load_under_readers                        twenty times under readers and traffic
test_parameters_at_load                        parameters at load, defaults, modes
test_bad_parameters_at_load                    bad parameters: an error, not loaded
test_load_twice                                loading twice leaves the first alone
END
