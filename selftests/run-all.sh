#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run-all.sh [--known] [TEST...|waiting|others|module] - every test, or those named, as one
# nested KTAP report; or, with --known, nothing but whether there are such tests
#
# Three wait for sockets to come and go. They run while the others do, in network
# namespaces of their own, until those begin that change or unload the module; the two
# that want connections at a rate run one after the other. `waiting` are those three,
# which then begin together, `others` the rest: two guests take less time for both.
# `module` are those of the rest that are not about the reader.

set -uo pipefail

cd "${0%/*}" || exit 1
# shellcheck source=SCRIPTDIR/ktap.sh
. ./ktap.sh
# shellcheck source=SCRIPTDIR/work.sh
. ./work.sh
# shellcheck source=SCRIPTDIR/stretch.sh
. ./stretch.sh

waiting=(timers.sh forecast.sh forecast-stable.sh)
lanes=(timers.sh 'forecast.sh forecast-stable.sh')
tests=(counts.sh direction.sh ports.sh netns.sh procfs-io.sh remedies.sh reader.sh reader-netns.sh)
alone=(namespaces.sh limits.sh owners.sh reader-owners.sh load.sh)

# wanted TEST: named on the command line, or nothing was named
wanted()
{
	[ -z "$chosen" ] || [[ " $chosen " == *" $1 "* || " $chosen " == *" ${1%.sh} "* ]]
}

# Not in the foreground, where a signal would have to wait for it.
run_test()
{
	local status=0
	timeout -k 10 "$TEST_TIMEOUT" "./$1" >"$work/$1" 2>&1 &
	wait $! || status=$?
	echo "$status" >"$work/$1.status"
}

# Who stops the tests stops those that run as well.
at_exit()
{
	local jobs
	jobs=$(jobs -p)
	# shellcheck disable=SC2086
	[ -z "$jobs" ] || kill $jobs 2>/dev/null
}

# run_lane TESTS: one after the other
run_lane()
{
	local test
	trap 'at_exit; exit 1' TERM
	for test in $1; do
		! wanted "$test" || run_test "$test"
	done
}

report()
{
	local status
	status=$(cat "$work/$1.status")
	# A test that broke off says nothing of the cases that it did not reach.
	[ "$status" -ne 124 ] || ktap_print_msg "$1 took longer than $TEST_TIMEOUT s"
	ktap_test_report "$status" "$work/$1" "$1"
}

# know_all NAME...: whether each is a test's
know_all()
{
	local name
	for name; do
		[[ " ${waiting[*]} ${tests[*]} ${alone[*]} " == *" ${name%.sh}.sh "* ]] || {
			echo "run-all.sh: no such test: $name" >&2
			return 1
		}
	done
}

if [ "${1-}" = --known ]; then
	shift
	[[ $* =~ ^(waiting|others|module)$ ]] || know_all "$@" || exit 2
	exit 0
fi
chosen=$*
case $chosen in
waiting) chosen=${waiting[*]} lanes=("${waiting[@]}") ;;
others) chosen="${tests[*]} ${alone[*]}" ;;
module) chosen=$(printf '%s\n' "${tests[@]}" "${alone[@]}" | grep -v '^reader' | xargs) ;;
*) know_all "$@" || exit 2 ;;
esac
make_work_folder
planned=0
for test in "${waiting[@]}" "${tests[@]}" "${alone[@]}"; do
	! wanted "$test" || planned=$((planned + 1))
done
# As they take in a guest on an idle host
export TIME_STRETCH=${TIME_STRETCH:-$(time_stretch 1500000)}
: "${TEST_TIMEOUT:=$((900 * TIME_STRETCH))}"
# Loaded once, before tests that run at the same time would both try.
[ -e /proc/net/twstat ] || insmod "${TWSTAT_MODULE:-/twstat.ko}" || modprobe twstat || true

ktap_print_header
ktap_set_plan "$planned"
ktap_print_msg "limits of time are multiplied by $TIME_STRETCH"
for lane in "${lanes[@]}"; do
	run_lane "$lane" &
done
for test in "${tests[@]}"; do
	! wanted "$test" || { run_test "$test"; report "$test"; }
done
wait
for test in "${waiting[@]}"; do
	! wanted "$test" || report "$test"
done
for test in "${alone[@]}"; do
	! wanted "$test" || { run_test "$test"; report "$test"; }
done
ktap_finished
