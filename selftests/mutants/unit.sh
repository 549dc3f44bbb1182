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

# complaint STATUS: what the test said first, or what ended it
complaint()
{
	sed -n 's/^# //p; T; q' "$work/out" | cut -c -150
	[ "$1" -lt 128 ] || echo "killed by signal $(($1 - 128))"
}

unit_mutant()
{
	local name=$1 test=$2 status=0
	break_tree "$name" || { fail "$name cannot be applied"; return; }
	build_unit "$test" || { fail "$name does not build"; return; }
	run_unit_test "$test" || status=$?
	if [ "$status" -eq 0 ]; then
		fail "$name survives unit test $test"
	elif ! grep -q '^not ok' "$work/out" && [ "$status" -le 128 ]; then
		fail "$name: unit test $test did not run"
	else
		ktap_test_pass "$name: unit test $test: $(complaint "$status" | paste -s -d ' ')"
	fi
}

unbroken_unit()
{
	if build_unit "$1" && run_unit_test "$1"; then
		ktap_test_pass "unbroken: unit test $1"
	else
		fail "unbroken: unit test $1"
	fi
}

run_unit()
{
	local name test
	"$here/../vm/copy-module" "$work/tree"
	mkdir "$work/tree/selftests"
	cp -R "$tree/selftests/host" "$work/tree/selftests/"
	for test in $(list unit | cut -f 4 | sort -u); do
		unbroken_unit "$test"
	done
	keep_built
	while IFS=$'\t' read -r name _ _ test; do
		unit_mutant "$name" "$test" </dev/null
	done < <(list unit)
}
