# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by check-stress and its stages: kernels, modules, images, guests.

stress=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
selftests=$(dirname "$stress")
# shellcheck source=SCRIPTDIR/../ktap.sh
. "$selftests/ktap.sh"
# shellcheck source=SCRIPTDIR/../work.sh
. "$selftests/work.sh"
make_work_folder

# User-Mode Linux runs on one host CPU; the last one is the least busy.
uml_cpu=$(($(nproc) - 1))

# debian_kernel NAME: the kernel folder of the list in $kernel; fails, with a result,
# where it is not to be had
debian_kernel()
{
	local status=0
	kernel=$("$selftests/kernels/fetch" --cached "$1" 2> "$work/why") || status=$?
	[ $status -ne 0 ] || return 0
	ktap_test_code $status "$work/why" "$1"
	return 1
}

# The tests that run in guests, and static programs for them.
make_tools()
{
	local program tools=$work/tools
	[ ! -d "$tools" ] || return 0
	mkdir "$tools"
	find "$stress/guest" -type f ! -name '*.[ch]' -exec cp {} "$tools/" ';'
	cp "$selftests"/{ktap,tcp-setup}.sh "$tools/"
	for program in snapcheck failnth slab_reuse cycle hold; do
		gcc -O2 -static -I "$stress/guest" -o "$tools/$program" \
			"$stress/guest/$program.c" "$stress/guest/snapshot.c"
	done
	gcc -O2 -static -o "$tools/tcpgen" "$selftests"/tcpgen*.c
}

# exports KERNEL SYMBOL: inet_twsk_alloc is not exported from 6.16 on
exports()
{
	local headers=$1/headers
	[ ! -f "$headers" ] || headers=$(cat "$headers")
	[ ! -d "$1/build" ] || headers=$1/build
	find -L "$headers" -name Module.symvers -exec grep -hw "$2" {} + | grep -q .
}

# injector KERNEL: build it, once a kernel, and leave its path in $injector
injector()
{
	local folder
	folder=$work/injector-$(basename "$1")
	injector=$folder/twinject.ko
	[ -e "$injector" ] || "$selftests/stress/modules/build" "$1" inject "$folder"
}

# image KERNEL KIND FILE: a guest with the module of that kind (see modules/build)
image()
{
	local kernel=$1 kind=$2 file=$3 folder option=()
	make_tools
	folder=$(mktemp -d "$work/image.XXXXXX")
	cp -R "$work/tools" "$folder/stress"
	if [ "$kind" != none ]; then
		"$selftests/stress/modules/build" "$kernel" "$kind" "$folder/module" || return 1
		option+=(--add "$folder/module:/")
	fi
	[ "$kind" != none ] ||
		"$selftests/stress/modules/build" "$kernel" checker-selftests "$folder/stress" || return 1
	# The test that injects skips itself where there is no injector.
	if exports "$kernel" inet_twsk_alloc; then
		injector "$kernel" || return 1
		cp "$injector" "$folder/stress/"
	fi
	[ -e "$kernel/linux" ] || option+=(--kernel "$kernel")
	"$selftests/vm/build-initramfs" --output "$file" \
		--add "$folder/stress:/stress" "${option[@]}"
	rm -rf "$folder"
}

# guest KERNEL IMAGE COMMAND [boot options]
guest()
{
	local kernel=$1 image=$2 command=$3
	shift 3
	if [ -e "$kernel/linux" ]; then
		"$selftests/vm/boot" --uml "$kernel/linux" "$image" --cpu "$uml_cpu" \
			--command "$command" "$@"
	else
		"$selftests/vm/boot" "$kernel" "$image" --command "$command" "$@"
	fi
}

# tests KERNEL KIND 'TEST...' [boot options]: the guest's results, as they come
tests()
{
	local kernel=$1 kind=$2 list=$3 image status=0
	shift 3
	image=$(mktemp "$work/initramfs.XXXXXX")
	image "$kernel" "$kind" "$image" || return 1
	guest "$kernel" "$image" "/stress/run $list" "$@" || status=$?
	rm -f "$image"
	return "$status"
}

# guest_result DESCRIPTION TEST: the guest's own of that test, in $work/log
guest_result()
{
	local line
	if ! line=$(grep -m 1 "^ok .*$2" "$work/log"); then
		ktap_test_fail "$1"
	elif [[ $line == *'# SKIP'* ]]; then
		ktap_test_skip "$1" "${line#*# SKIP }"
	else
		ktap_test_pass "$1"
	fi
}

# notices NAME REGEXP COMMAND...: the command has to fail, and to say why
notices()
{
	local name=$1 regexp=$2 output
	shift 2
	output=$(mktemp "$work/output.XXXXXX")
	if "$@" > "$output" 2>&1; then
		tail -n 20 "$output" | ktap_print_file
		ktap_test_fail "$name: nothing was noticed"
	elif ! grep -qE "$regexp" "$output"; then
		tail -n 40 "$output" | ktap_print_file
		ktap_test_fail "$name: it failed, but not with $regexp"
	else
		grep -m 1 -E "$regexp" "$output" | ktap_print_file
		ktap_test_pass "$name is noticed"
	fi
	rm -f "$output"
}
