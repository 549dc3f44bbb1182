# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# work.sh - a folder for a script's files, which goes when the script ends
#
# Sourced. A script that has more to end than its files defines at_exit, which is
# called before they go.

# make_work_folder: sets $work
make_work_folder()
{
	make_work_folder_at "${TMPDIR:-/tmp}/twstat"
}

# make_work_folder_at PREFIX: where it has to be on another file system; PREFIX is a path
make_work_folder_at()
{
	work=$(mktemp -d "$1.XXXXXX") || exit
	trap remove_work_folder EXIT
	trap 'exit 1' HUP INT TERM
}

at_exit()
{
	:
}

remove_work_folder()
{
	at_exit
	rm -rf "$work"
}
