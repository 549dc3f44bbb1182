# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by the parts of the benchmark: their guests.

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
selftests=$(dirname "$bench")
tree=$(dirname "$selftests")
# shellcheck source=SCRIPTDIR/../work.sh
. "$selftests/work.sh"
make_work_folder

fail()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

# The programs of the guest are static, so that their start adds little.
make_programs()
{
	local out=$1
	mkdir -p "$out"
	gcc -O2 -static -o "$out/readfile" "$bench/guest/readfile.c"
	gcc -O2 -static -o "$out/wakeup" "$bench/guest/wakeup.c"
	gcc -O2 -static -o "$out/closes" "$bench/guest/closes.c"
	gcc -O2 -static -o "$out/closers" "$bench/guest/closers.c"
	gcc -O2 -static -o "$out/command" "$bench/guest/command.c"
	gcc -O2 -static -o "$out/namespaces" "$bench/guest/namespaces.c"
	gcc -O2 -static -o "$out/diagdump" "$bench/guest/diagdump.c" \
		"$bench/guest/aggregate.c"
	cp "$bench"/guest/{one,rounds,peaks,connections,closing,closing-rate,sections} \
		"$selftests/tcp-setup.sh" "$out/"
}

# make_image KERNELFOLDER FILE [build-initramfs options]: with the module that ships, or
# that of $module_kind, see stress/modules/build
make_image()
{
	local kernel=$1 file=$2 options=()
	shift 2
	make_programs "$work/bench"
	"$selftests/stress/modules/build" "$kernel" "${module_kind:-twstat}" "$work/module"
	"$selftests/stress/modules/build" "$kernel" inject "$work/bench"
	[ -e "$kernel/linux" ] || options=(--kernel "$kernel")
	"$selftests/vm/build-initramfs" --output "$file" "${options[@]}" \
		--module "$work/module/twstat.ko" --add "$work/bench:/bench" "$@"
}

# The reader, for the parts that measure it.
make_reader()
{
	make -s -C "$tree/userspace" O="$1" >"$work/reader.log" 2>&1 ||
		fail "the reader does not build: $(tail -n 3 "$work/reader.log")"
}

# make_bpf FOLDER: the BPF iterator and what runs it
make_bpf()
{
	clang -O2 -g -target bpf -I"/usr/include/$(gcc -print-multiarch)" \
		-c "$bench/guest/timewait.bpf.c" -o "$1/timewait.bpf.o"
	gcc -O2 -static -o "$1/bpfdump" "$bench/guest/bpfdump.c" -lbpf -lelf -lz
}

# make_measuring KERNELFOLDER NAME FOLDER: the module of that name, which measures
make_measuring()
{
	cp -R "$bench/$2" "$work/$2"
	"$1/build-module" "$work/$2" >"$work/$2.log" 2>&1 ||
		fail "$2 does not build: $(tail -n 3 "$work/$2.log")"
	cp "$work/$2/tw$2.ko" "$3/"
}

# make_released KERNELFOLDER FOLDER: the module of 0.1.0, under another name, so that both
# can be read in one run; nothing where there is no history that has it
make_released()
{
	"$selftests/packaging/unpack-released" "$work/released" Kbuild module || return 0
	sed -i 's/twstat\.o/twreleased.o/; s/^twstat-y/twreleased-y/' "$work/released/Kbuild"
	sed -i '/TWSTAT_DIRECTORY/s/"twstat"/"twreleased"/' "$work/released/module/core/twstat.h"
	"$1/build-module" "$work/released" >"$work/released.log" 2>&1 ||
		fail "0.1.0 does not build: $(tail -n 3 "$work/released.log")"
	cp "$work/released/twreleased.ko" "$2/"
}

# The kernel that the figures were measured on.
describe_kernel()
{
	echo "kernel $(cat "$1/release") ${1##*/}"
}

# guest_counting KERNELFOLDER IMAGE COMMAND [boot options]: one instruction, one ns
guest_counting()
{
	local kernel=$1 image=$2 command=$3
	shift 3
	"$selftests/vm/boot" "$kernel" "$image" --command "$command" --icount \
		--memory 2048 --append thash_entries=65536 "$@"
}

# On a busy machine, real-time priority is needed so that the guest does not wait for
# the processor while it is measured.
undisturbed()
{
	if chrt -f 1 true 2>/dev/null; then
		chrt -f 1 "$@"
	else
		echo "bench: no real-time priority, times are less reliable" >&2
		"$@"
	fi
}

# guest_native KERNELFOLDER IMAGE COMMAND [boot options]: on one processor
guest_native()
{
	local kernel=$1 image=$2 command=$3
	shift 3
	undisturbed "$selftests/vm/boot" --uml "$kernel/linux" "$image" --command "$command" \
		--cpu "$(($(nproc) - 1))" --memory 3072 "$@"
}
