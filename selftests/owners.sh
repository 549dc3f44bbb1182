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

# serve PORT: its process, in the background, closes after its peers
serve()
{
	tcpclose -p "$1" serve >"$tmp/serve.$1" 2>&1 &
	wait_until 20 grep -q ready "$tmp/serve.$1"
}

# closer NAME OPTIONS: a process that has closed, in the background; what it said of
# itself is in the file NAME: its pid and its start
closer()
{
	local file=$1
	shift
	"${run_as[@]}" tcpclose "$@" >"$tmp/$file" 2>"$tmp/$file.err" &
	wait_until 60 said_or_failed "$tmp/$file"
	[ -s "$tmp/$file" ] || fail "tcpclose $*: $(cat "$tmp/$file.err")"
}

run_as=(env)

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
	wait_for_tw 42
	owners s
	same_rows s "process $(cat "$tmp/one") first 0 close 30
process $(cat "$tmp/two") second 65534 shutdown 12" by pid start comm uid how timewait
}

ktap_main "$@" <<'END'
test_two_programs        two programs that close to one destination
END
