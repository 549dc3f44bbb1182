# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Sourced by check-mutants: bugs that the reader's tests have to notice, on this machine

# build_reader TEST: the reader, and the test where that is a program
build_reader()
{
	local make=(timeout 300 make -s -j2 -C "$work/tree/userspace" CFLAGS=-O0)
	"${make[@]}" O="$work/tree/reader/check" all >"$work/out" 2>&1 || return
	[ ! -e "$work/tree/selftests/host/reader/unit/$1.c" ] ||
		"${make[@]}" O="$work/tree/reader" "$work/tree/reader/check/unit-$1" \
			>"$work/out" 2>&1
}

run_reader_test()
{
	local test=$work/tree/selftests/host/reader/$1.py
	local command=(python3 "$test")
	[ -e "$test" ] || command=("$work/tree/reader/check/unit-$1")
	{ TWSTAT=$work/tree/reader/check/twstat PYTHONDONTWRITEBYTECODE=1 \
		timeout 300 "${command[@]}" >"$work/out" 2>&1 </dev/null; } 2>/dev/null
}

reader_mutant()
{
	local name=$1 test=$2 status=0
	break_tree "$name" || { fail "$name cannot be applied"; return; }
	build_reader "$test" || { fail "$name does not build"; return; }
	run_reader_test "$test" || status=$?
	if [ "$status" -eq 0 ]; then
		fail "$name survives the reader's test $test"
	elif ! grep -q '^not ok' "$work/out" && [ "$status" -le 128 ]; then
		fail "$name: the reader's test $test did not run"
	else
		ktap_test_pass "$name: the reader's test $test: $(sed -n \
			's/^not ok [0-9]* //p; T; q' "$work/out" | cut -c -150)"
	fi
}

unbroken_reader()
{
	if build_reader "$1" && run_reader_test "$1"; then
		ktap_test_pass "unbroken: the reader's test $1"
	else
		fail "unbroken: the reader's test $1"
	fi
}

run_reader()
{
	local name test
	rm -rf "$work/tree"
	mkdir -p "$work/tree/selftests"
	cp -R "$tree/module" "$tree/userspace" "$work/tree/"
	cp -R "$tree/selftests/host" "$work/tree/selftests/"
	for test in $(list reader | cut -f 4 | sort -u); do
		unbroken_reader "$test"
	done
	keep_built
	while IFS=$'\t' read -r name _ _ test; do
		reader_mutant "$name" "$test" </dev/null
	done < <(list reader)
}
