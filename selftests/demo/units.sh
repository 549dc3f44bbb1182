# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# units.sh - programs in units of their own, as systemd would start them; sourced in the
# guests of the demonstration

# units_prepare PROGRAM...: names for the generator of connections
units_prepare()
{
	local program
	[ -e /sys/fs/cgroup/cgroup.procs ] || mount -t cgroup2 none /sys/fs/cgroup
	for program; do
		mkdir -p "/sys/fs/cgroup/system.slice/$program.service"
		ln -sf "$(command -v tcpgen)" "/usr/bin/$program"
	done
}

# in_unit PROGRAM ARGUMENTS: until it ends
in_unit()
{
	# shellcheck disable=SC2016 # of the shell that joins the unit
	sh -c 'echo $$ >"/sys/fs/cgroup/system.slice/$0.service/cgroup.procs" && exec "$0" "$@"' \
		"$@" >/dev/null
}
