# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by the stress tests inside the guest.

export PATH="/stress:$PATH"
# shellcheck disable=SC2034
stats=/proc/net/twstat
standing_port=7001
# shellcheck source=SCRIPTDIR/../../tcp-setup.sh
. /stress/tcp-setup.sh

fail()
{
	echo "$*"
	exit 1
}

skip()
{
	echo "$*"
	exit 4
}

# load "PARAMETERS"
load()
{
	# shellcheck disable=SC2086
	insmod /twstat.ko $1 || fail "the module was not loaded"
}

unload()
{
	rmmod twstat || fail "the module was not unloaded"
}

# A hash table of one bucket allows no orphans: where the last ACK is late, close()
# resets.
prepare_tcp()
{
	tcp_setup 2000000 10000 65000
	sysctl -q -w net.ipv4.tcp_max_orphans=100000
}

injector()
{
	[ -e /stress/twinject.ko ] || return 1
	[ -e /proc/twinject ] || insmod /stress/twinject.ko
}

inject()
{
	injector || skip "this kernel exports nothing to inject sockets with"
	echo "$*" > /proc/twinject || fail "the injector refused: $*"
}

timewait_sockets()
{
	ss -Htan state time-wait dport = :$standing_port | wc -l
}

# stand N: that many real connections to standing_port, left in TIME_WAIT, and no
# others: those of the test before may have most of their minute left
stand()
{
	tries=0
	until [ "$(timewait_sockets)" -eq 0 ]; do
		tries=$((tries + 1))
		[ $tries -lt 180 ] || fail "sockets of another test stay in TIME_WAIT"
		sleep 1
	done
	tcpgen -n "$1" -s 127.1.0.1 -S 4 -d 127.2.0.1 -p "$standing_port" \
		> /tmp/stand || fail "tcpgen: $(cat /tmp/stand)"
	grep -q "^connections $1$" /tmp/stand || fail "not all $1 connections were made"
	# A busy CPU works off the last segments some time after close().
	tries=0
	until [ "$(timewait_sockets)" -eq "$1" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || fail "not all $1 connections came to TIME_WAIT"
		sleep 0.1
	done
}

# in_loop COMMAND...: again and again in the background, until stop_loops
in_loop()
{
	(
		trap 'kill "$child" 2>/dev/null; wait "$child" 2>/dev/null; exit 0' TERM
		while :; do
			"$@" > /dev/null 2>&1 &
			child=$!
			wait "$child"
		done
	) &
	loops="$loops $!"
}
loops=

stop_loops()
{
	for loop in $loops; do
		kill "$loop" 2>/dev/null || :
		wait "$loop" 2>/dev/null || :
	done
	loops=
}

# Two scans: what is young, or was only in a register, is not reported by the first.
kmemleak=/sys/kernel/debug/kmemleak
forget_leaks()
{
	[ ! -e $kmemleak ] || echo scan > $kmemleak 2>/dev/null || :
	[ ! -e $kmemleak ] || echo clear > $kmemleak 2>/dev/null || :
}

check_leaks()
{
	[ -e $kmemleak ] && echo scan > $kmemleak 2>/dev/null || return 0
	sleep 6
	echo scan > $kmemleak
	cat $kmemleak > /tmp/leaks
	[ ! -s /tmp/leaks ] || { head -n 40 /tmp/leaks; fail "memory leaked"; }
}
