# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced: what differs between the architectures of kernels. They have Debian's names.

# host_arch: that of this machine's programs
host_arch()
{
	dpkg --print-architecture 2>/dev/null && return
	case $(uname -m) in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	armv7*) echo armhf ;;
	i?86) echo i386 ;;
	ppc64le) echo ppc64el ;;
	*) uname -m ;;
	esac
}

# folder_arch KERNELFOLDER: without that file it is the host's own kernel
folder_arch()
{
	if [ -e "$1/arch" ]; then
		cat "$1/arch"
	else
		host_arch
	fi
}

# triplet ARCH: the prefix of its compiler
triplet()
{
	case $1 in
	amd64) echo x86_64-linux-gnu ;;
	arm64) echo aarch64-linux-gnu ;;
	armhf) echo arm-linux-gnueabihf ;;
	i386) echo i686-linux-gnu ;;
	ppc64el) echo powerpc64le-linux-gnu ;;
	*) echo "$1-linux-gnu" ;;
	esac
}

# libraries ARCH: the name of its folder of libraries
libraries()
{
	case $1 in
	i386) echo i386-linux-gnu ;;
	*) triplet "$1" ;;
	esac
}

# emulator ARCH
emulator()
{
	case $1 in
	amd64 | i386) echo qemu-system-x86_64 ;;
	arm64) echo qemu-system-aarch64 ;;
	armhf) echo qemu-system-arm ;;
	ppc64el) echo qemu-system-ppc64 ;;
	*) echo "qemu-system-$1" ;;
	esac
}

# emulator_package ARCH
emulator_package()
{
	case $1 in
	amd64 | i386) echo qemu-system-x86 ;;
	arm64 | armhf) echo qemu-system-arm ;;
	ppc64el) echo qemu-system-ppc ;;
	*) echo qemu-system-misc ;;
	esac
}

# results_device ARCH: in the guest, where its command's output goes
results_device()
{
	case $1 in
	arm64 | armhf) echo /dev/ttyS0 ;;
	s390x) echo /dev/vport0p1 ;;
	ppc64el) echo /dev/hvc1 ;;
	*) echo /dev/ttyS1 ;;
	esac
}

# console_words ARCH: on the kernel's command line. On a busy host the emulated timer of a
# PC is late for the kernel's check of it.
console_words()
{
	case $1 in
	arm64 | armhf) echo console=ttyAMA0 ;;
	s390x) echo console=ttysclp0 ;;
	ppc64el) echo console=hvc0 ;;
	*) echo console=ttyS0 no_timer_check ;;
	esac
}

# machine_options ARCH CONSOLE RESULTS: for QEMU, a word a line; these files take what the
# guest writes. The second serial line of arm is on PCI, because `virt` has but one. Both
# consoles of s390x get the kernel's messages, so results go elsewhere.
#
# QEMU 7.2 makes rubbish of the flags when an interrupt comes before cmpxchg16b: now and
# then the kernel's allocator died of it, by a double fault. Without it the kernel has
# another way.
machine_options()
{
	case $1 in
	amd64 | i386)
		printf '%s\n' -cpu max,-cx16 -serial "file:$2" -serial "file:$3"
		return
		;;
	arm64) printf '%s\n' -M virt -cpu cortex-a72 ;;
	armhf) printf '%s\n' -M virt,highmem=off -cpu cortex-a15 ;;
	s390x) printf '%s\n' -M s390-ccw-virtio -device sclpconsole,chardev=console \
		-device virtio-serial-ccw -device virtserialport,chardev=results ;;
	ppc64el) printf '%s\n' -M pseries -cpu power9 \
		-device spapr-vty,chardev=console,reg=0x30000000 \
		-device spapr-vty,chardev=results,reg=0x30001000 ;;
	esac
	case $1 in
	arm*) printf '%s\n' -serial chardev:console -device pci-serial,chardev=results ;;
	esac
	printf '%s\n' -chardev "file,id=console,path=$2" -chardev "file,id=results,path=$3"
}
