# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables of the caller, and for it
#
# Sourced: common code of the tests of dkms. Needs suites.sh and chroot.sh, the folder $work, the
# module's $version and $kernels, the folder of make-chroot, before it.

# dkms_chroot NAME: a chroot with the dkms of the suite of this line of the list of kernels.
# Sets $root, and $older and $newer, the two newest kernels that the line matches.
dkms_chroot()
{
	local tar flavour suites numbers base

	read -r _ _ flavour suites numbers _ < <(awk -v name="$1" '$1 == name' "$kernels/list") ||
		die "no kernel $1 in $kernels/list"
	base=$(base_suite "${suites%%,*}")
	tar=$("$kernels/make-chroot" --tar "dkms-$base" "$base" dkms openssl kmod) || exit
	unpack_chroot "$tar"
	pick_kernels "linux-headers-$numbers-$flavour"
}

pick_kernels()
{
	inside apt-get -q update >"$work/log" 2>&1 ||
		skip "the chroot's suite cannot be reached: $(grep -m1 '^E:' "$work/log")"
	inside apt-cache search --names-only "^$1\$" |
		sed 's/^linux-headers-\([^ ]*\) .*/\1/' | sort -V | tail -n2 >"$work/kernels"
	[ "$(wc -l <"$work/kernels")" -eq 2 ] || die "the suite has no two kernels' headers"
	older=$(head -n1 "$work/kernels")
	newer=$(tail -n1 "$work/kernels")
}

# Files that dkms may leave. mok.* is its signing key, made once per machine.
footprint()
{
	(cd "$root" && find var/lib/dkms lib/modules etc/modprobe.d boot -not -name 'mok.*' \
		-not -name 'modules.*' | sort)
}

installed_module()
{
	find "$root/lib/modules/$1" -name 'twstat.ko*' -print -quit
}

# status_is RELEASE WORD: dkms's state of the module for that kernel
status_is()
{
	inside dkms status -m twstat -v "$version" -k "$1" | tee /dev/stderr |
		grep -q "$1.*: $2"
}

# vermagic and version of the installed module
is_built_for()
{
	local file

	file=$(installed_module "$1")
	[ -n "$file" ]
	[ "$(modinfo -F vermagic "$file" | cut -d' ' -f1)" = "$1" ]
	[ "$(modinfo -F version "$file")" = "$version" ]
}
