# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced: access to other Debian suites than the host's, each by a separate apt whose
# sources, lists and archives are in the cache. The configuration of the host's apt is
# read for the mirror's address and for proxies, and never written. SUITE:ARCH is a suite
# as a machine of that architecture sees it.

# shellcheck source=SCRIPTDIR/../vm/machines.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vm/machines.sh"

readonly EXIT_SKIP=4	# the kselftest convention
DEBIAN_KEYRING=${DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/twstat

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "${0##*/}: $*"
	exit 1
}

skip()
{
	say "${0##*/}: SKIP: $*"
	exit "$EXIT_SKIP"
}

# need COMMAND PACKAGE...: if the command is missing, stop and say how to install it
need()
{
	local command=$1

	shift
	command -v "$command" >/dev/null ||
		die "$command is missing: apt-get install $*"
}

need_root()
{
	[ "$(id -u)" -eq 0 ] ||
		die "chroots need root (mount, chroot): run it as root, or by sudo -E"
}

# need_mounts: root in a container may not be allowed to mount, and so to use chroots
need_mounts()
{
	unshare --mount true 2>/dev/null ||
		skip "mount namespaces are not allowed here: run it in a virtual machine," \
			"a privileged container or a chroot whose root is a mount point"
}

# need_space DIR MIB: report a full disk before anything is written
need_space()
{
	local dir=$1 mib=$2 free

	mkdir -p "$dir" || die "cannot write to $dir: set XDG_CACHE_HOME to a folder that can"
	free=$(df -Pm "$dir" | awk 'NR == 2 { print $4 }')
	[ "$free" -ge "$mib" ] ||
		die "$dir has $free MiB free, $mib are needed: free some, or set XDG_CACHE_HOME"
}

# die_if_full NAME LOG: do not retry what failed because the disk is full
die_if_full()
{
	! grep -qiE 'no space left|enough free space' "$2" ||
		die "$1: the disk is full: free some space, or set XDG_CACHE_HOME"
}

# skip_if_lacking NAME LOG: nor what needs a package that the archive does not have
skip_if_lacking()
{
	local package

	package=$(sed -nE 's/^E: (Unable to locate package|Package .* has no installation).*/&/p' \
		"$2" | head -n1)
	[ -z "$package" ] || skip "$1: ${package#E: }"
}

# skip_if_out_of_sync NAME LOG: a mirror between two states of the archive
skip_if_out_of_sync()
{
	local reason

	reason=$(grep -m1 -oE 'File has unexpected size.*|Hash Sum mismatch' "$2" || true)
	[ -z "$reason" ] || skip "$1: the mirror is out of sync: $reason"
}

# base_suite SUITE: the suite that a chroot is made from
base_suite()
{
	case ${1%:*} in
	experimental) echo sid ;;
	*) echo "${1%%[:-]*}" ;;
	esac
}

# mirror_of SUITE: the address at which this host reaches that part of the archive
mirror_of()
{
	local label=Debian path='/debian/?$' site

	if [[ ${1%:*} == *-security ]]; then
		label=Debian-Security
		path='/debian-security/?$'
	fi
	# Ignore apt's warnings about the host's sources.
	# shellcheck disable=SC2016 # $(SITE) is apt's
	site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' \
		'Origin: Debian' "Label: $label" 2>/dev/null | head -n1)
	# Before the host's first apt-get update there are no labels.
	# shellcheck disable=SC2016
	[ -n "$site" ] || site=$(apt-get indextargets --format '$(SITE)' \
		'Created-By: Packages' 2>/dev/null | grep -m1 -E "$path" || true)
	printf '%s\n' "$site"
}

# suite_arch SUITE[:ARCH]: the host's where none is named
suite_arch()
{
	case $1 in
	*:*) echo "${1#*:}" ;;
	*) host_arch ;;
	esac
}

# suite_folder SUITE[:ARCH]: of its apt
suite_folder()
{
	echo "$CACHE/apt/${1/:/_}"
}

# suite_apt SUITE COMMAND...: apt-get or apt-cache for only that suite
suite_apt()
{
	local dir command=$2

	dir=$(suite_folder "$1")

	shift 2
	"$command" -q -c "$dir/apt.conf" "$@"
}

write_suite_conf()
{
	local suite=$1 site=$2 dir arch archs

	dir=$(suite_folder "$suite")
	arch=$(suite_arch "$suite")
	# The host's too: its programs build the modules of all.
	archs=$(printf '%s\n' "$arch" "$(host_arch)" | uniq | paste -sd,)
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	: >"$dir/status"
	printf 'deb [arch=%s signed-by=%s] %s %s main\n' "$archs" \
		"$DEBIAN_KEYRING" "$site" "${suite%:*}" >"$dir/sources.list"
	# Suites past their support are no longer signed again, so their date is ignored.
	# Hooks of the host for its own updates are not run.
	cat >"$dir/apt.conf" <<-CONF
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::State "$dir";
		Dir::State::lists "$dir/lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir";
		Dir::Cache::archives "$dir/archives";
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Acquire::Check-Valid-Until "false";
		Acquire::AllowInsecureRepositories "false";
		APT::Architecture "$arch";
		APT::Architectures { "${archs/,/\";\"}"; };
		APT::Get::AllowUnauthenticated "false";
		APT::Sandbox::User "";
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
	CONF
}

# update_suite SUITE: fetch its index; if it cannot be reached, print why and fail
update_suite()
{
	local suite=$1 site log folder

	need apt-get apt
	folder=$(suite_folder "$suite")
	[ -r "$DEBIAN_KEYRING" ] ||
		die "$DEBIAN_KEYRING is missing: apt-get install debian-archive-keyring"
	site=$(mirror_of "$suite")
	if [ -z "$site" ]; then
		say "$suite: apt has no source for it, whence to take the mirror's address"
		return "$EXIT_SKIP"
	fi
	write_suite_conf "$suite" "$site"
	log=$folder/update.log
	# --error-on=any: without it an unreachable mirror leaves old lists and exit 0
	if ! timeout 300 flock "$folder/status" apt-get -q \
		-c "$folder/apt.conf" update --error-on=any >"$log" 2>&1; then
		# A mirror that is reached but is not Debian's is an error, not a skip.
		if grep -qE 'NO_PUBKEY|BADSIG|EXPKEYSIG|is not signed' "$log"; then
			say "$suite: its signature is not good: $(grep -m1 '^[EW]:' "$log")"
			return 1
		fi
		say "$suite: cannot be reached: $(grep -m1 '^[EW]:' "$log" || tail -n1 "$log")" \
			"(no network? run: apt-get update)"
		return "$EXIT_SKIP"
	fi
}

# fetch_packages SUITE DIR PACKAGE...: download them to DIR; apt checks signatures and sums
fetch_packages()
{
	local suite=$1 dir=$2 try conf

	shift 2
	conf=$(suite_folder "$suite")/apt.conf
	for try in 1 2 3; do
		(cd "$dir" && timeout 900 apt-get -q -c "$conf" \
			download "$@" >"$dir/download.log" 2>&1) && return
		die_if_full "$suite" "$dir/download.log"
		say "$suite: download failed (attempt $try of 3): $(tail -n1 "$dir/download.log")"
	done
	return 1
}
