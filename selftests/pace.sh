# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by the tests of the forecast: connections at a rate, and what the reader
# foretells meanwhile. The rate is part of the premise: where the machine could not
# keep it, a case begins anew with a port of its own, and ends as skipped when it
# never can.

# Two tries of the longest.
CASE_TIMEOUT=${CASE_TIMEOUT:-$((240 * ${TIME_STRETCH:-1}))}
# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

# What a connection may be late, in us: it makes the rate of five seconds wrong
# by a tenth.
most_late=500000
port=8000
pacing=''

narrow_range()
{
	sysctl_set ipv4/ip_local_port_range "20000 $((20000 + $1 - 1))"
}

# pace OPTIONS: a generator in the background
pace()
{
	: >"$tmp/tcpgen"
	tcpgen -p "$port" "$@" >"$tmp/tcpgen" &
	pacing=$!
}

# Until it has ended by itself.
await_end()
{
	wait "$pacing" || fail "tcpgen: $(cat "$tmp/tcpgen")"
	pacing=''
}

# sockets_of PORT: by ss
sockets_of()
{
	ss -Htan state time-wait "dport = :$1" | wc -l
}

has_sockets()
{
	[ "$(sockets_of "$port")" -ge "$1" ] || ! kill -0 "$pacing" 2>/dev/null
}

# await SOCKETS: until the generator has left so many, and still runs; not so when
# a slow machine saw it too late
await()
{
	wait_until 60 has_sockets "$1"
	asked_in_time
}

# foretell NAME [OPTIONS]: the destination's forecast, as NAME.KEY
foretell()
{
	local name=$1
	shift
	reader --json --by destination "$@" dport = "$port"
	# shellcheck disable=SC2016 # jq's own
	said '.boottime_ns as $ns | .destinations[0] |
		"at_us \($ns / 1000 | floor)", "state \(.forecast.state)",
		"seconds \(.forecast.seconds // "-")", "bound \(.forecast.bound // "exact")",
		"settles \(.forecast.settles_ratio)", "ports \(.ports)",
		"closes \(.closes_per_second)", "local \(.local)"' \
		>"$tmp/forecast.$name"
	ktap_print_msg "$name: $(tr '\n' ' ' <"$tmp/forecast.$name")"
}

foretold()
{
	awk -v key="$2" '$1 == key { print $2 }' "$tmp/forecast.$1"
}

rate_was_kept()
{
	[ "$(generated late_us)" -le $most_late ]
}

# asked_in_time: not when the generator has run out of ports, or of time, already
asked_in_time()
{
	kill -0 "$pacing" 2>/dev/null && return
	case $(generated error) in
	''|EADDRNOTAVAIL) return 1 ;;
	*) fail "the generator ended: $(cat "$tmp/tcpgen")" ;;
	esac
}

# at_its_rate FUNCTION: again, should the machine not have kept the rate
at_its_rate()
{
	local try
	for try in 1 2; do
		port=$((8000 + try))
		if "$1"; then
			return 0
		fi
		ktap_print_msg "too slow: the generator was $(generated late_us) us late, or asked too late"
	done
	skip "this machine did not keep the rate in two tries"
}
