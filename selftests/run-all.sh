#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run-all.sh [TEST...|waiting|others] - every test, or those named, as one nested
# KTAP report
#
# Three wait for sockets to come and go. They run beside the others, in network
# namespaces of their own, until those begin that change or unload the module; the
# two that want connections at a rate one after the other. Two guests had better
# divide them: `waiting` are those three, which then begin together, `others` the rest.

set -uo pipefail

cd "${0%/*}" || exit 1
: "${TEST_TIMEOUT:=900}"

waiting=(timers.sh forecast.sh forecast-stable.sh)
lanes=(timers.sh 'forecast.sh forecast-stable.sh')
tests=(counts.sh direction.sh netns.sh procfs-io.sh remedies.sh reader.sh reader-netns.sh)
alone=(limits.sh load.sh)
passed=0 failed=0 skipped=0 number=0

# wanted TEST: named on the command line, or nothing was named
wanted()
{
	[ -z "$chosen" ] || [[ " $chosen " == *" $1 "* || " $chosen " == *" ${1%.sh} "* ]]
}

run()
{
	timeout -k 10 "$TEST_TIMEOUT" "./$1" >"$out/$1" 2>&1
	echo $? >"$out/$1.status"
}

# run_lane TESTS: one after the other
run_lane()
{
	local test
	for test in $1; do
		! wanted "$test" || run "$test"
	done
}

# A test's own report, indented as a subtest, and its result.
report()
{
	local status
	status=$(cat "$out/$1.status")
	number=$((number + 1))
	sed 's/^/    /' "$out/$1"
	# A test that broke off says nothing of the cases that it did not reach.
	[ "$status" -ne 124 ] || echo "# $1 took longer than $TEST_TIMEOUT s"
	case $status in
	0) echo "ok $number $1" ;;
	4) echo "ok $number $1 # SKIP" ;;
	*) echo "not ok $number $1" ;;
	esac
	count "$1" "$status"
}

count()
{
	local good bad skip
	skip=$(grep -c '^ok .*# SKIP' "$out/$1")
	good=$(($(grep -c '^ok ' "$out/$1") - skip))
	bad=$(grep -c '^not ok ' "$out/$1")
	# Broken off, or skipped as a whole, without a case that says so.
	case $2 in
	0) ;;
	4) [ "$skip" -gt 0 ] || skip=1 ;;
	*) [ "$bad" -gt 0 ] || bad=1 ;;
	esac
	passed=$((passed + good))
	skipped=$((skipped + skip))
	failed=$((failed + bad))
}

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
chosen=$*
case $chosen in
waiting) chosen=${waiting[*]} lanes=("${waiting[@]}") ;;
others) chosen="${tests[*]} ${alone[*]}" ;;
esac
planned=0
for test in "${waiting[@]}" "${tests[@]}" "${alone[@]}"; do
	! wanted "$test" || planned=$((planned + 1))
done
[ "$planned" -gt 0 ] || {
	echo "run-all.sh: no such test: $chosen" >&2
	exit 2
}
# Loaded once, before tests that run at the same time would both try.
[ -e /proc/net/twstat ] || insmod "${TWSTAT_MODULE:-/twstat.ko}" || modprobe twstat || true

echo "TAP version 13"
echo "1..$planned"
for lane in "${lanes[@]}"; do
	run_lane "$lane" &
done
for test in "${tests[@]}"; do
	! wanted "$test" || { run "$test"; report "$test"; }
done
wait
for test in "${waiting[@]}"; do
	! wanted "$test" || report "$test"
done
for test in "${alone[@]}"; do
	! wanted "$test" || { run "$test"; report "$test"; }
done
echo "# Totals: pass:$passed fail:$failed xfail:0 xpass:0 skip:$skipped error:0"
[ "$failed" -eq 0 ]
