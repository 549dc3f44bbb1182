# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Sourced by style: the checks of the tree $tree. Each prints its findings, and
# fails if there are any.

# files DIR... -- FIND EXPRESSION: sources of these folders, without built files
files()
{
	local dirs=()
	while [ "$1" != -- ]; do
		dirs+=("$tree/$1")
		shift
	done
	shift
	find "${dirs[@]}" -name build -prune -o -name '*.mod.c' -prune -o \
		-type f "$@" -print | sort
}

c_files()
{
	files "$@" -- \( -name '*.c' -o -name '*.h' \)
}

shell_scripts()
{
	files . -- -not -path '*/.git/*' | while read -r file; do
		case $(head -c 60 "$file" | tr -d '\0') in
		'#!/bin/sh'* | '#!/bin/bash'*) echo "$file" ;;
		*) ! head -n 3 "$file" | grep -q '^# shellcheck shell=' ||
			echo "$file" ;;
		esac
	done
}

# Any output of a build except its steps is a finding, not only warnings. BTF cannot be
# made: packages of headers have no vmlinux.
quiet_build()
{
	TREE=$tree "$qemu/build-copy" "$kernel" "$work/module" "$@" >"$work/build" 2>&1 || {
		cat "$work/build"
		return 1
	}
	! grep -v -e '^  [A-Z]' -e '^make' -e '^Skipping BTF generation' "$work/build"
}

# run_checkpatch IGNORED DIR...: checkpatch leaves a file in its working directory
run_checkpatch()
{
	local ignored=$1
	shift
	mkdir -p "$work/root/include"
	(cd "$work" && c_files "$@" | xargs -n 8 -P 2 perl "$source/scripts/checkpatch.pl" \
		--no-tree --root="$work/root" --strict --terse --no-summary --show-types \
		${ignored:+--ignore "$ignored"} --file)
}

# Userspace has no u64, __printf or kernel replacement for strcpy(), other libraries
# have other naming rules, and the flag of a signal handler is volatile.
# module/core/types.h defines the kernel's types for the host. In BPF a constant that
# the loader sets is volatile and initialised.
check_checkpatch()
{
	local userspace=PREFER_KERNEL_TYPES,PREFER_DEFINED_ATTRIBUTE_MACRO
	userspace=$userspace,CAMELCASE,VOLATILE,STRCPY
	{
		run_checkpatch '' module selftests/stress/modules || true
		run_checkpatch "$userspace" userspace selftests || true
	} >"$work/checkpatch"
	! grep -vE -e 'module/core/types.h:[0-9]*: .*:(PREFER_KERNEL_TYPES|NEW_TYPEDEFS):' \
		-e 'module/core/summary.c:[0-9]*: .*:MACRO_ARG_UNUSED: Argument .(symbol|about).' \
		-e '\.bpf\.c:[0-9]*: .*:(VOLATILE|GLOBAL_INITIALISERS):' "$work/checkpatch"
}

check_warnings()
{
	quiet_build W=1
}

# C=2 checks every file, C=1 those that are compiled.
check_sparse()
{
	quiet_build C=2 CF=-D__CHECK_ENDIAN__
}

check_kernel_doc()
{
	c_files module | xargs perl "$source/scripts/kernel-doc" -none -Werror
}

check_clang_format()
{
	c_files module userspace selftests | xargs clang-format --dry-run -Werror
}

check_shellcheck()
{
	(cd "$tree" && shell_scripts | xargs shellcheck -x --source-path=SCRIPTDIR)
}

# TE and bu are macros of manual pages, inflight is an identifier; a corpus has any bytes.
check_codespell()
{
	(cd "$tree" && codespell --skip=./.git,build,corpus,LICENSE -L te,bu,inflight)
}

# The reader has one thread, so readdir() and getservbyname() are safe.
check_cppcheck()
{
	c_files userspace | grep '\.c$' | xargs cppcheck --quiet --error-exitcode=1 \
		--enable=warning,performance,portability --inline-suppr \
		--suppress=readdirCalled --suppress=getservbynameCalled --suppress=getpwuidCalled \
		--library=posix -D_GNU_SOURCE -I "$tree/userspace" -I "$tree/module"
}

# Every source has its licence in its first two lines.
check_spdx()
{
	files . -- \( -name '*.[ch]' -o -name '*.sh' -o -name Makefile -o -name Kbuild \) \
		-not -path '*/.git/*' | while read -r file; do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0' ||
			echo "$file: no SPDX line"
	done >"$work/spdx"
	cat "$work/spdx"
	[ ! -s "$work/spdx" ]
}

# In .c files the compiler decides; a BPF program needs inline functions.
check_inline()
{
	! c_files module userspace selftests | grep '\.c$' | grep -v '\.bpf\.c$' |
		xargs grep -nE '^(static )?(__always_)?inline '
}


# Searches the files that git tracks for the replaced words of the list `renamed`, or
# all files if the tree is not a repository.
check_words()
{
	{ git -C "$tree" ls-files 2>/dev/null || (cd "$tree" && find . -type f -printf '%P\n'); } |
		"$here/words" "$here/renamed" "$tree"
}

# no_include DIR PATTERN: fails if a file there includes a path that matches
no_include()
{
	[ ! -d "$tree/$1" ] || ! grep -rnE "^#[ 	]*include \"(\.\./)*($2)" "$tree/$1"
}

# includes_itself DIR: fails if a file there includes one from elsewhere
includes_itself()
{
	[ ! -d "$tree/$1" ] || grep -rnoP '^#\s*include "\K[^"]*' "$tree/$1" |
		while IFS=: read -r file line name; do
			[ -e "$tree/$1/$name" ] || echo "$file:$line: $name"
		done >"$work/arrows"
	! grep . "$work/arrows"
}

# module/core includes nothing of the module. In the reader only the commands include
# the options, and what they print with.
check_arrows()
{
	local status=0
	: >"$work/arrows"
	includes_itself module/core || status=1
	no_include module/core '[^"]*/' || status=1
	no_include userspace/source 'options\.h|command\.h|commands/' || status=1
	no_include userspace/model 'options\.h|command\.h|commands/|source/|analysis/|output/' || status=1
	no_include userspace/analysis 'options\.h|command\.h|commands/|output/' || status=1
	no_include userspace/output 'options\.h|command\.h|commands/' || status=1
	return "$status"
}

# Relative links of Markdown pages lead to files, and the tests that the table in
# selftests/README.md names exist, in selftests or in host/reader.
check_pages()
{
	files . -- -name '*.md' -not -path '*/.git/*' | while read -r page; do
		{ grep -oP '\]\(\K[^)#:]+(?=[)#])' "$page" || true; } | while read -r link; do
			[ -e "${page%/*}/$link" ] || echo "$page: no $link"
		done
	done >"$work/pages"
	[ ! -e "$tree/selftests/README.md" ] || named_tests >>"$work/pages"
	cat "$work/pages"
	[ ! -s "$work/pages" ]
}

# Paths in the table of selftests/README.md that do not exist.
named_tests()
{
	local name
	grep '^|' "$tree/selftests/README.md" |
		grep -oP '\x60\K[a-z_*/-]+(\.(sh|c|py|awk)|/[a-z_-]+)(?=[ \x60])' | grep -v '^tools/' | sort -u |
		while read -r name; do
			compgen -G "$tree/selftests/$name" >"$work/found" ||
				compgen -G "$tree/selftests/host/reader/$name" >"$work/found" ||
				[ -e "$tree/$name" ] || echo "selftests/README.md: no $name"
		done
}
