# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by those who run test stages one after the other and sum them up.

stage_results=()
stage_logs=$(mktemp -d)
beside_name='' beside_pid=''
trap '[ -z "$beside_pid" ] || kill "$beside_pid" 2>/dev/null; rm -rf "$stage_logs"' EXIT
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

# beside NAME COMMAND...: the same, beside the stages that follow, its output kept back
# until join_beside. One at a time.
beside()
{
	beside_name=$1 beside_begin=$SECONDS
	shift
	timeout -k 60 5400 "$@" </dev/null >"$stage_logs/$beside_name" 2>&1 &
	beside_pid=$!
}

# join_beside: wait for it. Its seconds are those until now.
join_beside()
{
	local status=0
	wait "$beside_pid" || status=$?
	beside_pid=''
	printf '\n### %s\n' "$beside_name"
	cat "$stage_logs/$beside_name"
	stage_results+=("$beside_name:$status:$((SECONDS - beside_begin)):$stage_logs/$beside_name")
}

# What failed, and what it said: a long run's end may be all that is kept of it.
say_failures()
{
	local result name log
	for result in "${stage_results[@]}"; do
		name=${result%%:*} log=${result##*:}
		{ grep -E '^[#[:space:]]*(not ok|FAILED:)' "$log" || true; } |
			{ grep -v '# TODO' || true; } | sed -E "s/^[#[:space:]]*/# $name: /"
	done
}

# sum_stages: what failed, a line a stage, then the one line with the sums; fails as
# they do
sum_stages()
{
	echo
	say_failures
	"$(dirname "${BASH_SOURCE[0]}")/tally" "${stage_results[@]}"
}
