# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by demo and pictures: the guest in which they show the module at work.

# shellcheck disable=SC2154 # set by those
tree=$(cd "$here/../.." && pwd)
qemu=$here/../vm
# shellcheck source=SCRIPTDIR/../work.sh
. "$here/../work.sh"

fail()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

make_work_folder

compile()
{
	kernel=$("$qemu/kernel") || exit
	"$qemu/build-copy" "$kernel" "$work/module" >"$work/log" 2>&1 &&
		make -s -j"$(nproc)" -C "$tree/userspace" O="$work/reader" >"$work/log" 2>&1 &&
		gcc -O2 -o "$work/tcpgen" "$tree"/selftests/tcpgen*.c >"$work/log" 2>&1
}

# make_guest [build-initramfs options]: sets $kernel, makes $work/initramfs
make_guest()
{
	if ! compile; then
		tail -n 20 "$work/log" >&2
		! grep -q 'No space left' "$work/log" || fail "the disk is full: df -h /tmp"
		fail "they do not build here"
	fi
	"$qemu/build-initramfs" --output "$work/initramfs" --kernel "$kernel" \
		--module "$work/module/twstat.ko" --reader "$work/reader/twstat" \
		--add "$work/tcpgen:usr/bin/tcpgen" --add "$tree/selftests/tcp-setup.sh" \
		--add "$tree/selftests/demo/units.sh" "$@"
}
