#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# reader.sh - every command of the reader on live sockets, against other sources
#
# JSON is read by jq. The oracles are ss, sockstat, slabinfo, and for what the
# kernel tells nobody else the module's files themselves.

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

json_rows()
{
	jq -r '.destinations[] | "\(.family) \(.side) \(.local) \(.remote) \(.port) " +
		"\(.timewait) \(.fin_wait2)"' "$1" | sort
}

test_show()
{
	mixture -d 127.0.0.1
	reader show -j --by destination
	ss_destinations >"$tmp/ss"
	json_rows "$tmp/out" | grep -v ' 0 0$' >"$tmp/rows"
	same_lines "rows of show (<) and of ss (>)" "$tmp/rows" "$tmp/ss"
	equal source "$(said .source)" module
	equal netns "$(said .netns)" "$(stat -Lc %i /proc/self/ns/net)"
	equal "ports, of which 10 are reserved" \
		"$(said '.destinations[] | select(.port == 8005) | .ports')" 10
	equal "live" "$(said '.destinations[] | select(.port == 8006 and .live > 0) | .live')" 6
	equal tw "$(said .netstat.tw)" "$(netstat_of TW)"
}

# netstat_of NAME: of TcpExt; of two lines of /proc/net/netstat the second
netstat_of()
{
	awk -v name="$1" '$1 == "TcpExt:" {
		for (i = 2; i <= NF; i++)
			if (names[i] == name) print $i; else names[i] = $i
	}' /proc/net/netstat
}

# The screen and the JSON have the same figures.
test_show_text()
{
	mixture -d 127.0.0.1
	reader show
	grep -q "^TIME_WAIT  91 normal .*FIN_WAIT2 5 .*" "$tmp/out" || fail "$(cat "$tmp/out")"
	grep -q "source module$" "$tmp/out" || fail "no source: $(cat "$tmp/out")"
	grep -Eq '^out 127.0.0.1:8000 +40 +0 ' "$tmp/out" || fail "$(cat "$tmp/out")"
	grep -Eq '^in  \*:8001 .* 9 +- ' "$tmp/out" || fail "$(cat "$tmp/out")"
	reader -4 outbound dst 127.0.0.1:8003 or dst 127.0.0.1:8005 -j
	equal "what the filter picks" "$(said '[.destinations[].port] | sort | @csv')" 8003,8005
	reader -6 -j
	equal "-6" "$(said '.destinations[] | "\(.remote) \(.port) \(.timewait)"')" "::1 8002 12"
	reader -j --by remote outbound
	equal "--by remote" "$(said '[.destinations[] | select(.remote == "127.0.0.1") |
		.timewait, .fin_wait2] | @csv')" 67,5
}

# What changes from one reading to the next, or is the reading's own.
passing='boottime_ns|walk_[a-z]*|ehash_used|sockets|reuse_[a-z_]*|overdue'

test_summary()
{
	mixture -d 127.0.0.1
	reader summary
	awk '{ print $1, $2 }' "$tmp/out" | grep -Ev "^($passing) " >"$tmp/shown"
	grep -Ev "^($passing) " $twstat/summary >"$tmp/summary"
	same_lines "summary (<) and the module's (>)" "$tmp/shown" "$tmp/summary"
	reader summary -j
	equal tw_count "$(said .summary.tw_count)" "$(sockstat_tw)"
	equal "reuse_*, together" "$(said '.summary | .reuse_ready + .reuse_young +
		.reuse_no_timestamp')" 82
	equal tcp_fin_timeout_ms "$(said .summary.tcp_fin_timeout_ms)" \
		"$(($(cat /proc/sys/net/ipv4/tcp_fin_timeout) * 1000))"
}

# cumulated FILE: sockets with at most as much time left, by bin of a timers file
cumulated()
{
	awk 'NR > 1 { n += $3; m += $4; print n, m }' "$1"
}

# between WHAT LOW MIDDLE HIGH: each number of each line; time passes, so sockets
# only come into the lower bins
between()
{
	paste -d' ' "$2" "$3" "$4" | awk '{
		n = NF / 3
		for (i = 1; i <= n; i++)
			if ($i > $(n + i) || $(n + i) > $(2 * n + i)) print "line", NR ":", $0
	}' >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "$1: $(head -n 3 "$tmp/wrong" | tr '\n' ';')"
}

test_timers()
{
	mixture -d 127.0.0.1
	cat $twstat/timers >"$tmp/before"
	reader timers -j
	cat $twstat/timers >"$tmp/after"
	cumulated "$tmp/before" >"$tmp/low"
	jq -r '.bins[] | "\(.timewait) \(.fin_wait2)"' "$tmp/out" |
		awk '{ n += $1; m += $2; print n, m }' >"$tmp/middle"
	cumulated "$tmp/after" >"$tmp/high"
	equal bins "$(wc -l <"$tmp/middle")" 64
	between "bins of timers between two readings" "$tmp/low" "$tmp/middle" "$tmp/high"
	equal timewait "$(said .timewait)" "$(ss -Htan state time-wait | wc -l)"
	reader timers dst 127.0.0.1:8000
	grep -q '40 TIME_WAIT' "$tmp/out" || fail "$(head -n 1 "$tmp/out")"
	reader timers -j inbound
	equal "inbound" "$(said '[.bins[].timewait] | add')" 9
}

# Nobody sees the chains of this namespace's sockets alone, which stand still.
test_buckets()
{
	local file
	mixture -d 127.0.0.1
	su -s /bin/sh nobody -c "cat $twstat/snapshot; twstat buckets -j" >"$tmp/both"
	sed '/^{/,$d' "$tmp/both" >"$tmp/a"
	sed -n '/^{/,$p' "$tmp/both" >"$tmp/out"
	section buckets a | sed 1d >"$tmp/chains"
	jq -r '.chains[] | "\(.chain_length) \(.buckets) \(.sockets) \(.timewait)"' \
		"$tmp/out" >"$tmp/shown"
	same_lines "chains shown (<) and the module's (>)" "$tmp/shown" "$tmp/chains"
	equal "timewait" "$(said '[.chains[].timewait] | add')" "$(sockstat_tw)"
	reader buckets -j
	equal "buckets" "$(said '[.chains[].buckets] | add')" "$(value ehash_buckets a)"
}

ss_sockets()
{
	ss -Htano | awk '$1 == "TIME-WAIT" || ($1 == "FIN-WAIT-2" && /timer:\(timewait/) {
		gsub(/\[|\]|::ffff:/, "")
		print $1 == "TIME-WAIT" ? "TIME_WAIT" : "FIN_WAIT2", $4, $5
	}' | sort
}

test_sockets()
{
	local source
	mixture -d 127.0.0.1
	ss_sockets >"$tmp/ss"
	for source in module sock_diag; do
		reader sockets -j -S $source
		jq -r '.sockets[] | "\(.substate) \(.local_addr):\(.local_port) " +
			"\(.remote_addr):\(.remote_port)"' "$tmp/out" | sort >"$tmp/shown"
		same_lines "sockets of $source (<) and of ss (>)" "$tmp/shown" "$tmp/ss"
	done
	reader sockets dport = 8000
	equal "lines of text" "$(wc -l <"$tmp/out")" 41
	reader sockets sport = 8001 -n 4
	equal "at most four" "$(wc -l <"$tmp/out")" 5
}

test_who()
{
	sysctl_set ipv4/ip_local_port_range "20000 20099"
	hold -n 96 -e fin,fin,fin,fin,fin,fin,fin,live -p 8006
	reader who -j dst 127.0.0.1:8006
	equal "who connects" "$(said '.holders[] | select(.side == "outbound") |
		"\(.pid) \(.command) \(.live)"')" "$held tcpgen 12"
	reader who
	grep -Eq "$held +tcpgen|tcpgen.*$held" "$tmp/out" || fail "$(cat "$tmp/out")"
	reader show -j
	equal "show names it" "$(said '.advice[] | select(.id == "pool") | .reason' |
		grep -o 'likely .*')" "likely tcpgen[$held]"
}

test_top()
{
	mixture -d 127.0.0.1
	reader top -c 3 -d 0.1
	equal "samples" "$(grep -c '^twstat 0.1s .* TIME_WAIT 91 ' "$tmp/out")" 3
	equal "rows of one destination" "$(grep -Ec '^out 127.0.0.1:8000 +40 ' "$tmp/out")" 3
	reader top -j -c 3 -d 0.1
	equal "each a document" "$(jq -c '.summary.timewait' "$tmp/out" | tr '\n' ' ')" "91 91 91 "
}

# The rate between two samples, by their own clock; ss counts before and after.
test_top_rate()
{
	local before after
	tcpgen -r 50 -t 100 -p 8009 >"$tmp/tcpgen" &
	wait_until 20 has_time_wait 20
	before=$(sockstat_tw)
	reader top -j -c 2 -d 1
	after=$(sockstat_tw)
	jq -s -r '.[0].destinations[0].timewait as $a | .[1].destinations[0].timewait as $b |
		(.[1].boottime_ns - .[0].boottime_ns) as $ns |
		"\($a) \($b) \(($b - $a) * 1e9 / $ns) \(.[1].destinations[0].timewait_per_second)"' \
		"$tmp/out" >"$tmp/rate"
	awk -v before="$before" -v after="$after" '{
		if ($1 < before || $2 > after || $2 <= $1) exit 1
		if ($3 - $4 > 0.01 || $4 - $3 > 0.01) exit 1
	}' "$tmp/rate" || fail "$before to $after sockets: $(cat "$tmp/rate")"
}

has_time_wait()
{
	[ "$(sockstat_tw)" -ge "$1" ]
}

# answers STATUS WORD ARGUMENTS: of the monitoring plug-in
answers()
{
	local status=0 expected=$1 word=$2
	shift 2
	twstat check "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	equal "check $*: status" "$status" "$expected"
	grep -q "^TWSTAT $word - " "$tmp/out" || fail "check $*: $(cat "$tmp/out")"
	equal "check $*: lines" "$(wc -l <"$tmp/out")" 1
}

test_check()
{
	mixture -d 127.0.0.1
	answers 0 OK
	grep -q '| timewait=91;;;0;1000000 ports=0%;80;95;0;100 limit=0%;80;95;0;100 out=U;60:;30:;0$' \
		"$tmp/out" || fail "$(cat "$tmp/out")"
	answers 1 WARNING -w timewait=90
	answers 0 OK -w timewait=91
	answers 2 CRITICAL -c timewait=90
	answers 0 OK --destination 'dst 192.0.2.1'
	answers 3 UNKNOWN --destination 'dst nowhere at all'
	answers 3 UNKNOWN -w timewait=many
	sysctl_set ipv4/ip_local_port_range "21000 21099"
	generate -n 85 -p 8100
	answers 1 WARNING -c out=0s
	grep -q 'ports=85%;80;95;0;100' "$tmp/out" || fail "$(cat "$tmp/out")"
	answers 0 OK --destination 'dst 127.0.0.1:8000' -w out=0s -c out=0s
	generate -n 11 -p 8100
	answers 2 CRITICAL -c out=0s
	sysctl_set ipv4/tcp_max_tw_buckets 200
	answers 2 CRITICAL -w out=0s -c out=0s,ports=100%,limit=91%
	sysctl_set ipv4/tcp_max_tw_buckets 0
	answers 2 CRITICAL -w out=0s -c out=0s,ports=100%
	grep -q '^TWSTAT CRITICAL - 100% of tcp_max_tw_buckets, .* limit=100%;' "$tmp/out" ||
		fail "a limit of 0: $(cat "$tmp/out")"
}

# left_to PORT: connections that are left to it, as JSON says: at least and at most
left_to()
{
	said ".destinations[] | select(.port == $1 and .side == \"outbound\") |
		\"\(.left.min) \(.left.max)\""
}

# So many are left as connect() then finds.
test_left()
{
	sysctl_set ipv4/ip_local_port_range "20000 20063"
	generate -n 20 -p 8120
	reader show -j
	equal "left" "$(left_to 8120)" "44 44"
	reader show -j -S sock_diag
	equal "by sock_diag at most" "$(left_to 8120 | cut -d' ' -f2)" 44
	generate --fill -p 8120
	equal "found" "$(generated connections)" 44
	reader show -j
	equal "then" "$(left_to 8120)" "0 0"
	answers 2 CRITICAL
}

# What bind() took is blocked for every destination.
test_bound()
{
	sysctl_set ipv4/ip_local_port_range "20000 20063"
	generate -b --fill -p 8121
	equal "bound" "$(generated connections)" 64
	answers 2 CRITICAL --destination 'dst 192.0.2.1'
	grep -q 'no local port left to any destination: bind() took all 64' "$tmp/out" ||
		fail "$(cat "$tmp/out")"
	reader plan 1
	grep -q 'fails at once' "$tmp/out" || fail "$(cat "$tmp/out")"
	reader show -j
	equal "advice" "$(said '[.advice[] | select(.kind != "not") | .id] | join(" ")')" \
		"bind_no_port pool"
	equal "for another destination" "$(tcpgen -n 1 -p 8122 | sed -n 's/^error //p')" \
		EADDRNOTAVAIL
}

# Twice the range of connections to loopback, which tcp_tw_reuse lets through: no alarm.
test_no_false_alarm()
{
	local source
	sysctl_set ipv4/ip_local_port_range "20000 20063"
	sysctl_set ipv4/tcp_tw_reuse 2
	generate -n 128 -r 20 -p 8123
	equal "connections" "$(generated connections)" 128
	for source in module sock_diag; do
		answers 0 OK -S $source
		reader show -j -S $source
		equal "level by $source" \
			"$(said '.verdict.level | IN("normal", "elevated")')" true
	done
}

test_prometheus()
{
	mixture -d 127.0.0.1
	reader prometheus --output "$tmp/metrics"
	equal "sockets" "$(awk 'index($0, "twstat_sockets{") == 1 { n += $2 } END { print n }' "$tmp/metrics")" \
		"$(sockstat_tw)"
	equal "of a destination" "$(sed -n 's/^twstat_destination_sockets{.*port="8000",state="timewait"} //p' \
		"$tmp/metrics")" 40
	equal "inbound, folded" "$(sed -n 's/.*remote="",port="8001",state="timewait"} //p' \
		"$tmp/metrics")" 9
	equal "limit" "$(sed -n 's/^twstat_timewait_limit_sockets //p' "$tmp/metrics")" 1000000
	equal "remaining" "$(awk 'index($0, "twstat_remaining_sockets{") == 1 { n += $2 } END { print n }' \
		"$tmp/metrics")" 91
}

# The size of a socket is the slab's, the ports are the range's.
test_plan()
{
	local bytes slab=/sys/kernel/slab/tw_sock_TCP/object_size
	[ -r $slab ] || skip "no $slab here"
	bytes=$(cat $slab)
	sysctl_set ipv4/ip_local_port_range "20000 20999"
	reader plan 10 -j
	equal object_bytes "$(said .object_bytes)" "$bytes"
	equal local_ports_usable "$(said .local_ports_usable)" 1000
	awk -v shown="$(said '.plans[0].timewait')" '$1 == "timer_granularity_ms" {
		wanted = 10 * (60 + $2 / 2000)
		exit shown > wanted + 1 || shown < wanted - 1
	}' $twstat/summary || fail "sockets at rest: $(said '.plans[0].timewait')"
	reader plan 20
	grep -q "fails after 50 s" "$tmp/out" || fail "$(cat "$tmp/out")"
}

# Saved and replayed: the same rows, and the file alone is what is read.
test_snapshot()
{
	mixture -d 127.0.0.1
	reader snapshot --output "$tmp/saved"
	sed '/^\[netstat\]/,/^\[summary\]/{/^\[summary\]/!d}' "$tmp/saved" >"$tmp/s"
	check_sums "$tmp/s"
	reader show -j --by destination
	json_rows "$tmp/out" >"$tmp/live"
	reader show -j --by destination -S "$tmp/saved"
	json_rows "$tmp/out" >"$tmp/replayed"
	same_lines "live (<) and replayed (>)" "$tmp/live" "$tmp/replayed"
	equal source "$(said .source)" file
	generate -n 30 -p 8050
	reader show -j --by destination -S "$tmp/saved"
	json_rows "$tmp/out" >"$tmp/later"
	same_lines "replayed (<) and again (>)" "$tmp/replayed" "$tmp/later"
}

need_reader
ktap_main "$@" <<'END'
test_show        the rows of show are those of ss
test_show_text   its screen, filters and groups
test_summary     summary shows the module's keys
test_timers      the bins of timers
test_buckets     the chains of buckets
test_sockets     sockets are those of ss, from either source
test_who         who finds the process, and show names it
test_top         top's samples, as text and as JSON
test_top_rate    the rates of top
test_check       check's states, data and exit statuses
test_left        connections that are left
test_bound       ports that bind() took
test_no_false_alarm  nor is there one while reuse lets all through
test_prometheus  the metrics
test_plan        plan knows the size of a socket
test_snapshot    a snapshot saved and replayed
END
