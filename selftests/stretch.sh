# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced: limits of time that stretch with the machine's speed. They are there for what
# hangs; a slow emulator on a busy host does not.

# time_stretch MICROSECONDS: how many times longer 200 processes take here, now; at
# least 1
time_stretch()
{
	local begin=${EPOCHREALTIME//[!0-9]/} i took

	for ((i = 0; i < 200; i++)); do
		(:)
	done
	took=$((${EPOCHREALTIME//[!0-9]/} - begin))
	echo $((took / $1 + 1))
}
