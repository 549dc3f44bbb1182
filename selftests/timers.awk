# SPDX-License-Identifier: GPL-2.0
#
# timers.awk - do sockets age with the clock, and lie in the bin of their age?
#
#   awk -f timers.awk FIRST EARLIER PROC LATER
#
# Three snapshots; PROC is /proc/net/tcp read between the last two. Each service
# port from "first" to "last" has one timewait socket.
#
# From FIRST to LATER a socket aged by the time that passed on the snapshots'
# own clock. Timers run on jiffies, which stand still while the host keeps the
# guest's timekeeping CPU from running, so that comparison is generous. What
# /proc/net/tcp says is in jiffies too and must lie between EARLIER and LATER.
#
# Prints what is wrong, then "compared N", "overdue N", "proc N".

function hex(text,	i, n)
{
	for (i = 1; i <= length(text); i++)
		n = n * 16 + index("123456789ABCDEF", substr(text, i, 1))
	return n
}

function bin_of(ms,	s)
{
	if (ms < 0)
		return 0
	s = int((ms + 999) / 1000)
	if (s == 0)
		return 1
	if (s <= 60)
		return s
	return ms <= 120000 ? 61 : ms <= 300000 ? 62 : 63
}

function complain(text)
{
	print text
	wrong = 1
}

function read_row(which)
{
	port = $column["port"]
	if (port < first || port > last)
		return
	remaining[which, port] = $column["min_ms"]
	single[which, port] = $column["min_ms"] == $column["max_ms"]
	histogram[which, port] = $column["histogram"]
	timewait[which, port] = $column["timewait"]
}

# Field 3 is the remote address, 6 the timer's kind and time left in 10 ms.
function read_proc(	parts, timer, port)
{
	split($3, parts, ":")
	split($6, timer, ":")
	port = hex(parts[2])
	if (timer[1] == "03" && port >= first && port <= last)
		proc[port] = hex(timer[2]) * 10
}

FNR == 1 { files++; section = "" }
files == 3 { read_proc(); next }
/^\[/ { section = $1; want_header = 1; next }
section == "[summary]" { summary[files, $1] = $2; next }
section != "[destinations]" { next }
want_header {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	want_header = 0
	next
}
{ read_row(files) }

function check_age(port,	aged)
{
	if (!((1, port) in remaining))
		return
	aged = remaining[1, port] - remaining[4, port]
	if (aged < least || aged > most)
		complain("port " port " aged " aged " ms in " least " to " most " ms")
	compared++
}

function check_bin(which, port,	want)
{
	want = timewait[which, port] ? bin_of(remaining[which, port]) ":1" : "-"
	if (!single[which, port])
		complain("port " port ": one socket, two ages")
	if (histogram[which, port] != want)
		complain("port " port " with " remaining[which, port] " ms is in " \
			 histogram[which, port] ", not " want)
}

# An overdue timer is 0 there. One clock tick, here and there, is 10 ms.
function check_proc(port)
{
	if (!(port in proc))
		return
	procs++
	if (proc[port] > (remaining[2, port] > 0 ? remaining[2, port] : 0) + tick ||
	    proc[port] + tick < remaining[4, port])
		complain("port " port " has " proc[port] " ms in /proc/net/tcp, " \
			 remaining[2, port] " and " remaining[4, port] " here")
}

function begin_ms(which)
{
	return summary[which, "boottime_ns"] / 1000000
}

function end_ms(which)
{
	return begin_ms(which) + summary[which, "walk_ns"] / 1000000
}

END {
	tick = 10 + 2000 / summary[1, "hz"]
	generous = 1500
	least = begin_ms(4) - end_ms(1) - generous
	most = end_ms(4) - begin_ms(1) + generous
	for (port = first; port <= last; port++) {
		if (!((4, port) in remaining))
			continue
		check_bin(4, port)
		overdue += remaining[4, port] < 0
		check_age(port)
		if ((2, port) in remaining)
			check_proc(port)
	}
	print "compared " compared + 0
	print "overdue " overdue + 0
	print "proc " procs + 0
	exit wrong
}
