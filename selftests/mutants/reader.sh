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

complaint_of_reader()
{
	sed -n 's/^not ok [0-9]* //p; T; q' "$work/out" | cut -c -150
}

run_reader()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/selftests"
	cp -R "$tree/module" "$tree/userspace" "$work/tree/"
	cp -R "$tree/selftests/host" "$work/tree/selftests/"
	run_host reader "the reader's test"
}
