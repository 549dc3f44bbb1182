# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced. TWSTAT_DEADLINE, in seconds since the epoch, is when a run has to have ended;
# where it is not set there is no such time.

# seconds_left MAX: until then, but no more than MAX
seconds_left()
{
	local left=$1

	[ -z "${TWSTAT_DEADLINE:-}" ] || left=$((TWSTAT_DEADLINE - EPOCHSECONDS))
	[ "$left" -gt 0 ] || left=1
	echo $((left < $1 ? left : $1))
}

# Why something is skipped then
# shellcheck disable=SC2034 # the caller's
too_late_reason='not begun: less than 20 minutes are left'

# too_late: for what may take 20 minutes
too_late()
{
	[ "$(seconds_left 1200)" -lt 1200 ]
}
