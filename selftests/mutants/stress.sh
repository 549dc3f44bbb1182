# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Sourced by check-mutants: bugs in the module that the tests of ../stress/ have to notice,
# each in a guest of its own on the kernel that the catalogue names

# The first line that matches, without the marks of KTAP and of the console
complaint_of_stress()
{
	grep -m 1 -E "$1" "$work/out" | sed -E 's/^# *//; s/^\[ *[0-9.]+\] //' | cut -c -150
}

# The test has to fail, and its output or the console has to match.
assess_stress()
{
	local name=$1 test=$2 regexp=$3 status=$4
	if [ "$status" -eq 0 ]; then
		fail "$name survives $test"
	elif ! grep -qE "$regexp" "$work/out"; then
		fail "$name: $test did not say $regexp"
	else
		ktap_test_pass "$name: $test: $(complaint_of_stress "$regexp")"
	fi
}

# A process of its own: the stages' library has the same variables as check-mutants.
run_stress_test()
{
	bash -c '. "$0"; tests "$@"' "$here/../stress/lib.sh" "$@"
}

stress_mutant()
{
	local name=$1 kernel=$2 test=$3 regexp=$4 kind=mutant status=0
	shift 4
	[ "$kernel" != debian-with-hooks ] || kind=mutant-with-hooks
	case $kernel in
	debian*) kernel=$("$here/../vm/kernel") ;;
	*) kernel=$("$here/../stress/build-kernel" "$kernel" 2>"$work/out") ;;
	esac || { fail "$name: its kernel cannot be built"; return; }
	run_stress_test "$kernel" "$kind:$name" "'$test'" --timeout 300 "$@" \
		>"$work/out" 2>&1 || status=$?
	assess_stress "$name" "$test" "$regexp" "$status"
}

run_stress()
{
	local words
	while IFS=$'\t' read -r -a words; do
		stress_mutant "${words[0]}" "${words[@]:3}" </dev/null
	done < <(list stress)
}
