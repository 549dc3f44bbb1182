# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by scripts that run test stages one after the other and sum them up.

# shellcheck source=SCRIPTDIR/../work.sh
. "$(dirname "${BASH_SOURCE[0]}")/../work.sh"
# shellcheck source=SCRIPTDIR/../deadline.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deadline.sh"

stage_results=()
declare -A background_pids=() background_begins=()
make_work_folder
stage_logs=$work/logs
mkdir "$stage_logs"

at_exit()
{
	kill "${background_pids[@]}" 2>/dev/null || true
}

# timely COMMAND...: what takes over an hour hangs. On a slow machine the last stages are
# left out rather than the sum, which comes after them; they are skipped.
timely()
{
	if too_late; then
		printf '1..0 # SKIP %s\n' "$too_late_reason"
		return 4
	fi
	timeout -k 60 "$(seconds_left 3600)" "$@" </dev/null 2>&1
}

# stage NAME COMMAND...: run it, show its output, remember how it went
stage()
{
	local name=$1 status=0 begin=$SECONDS
	shift
	printf '\n### %s\n' "$name"
	timely "$@" | tee "$stage_logs/$name" || status=${PIPESTATUS[0]}
	end_stage "$name" "$status" $((SECONDS - begin))
}

# end_stage NAME STATUS SECONDS: remember it for sum_stages
end_stage()
{
	printf '# %s took %d s\n' "$1" "$3"
	stage_results+=("$1:$2:$3:$stage_logs/$1")
}

# background_stage NAME COMMAND...: the same in the background, its output kept back until
# join_background
background_stage()
{
	local name=$1
	shift
	timeout -k 60 "$(seconds_left 5400)" "$@" </dev/null >"$stage_logs/$name" 2>&1 &
	background_pids[$name]=$!
	background_begins[$name]=$SECONDS
}

# join_background NAME: wait for it. Its seconds are those until now.
join_background()
{
	local name=$1 status=0
	wait "${background_pids[$name]}" || status=$?
	unset "background_pids[$name]"
	printf '\n### %s\n' "$name"
	cat "$stage_logs/$name"
	end_stage "$name" "$status" $((SECONDS - background_begins[$name]))
}

# What failed, and what it said: a long run's end may be all that is kept of it.
say_failures()
{
	local result name log
	for result in "${stage_results[@]}"; do
		name=${result%%:*} log=${result##*:}
		sed -nE "/# TODO/d; s/^[#[:space:]]*(not ok|FAILED:)/# $name: \1/p" "$log"
	done
}

# sum_stages: what failed, a line a stage, then the one line with the sums; fails as
# they do
sum_stages()
{
	echo
	say_failures
	"$(dirname "${BASH_SOURCE[0]}")/ktap-summary" "${stage_results[@]}"
}
