# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by those who run test stages one after the other and sum them up.

stage_results=()
stage_logs=$(mktemp -d)
trap 'rm -rf "$stage_logs"' EXIT
trap 'exit 1' HUP INT TERM

# stage NAME COMMAND...: run it, show its output, remember how it went; what takes
# over an hour hangs
stage()
{
	local name=$1 status=0 begin=$SECONDS
	shift
	printf '\n### %s\n' "$name"
	timeout -k 60 3600 "$@" </dev/null 2>&1 | tee "$stage_logs/$name" || status=${PIPESTATUS[0]}
	stage_results+=("$name:$status:$((SECONDS - begin)):$stage_logs/$name")
}

# sum_stages: a line a stage, then the one line with the sums; fails as they do
sum_stages()
{
	echo
	"$(dirname "${BASH_SOURCE[0]}")/tally" "${stage_results[@]}"
}
