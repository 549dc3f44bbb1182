#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# timers.sh - sockets move through the bins with the clock, and leave in time
#
# Takes as long as TIME_WAIT lasts, so all of it shares one minute. Nothing is
# read off the wall clock: a snapshot says when it was taken.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

# One service port for each socket: 8000 to 8029 TIME_WAIT at the client, spread
# over six seconds, 8030 to 8034 FIN_WAIT2 of a shorter life.
first=8000 last=8034

make_sockets()
{
	sysctl_set ipv4/tcp_fin_timeout 20
	hold -n 5 -e half -p 8030 -P 5
	generate -n 30 -P 30 -r 5
	wait_for_tw 35
}

# FIN_WAIT2 lasts 3.5 times the retransmission timeout: here 70 s and 126 s. The
# kernel keeps the whole socket for what is above a minute, then makes it a
# timewait socket for all of it, so the latter come when the others have gone.
make_long_fin_wait2()
{
	ip route add local 127.3.0.1 dev lo rto_min 20s
	ip route add local 127.3.0.2 dev lo rto_min 36s
	hold -n 4 -e half -d 127.3.0.1 -p 9001
	hold -n 3 -e half -d 127.3.0.2 -p 9002
}

# step: one more comparison of what was with what is
step()
{
	mv "$tmp/later" "$tmp/earlier"
	cat /proc/net/tcp >"$tmp/proc"
	snapshot later
	awk -v first=$first -v last=$last -f "$here/timers.awk" \
		"$tmp/first" "$tmp/earlier" "$tmp/proc" "$tmp/later" >"$tmp/step" ||
		fail "$(head -n 5 "$tmp/step" | tr '\n' ';')"
	cat "$tmp/step" >>"$tmp/steps"
	note_wide_bins
}

# counted KEY: over all steps
counted()
{
	awk -v key="$1" '$1 == key { n += $2 } END { print n + 0 }' "$tmp/steps"
}

# The bins above a minute, as the namespace's histogram shows them.
note_wide_bins()
{
	local from_60 from_120
	from_60=$(section timers later | awk '$1 == 60000 { print $4 }')
	from_120=$(section timers later | awk '$1 == 120000 { print $4 }')
	[ "$from_60" -ne 4 ] || seen_60=yes
	[ "$from_120" -ne 3 ] || seen_120=yes
}

# ss is the oracle of when a socket is gone; no timewait one of ours may remain.
ours_by_ss()
{
	ss -Htano | awk -v first=$first -v last=$last '
		{ port = $5; sub(/.*:/, "", port) }
		port >= first && port <= last && /timer:\(timewait/' | wc -l
}

milliseconds()
{
	awk '{ print int($1 * 1000) }' /proc/uptime
}

test_bins()
{
	local seen_60='' seen_120='' closed deadline
	make_sockets
	closed=$(milliseconds)
	make_long_fin_wait2
	snapshot first
	cp "$tmp/first" "$tmp/later"
	# Generous: a busy host may keep the guest from running at all.
	deadline=$((closed + $(value timewait_len_ms later) +
		$(value timer_granularity_ms later) + 10000))
	while [ "$(ours_by_ss)" -gt 0 ]; do
		step
		[ "$(milliseconds)" -lt "$deadline" ] || fail "$(ours_by_ss) sockets are left"
		sleep 0.2
	done
	snapshot gone
	equal "rows left" "$(rows gone port | awk '$1 < 9000' | wc -l)" 0
	while [ -z "$seen_120" ]; do
		step
		[ "$(milliseconds)" -lt "$((deadline + 30000))" ] ||
			fail "FIN_WAIT2 of more than two minutes was in no wide bin"
		sleep 0.2
	done
	[ "$(counted compared)" -gt 200 ] || fail "compared $(counted compared) ages"
	[ "$(counted proc)" -gt 200 ] || fail "/proc/net/tcp: $(counted proc) ages"
	[ "$(counted overdue)" -gt 0 ] || fail "no socket was ever overdue"
	[ -n "$seen_60" ] || fail "FIN_WAIT2 of more than a minute was in no wide bin"
}

# A socket that was just closed is in the last second, not above it.
test_just_closed()
{
	local bins
	generate -n 1
	snapshot s
	generate -n 50 -p 8001
	snapshot s
	bins=$(rows s port histogram | awk '$1 == 8001 { print $2 }')
	case $bins in
	60:* | 5?:*) ;;
	*) fail "50 sockets just closed are in bins $bins" ;;
	esac
	equal "bins above a minute" "$(section timers s |
		awk '$1 >= 60000 { n += $3 } END { print n + 0 }')" 0
}

# The values in sockets lie between two snapshots of the destination.
test_sockets_agree()
{
	generate -n 20 -P 20 -r 10
	snapshot earlier
	cat $twstat/sockets >"$tmp/sockets"
	snapshot later
	rows earlier port min_ms >"$tmp/before"
	rows later port min_ms >"$tmp/after"
	awk '
	FILENAME ~ /before/ { before[$1] = $2; next }
	FILENAME ~ /after/ { after[$1] = $2; next }
	FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
	{
		port = $column["remote_port"]
		ms = $column["remaining_ms"]
		if (ms > before[port] + 10 || ms < after[port] - 10)
			print port, before[port], ms, after[port]
		n++
	}
	END { if (n != 20) print n + 0, "rows" }' \
		"$tmp/before" "$tmp/after" "$tmp/sockets" >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "$(cat "$tmp/wrong")"
}

ktap_main "$@" <<'END'
test_just_closed    a socket just closed is in the last second
test_sockets_agree  the rows of sockets lie between two snapshots
test_bins           a bin down each second, overdue in bin 0, gone in time
END
