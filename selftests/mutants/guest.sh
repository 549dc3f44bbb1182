# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Sourced by check-mutants: bugs in module and reader that the tests have to notice, all of
# them in one guest of the host distribution's own kernel

build_guest_module()
{
	"$kernel/build-module" "$work/tree" >"$work/out" 2>&1
}

build_guest_reader()
{
	make -s -j2 -C "$work/tree/userspace" O="$work/tree/reader" >"$work/out" 2>&1
}

# into_guest FILE NAME: build what has changed with FILE. A change that several bugs have in
# common is compiled once.
into_guest()
{
	local file=$1 name=$2 kept
	kept=$work/kept/$(md5sum <"$work/tree/$file" | cut -d ' ' -f 1)
	case $file in
	module/*)
		[ -e "$kept" ] || build_guest_module || return 1
		[ -e "$kept" ] || strip --strip-debug -o "$kept" "$work/tree/twstat.ko"
		ln "$kept" "$work/guest/$name.ko"
		;;
	*)
		[ -e "$kept" ] || build_guest_reader || return 1
		[ -e "$kept" ] || strip -o "$kept" "$work/tree/reader/twstat"
		ln "$kept" "$work/guest/$name.reader"
		;;
	esac
}

guest_mutant()
{
	local name=$1 file=$2
	shift 2
	break_tree "$name" || { fail "$name cannot be applied"; return; }
	into_guest "$file" "$name" || { fail "$name does not build"; return; }
	echo "$name $*" >>"$work/guest/list"
}

# The guest's results, as they come
renumber()
{
	local line
	while IFS= read -r line; do
		case $line in
		'ok '*) ktap_test_pass "${line#ok [0-9]* }" ;;
		'not ok '*) ktap_test_fail "${line#not ok [0-9]* }" ;;
		1..*) planned=${line#1..} ;;
		'TAP version'* | '# Totals'*) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done
}

# Without a bug, each test runs there once as well.
boot_mutants()
{
	local before=$ktap_number planned=unknown status=0
	: >"$work/out"
	"$here/../vm/build-guest" --module "$work/guest/none.ko" "$kernel" "$work/initramfs" \
		--add "$work/guest:mutants"
	"$here/../vm/boot" "$kernel" "$work/initramfs" --timeout 3000 \
		--command '/mutants/run-mutants /mutants /selftests' | renumber || status=$?
	[ $((ktap_number - before)) = "$planned" ] ||
		fail "the guest gave $((ktap_number - before)) results of $planned"
	[ "$status" -eq 0 ] || [ "$ktap_failed" -ne 0 ] ||
		fail "the guest ended with status $status"
}

run_guest()
{
	local name file test case
	kernel=$("$here/../vm/kernel")
	rm -rf "$work/tree"
	mkdir -p "$work/kept" "$work/guest"
	"$here/../vm/copy-module" "$work/tree" userspace
	cp "$here/run-mutants" "$work/guest/"
	if ! build_guest_reader || ! into_guest module/main.c none; then
		fail 'the tree does not build'
		return
	fi
	keep_built
	while IFS=$'\t' read -r name file _ test case; do
		guest_mutant "$name" "$file" "$test" "$case" </dev/null
	done < <(list guest)
	[ ! -e "$work/guest/list" ] || boot_mutants
}
