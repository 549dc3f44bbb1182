# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced: a clean chroot for each run, unpacked from a cached tar, and commands in it.
# Needs suites.sh (CACHE, die) before it. $root is the chroot, $work the caller's folder.

# unpack_chroot TAR: sets $root. Downloaded packages are kept in the cache; each run has its
# own links to them, because apt locks its archive.
unpack_chroot()
{
	# shellcheck disable=SC2154 # the caller's
	root=$work/root
	mkdir "$root"
	tar -C "$root" -xf "$1" || die "cannot unpack $1 (full disk?): free some space, try again"
	archives=$work/archives
	kept=$CACHE/apt/chroot-archives/$(basename "$1" .tar)
	mkdir -p "$archives/partial" "$kept" "$root/var/cache/apt/archives"
	find "$kept" -name '*.deb' -exec ln -t "$archives" {} +
}

# Keep the packages that apt has verified and installed.
keep_archives()
{
	find "$archives" -maxdepth 1 -name '*.deb' -exec cp -l -n -t "$kept" {} +
}

# inside COMMAND...: run it as root in the chroot. Its mounts and processes are in separate
# namespaces, so that none is left when the command ends.
inside()
{
	# shellcheck disable=SC2016 # expanded by the shell in the namespaces
	timeout "${INSIDE_TIMEOUT:-900}" unshare --mount --pid --fork --kill-child bash -euc '
		root=$1
		# The root has to be a mount point for commands that make namespaces themselves.
		mount --bind "$root" "$root"
		mount -t proc proc "$root/proc"
		mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
		mount -t tmpfs tmpfs "$root/tmp"
		mount --bind "$2" "$root/var/cache/apt/archives"
		shift 2
		exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"' \
		inside "$root" "$archives" "$@" </dev/null
}

# install_inside PACKAGE...: with retries, since downloads fail now and then
install_inside()
{
	local try

	for try in 1 2 3; do
		inside apt-get -q -o Acquire::Retries=3 install -y --no-install-recommends \
			"$@" && keep_archives && return
		echo "# apt-get install: attempt $try of 3 failed"
		inside apt-get -q update || true
	done
	return 1
}
