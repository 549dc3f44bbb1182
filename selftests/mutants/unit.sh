# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Sourced by check-mutants: bugs that the unit tests have to notice, on this machine

# Without sanitizers: the tests themselves have to notice.
build_unit()
{
	timeout 120 make -s -C "$work/tree/selftests/host/unit" O="$work/tree/unit" \
		SANITIZE= CFLAGS=-O0 "$work/tree/unit/${1}_test" >"$work/out" 2>&1
}

# Bash reports a command that a signal ended on its own stderr, hence the braces.
run_unit_test()
{
	{ timeout 60 "$work/tree/unit/${1}_test" >"$work/out" 2>&1; } 2>/dev/null
}

# complaint_of_unit STATUS: what the test said first, or what ended it
complaint_of_unit()
{
	{
		sed -n 's/^# //p; T; q' "$work/out" | cut -c -150
		[ "$1" -lt 128 ] || echo "killed by signal $(($1 - 128))"
	} | paste -s -d ' '
}

run_unit()
{
	"$here/../vm/copy-module" "$work/tree"
	mkdir "$work/tree/selftests"
	cp -R "$tree/selftests/host" "$work/tree/selftests/"
	run_host unit 'unit test'
}
