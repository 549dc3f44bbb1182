# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# ktap.sh - results in KTAP, for every check that is a shell script
#
# Sourced. The names are those of kselftest's ktap_helpers.sh. A script prints the
# header, may set its plan, has a line printed for each test and ends in ktap_finished,
# which prints the plan if there was none and exits 1 if a test failed or did not run.

# shellcheck disable=SC2034
KSFT_PASS=0 KSFT_FAIL=1 KSFT_SKIP=4
ktap_number=0 ktap_planned=''
ktap_passed=0 ktap_failed=0 ktap_skipped=0

ktap_print_header()
{
	echo "TAP version 13"
}

# ktap_set_plan NUMBER: of the tests to come
ktap_set_plan()
{
	ktap_planned=$1
	echo "1..$1"
}

ktap_print_msg()
{
	echo "# $*"
}

# ktap_print_file [FILE...]: as comments
ktap_print_file()
{
	sed '/^#/! s/^/# /' "$@"
}

ktap_skip_all()
{
	ktap_print_header
	echo "1..0 # SKIP $*"
	exit "$KSFT_SKIP"
}

# ktap_print_result ok|not\ ok DESCRIPTION: without counting what it is
ktap_print_result()
{
	ktap_number=$((ktap_number + 1))
	echo "$1 $ktap_number $2"
}

ktap_test_pass()
{
	ktap_passed=$((ktap_passed + 1))
	ktap_print_result ok "$*"
}

# ktap_test_skip DESCRIPTION [REASON]
ktap_test_skip()
{
	ktap_skipped=$((ktap_skipped + 1))
	ktap_print_result ok "$1 # SKIP${2:+ $2}"
}

ktap_test_fail()
{
	ktap_failed=$((ktap_failed + 1))
	ktap_print_result 'not ok' "$*"
}

# ktap_test_todo DESCRIPTION REASON: one that may fail has failed
ktap_test_todo()
{
	ktap_skipped=$((ktap_skipped + 1))
	ktap_print_result 'not ok' "$1 # TODO $2"
}

# ktap_test_code STATUS LOG DESCRIPTION: by an exit status; the log explains a failure
ktap_test_code()
{
	case $1 in
	"$KSFT_PASS") ktap_test_pass "$3" ;;
	"$KSFT_SKIP") ktap_test_skip "$3" "$(sed -n '$s/^# //; $p' "$2")" ;;
	*)
		ktap_print_file "$2"
		ktap_test_fail "$3"
		;;
	esac
}

# ktap_test_result DESCRIPTION COMMAND...: the command has to succeed. It runs in a shell
# of its own, where any failing command ends it; its output goes to $work/log.
ktap_test_result()
{
	ktap_description=$1
	shift
	# Not within an if or ||: there the shell would let set -e go unheeded.
	set +e
	# shellcheck disable=SC2154 # the caller's
	(set -e; "$@") >"$work/log" 2>&1
	ktap_status=$?
	set -e
	if [ "$ktap_status" -eq 0 ]; then
		ktap_test_pass "$ktap_description"
	else
		ktap_print_file "$work/log"
		ktap_test_fail "$ktap_description"
	fi
}

# ktap_test_report STATUS LOG DESCRIPTION: a script's own report as subtests, which are
# what is counted. One that ends without its plan, or with fewer results, has failed.
ktap_test_report()
{
	ktap_skip=$(grep -c '^ok .*# SKIP' "$2" || true)
	ktap_good=$(($(grep -c '^ok ' "$2" || true) - ktap_skip))
	ktap_bad=$(grep -c '^not ok ' "$2" || true)
	ktap_all=$((ktap_good + ktap_bad + ktap_skip))
	ktap_plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$2")
	sed 's/^/    /' "$2"
	if [ "$1" -eq "$KSFT_SKIP" ] && [ "$ktap_good$ktap_bad" = 00 ]; then
		ktap_skip=$((ktap_skip ? ktap_skip : 1))
		ktap_print_result ok "$3 # SKIP"
	elif [ "$ktap_plan" != "$ktap_all" ] ||
		{ [ "$1" -ne 0 ] && [ "$ktap_bad" -eq 0 ]; }; then
		echo "    # ended with status $1, ${ktap_plan:-none} planned, $ktap_all run"
		ktap_bad=$((ktap_bad + 1))
		ktap_print_result 'not ok' "$3"
	elif [ "$ktap_bad" -gt 0 ]; then
		ktap_print_result 'not ok' "$3"
	else
		ktap_print_result ok "$3"
	fi
	ktap_passed=$((ktap_passed + ktap_good))
	ktap_failed=$((ktap_failed + ktap_bad))
	ktap_skipped=$((ktap_skipped + ktap_skip))
}

ktap_print_totals()
{
	[ -n "$ktap_planned" ] || echo "1..$ktap_number"
	echo "# Totals: pass:$ktap_passed fail:$ktap_failed xfail:0 xpass:0" \
		"skip:$ktap_skipped error:0"
}

# ktap_print_sum: the last line of a script whose report ktap-summary should take at
# that word, since it counts more than its results
ktap_print_sum()
{
	ktap_sum="$ktap_passed passed, $ktap_failed failed"
	[ "$ktap_skipped" -eq 0 ] || ktap_sum="$ktap_sum, $ktap_skipped skipped"
	echo "$ktap_sum"
}

ktap_finished()
{
	ktap_print_totals
	[ "$ktap_failed" -eq 0 ] || exit "$KSFT_FAIL"
	[ "${ktap_planned:-$ktap_number}" = "$ktap_number" ] || exit "$KSFT_FAIL"
}
