# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Sourced by check-mutants: bugs that tests on this machine have to notice, those of a kind
# by its build_KIND, run_KIND_test and complaint_of_KIND, as unit.sh has them

host_mutant()
{
	local kind=$1 name=$2 test=$3 status=0
	break_tree "$name" || { fail "$name cannot be applied"; return; }
	"build_$kind" "$test" || { fail "$name does not build"; return; }
	"run_${kind}_test" "$test" || status=$?
	if [ "$status" -eq 0 ]; then
		fail "$name survives $said $test"
	elif ! grep -q '^not ok' "$work/out" && [ "$status" -le 128 ]; then
		fail "$name: $said $test did not run"
	else
		ktap_test_pass "$name: $said $test: $("complaint_of_$kind" "$status")"
	fi
}

unbroken_host()
{
	if "build_$1" "$2" && "run_$1_test" "$2"; then
		ktap_test_pass "unbroken: $said $2"
	else
		fail "unbroken: $said $2"
	fi
}

# run_host KIND TEXT: its tests, each called TEXT, without a bug, then with each
run_host()
{
	local said=$2 name test
	for test in $(list "$1" | cut -f 4 | sort -u); do
		unbroken_host "$1" "$test"
	done
	keep_built
	while IFS=$'\t' read -r name _ _ test; do
		host_mutant "$1" "$name" "$test" </dev/null
	done < <(list "$1")
}
