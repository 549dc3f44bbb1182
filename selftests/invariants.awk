# SPDX-License-Identifier: GPL-2.0
#
# invariants.awk - do the sums of a snapshot hold?
#
#   awk -f invariants.awk [-v own=1] SNAPSHOT
#
# Each sum that does not hold is a line of output; then the status is 1.
# own=1: the buckets count sockets of this namespace alone.

function check(what, is, want)
{
	if (is + 0 != want + 0) {
		print what ": " is + 0 ", expected " want + 0
		wrong = 1
	}
}

function check_that(holds, what)
{
	if (!holds) {
		print what
		wrong = 1
	}
}

# A header line names the columns; rows are then read by name.
function header(	i)
{
	split("", column)
	for (i = 1; i <= NF; i++)
		column[$i] = i
	rows = 0
}

function field(name)
{
	if (!(name in column)) {
		check_that(0, section ": no column " name)
		return ""
	}
	return $column[name]
}

function read_timers()
{
	rows++
	check_that(rows > 1 || field("from_ms") == "-inf", "timers begin at " field("from_ms"))
	check_that(rows < 3 || field("from_ms") == previous_end,
		   "timers: a gap before " field("from_ms"))
	previous_end = field("to_ms")
	timers_timewait[rows - 1] = field("timewait")
	sum["timers timewait"] += field("timewait")
	sum["timers fin_wait2"] += field("fin_wait2")
	if (rows == 1)
		sum["timers overdue"] = field("timewait") + field("fin_wait2")
	bins = rows
}

function read_histogram(text,	n, i, pair, bin, total)
{
	if (text == "-")
		return 0
	n = split(text, bin, ",")
	for (i = 1; i <= n; i++) {
		split(bin[i], pair, ":")
		check_that(pair[2] > 0, "an empty bin is named: " text)
		check_that(i == 1 || pair[1] > last_bin, "bins out of order: " text)
		last_bin = pair[1]
		histogram[pair[1] + 0] += pair[2]
		total += pair[2]
	}
	return total
}

# A field that may be "-", which counts as 0.
function number(name)
{
	return field(name) + 0
}

function is_other()
{
	return field("local") == "*"
}

# Without a bound, all are known or none is: ports that are left, and reuse_ready with a port.
function read_row_left(	known)
{
	known = field("ports_left") != "-"
	check_that((field("ports_left_max") != "-") == known && (field("reuse_ports") != "-") == known,
		   "left, but half known: " $0)
	check_that(!known || field("live") != "-", "left of a row that does not know its ports: " $0)
	check_that(known || field("live") == "-" || is_other() || field("dev") > 0,
		   "no ports left, nor none: " $0)
	if (!known)
		return
	check_that(!is_other(), "left of others: " $0)
	check_that(field("ports_left") <= field("ports_left_max"), "ports_left above its bound: " $0)
	check_that(field("reuse_ports") <= field("reuse_ready") && field("reuse_ports") <= field("ports"),
		   "more ports to reuse than ready ones: " $0)
	row_open[++lefts] = field("ports_left_max")
	row_ports[lefts] = field("ports")
}

# An outbound row knows both or neither. The rows of others always know, and have the
# ports of the rows that do not.
function read_row_live(	kind, sockets)
{
	check_that((field("live") == "-") == (field("ports") == "-"), "half known: " $0)
	check_that(field("live") != "-" || !is_other(), "others do not know: " $0)
	sockets = number("timewait") + number("fin_wait2") + number("live")
	kind = field("family") " " field("side")
	if (field("live") == "-")
		lost_ports[kind] += sockets
	if (is_other())
		sockets += lost_ports[kind]
	check_that(number("ports") <= sockets, "more ports than sockets: " $0)
	read_row_left()
	sum["rows live"] += number("live")
	if (!is_other())
		return
	sum["other live"] += number("live")
	sum["other ports"] += number("ports")
}

function read_row_reuse(	i, parts, total)
{
	split("reuse_ready reuse_young reuse_no_timestamp", parts, " ")
	for (i = 1; i <= 3; i++) {
		sum["rows " parts[i]] += field(parts[i])
		total += field(parts[i])
	}
	check("reuse of " $0, total, field("timewait"))
}

function read_row_inbound(	i, parts, n)
{
	n = split("live ports reuse_ready reuse_young reuse_no_timestamp " \
		  "ports_left ports_left_max reuse_ports", parts, " ")
	for (i = 1; i <= n; i++)
		check_that(field(parts[i]) == "-", parts[i] " of an inbound row: " $0)
}

function read_row_key(size,	key)
{
	key = field("family") " " field("side") " " field("local") " " field("remote") " " \
	      field("port") " " field("dev")
	check_that(!(key in seen), "two rows of " key)
	seen[key] = 1
	if (field("local") != "*") {
		sum[size > 0 ? "rows" : "live rows"]++
		check_that(!others, "a row after the last ones: " $0)
		return
	}
	others++
	sum["rows other"] += field("timewait") + field("fin_wait2")
	check_that(field("remote") == "*" && field("port") == "*", "half a rest row: " $0)
}

# A row that is shown for its ports: at least an eighth of the usable ones, the most first.
function read_live_row()
{
	check_that(number("ports") >= 1 && number("ports") >= int(value["local_ports_usable"] / 8),
		   "a row of few ports: " $0)
	check_that(!previous_ports || number("ports") <= previous_ports, "rows of ports out of order: " $0)
	previous_ports = number("ports")
}

function read_destinations(	size)
{
	rows++
	size = field("timewait") + field("fin_wait2")
	check_that(size > 0 || number("live") > 0, "a row without a socket: " $0)
	check_that(others || field("local") == "*" || rows == 1 || size <= previous_size,
		   "rows out of order: " $0)
	if (size == 0 && !is_other())
		read_live_row()
	previous_size = size
	read_row_key(size)
	sum["rows timewait"] += field("timewait")
	sum["rows fin_wait2"] += field("fin_wait2")
	sum["rows overdue"] += field("overdue")
	sum["rows " field("family")] += size
	sum["rows " field("side")] += size
	check("histogram of " $0, read_histogram(field("histogram")), field("timewait"))
	check_that(number("min_ms") <= number("max_ms"), "min above max: " $0)
	check_that((number("min_ms") < 0) == (field("overdue") > 0), "overdue or not: " $0)
	check_that((field("min_ms") == "-") == (size == 0) && (field("max_ms") == "-") == (size == 0),
		   "times of no socket, or none: " $0)
	if (field("side") == "outbound") {
		sum["outbound timewait"] += field("timewait")
		read_row_live()
		read_row_reuse()
	} else {
		read_row_inbound()
	}
}

function read_buckets()
{
	check("sockets of buckets " $0, field("sockets"),
	      field("chain_length") * field("buckets"))
	check_that(field("timewait") <= field("sockets"), "more timewait than sockets: " $0)
	sum["buckets"] += field("buckets")
	if (field("chain_length") > 0)
		sum["buckets used"] += field("buckets")
	else
		empty_shown = 1
	sum["buckets sockets"] += field("sockets")
	sum["buckets timewait"] += field("timewait")
}

function check_summary(	timewaits)
{
	timewaits = value["timewait"] + value["fin_wait2"]
	check("ipv4 + ipv6", value["ipv4"] + value["ipv6"], timewaits)
	check("inbound + outbound", value["inbound"] + value["outbound"], timewaits)
	check("reuse in summary", value["reuse_ready"] + value["reuse_young"] + \
	      value["reuse_no_timestamp"], sum["outbound timewait"])
	check_that(value["side_exact"] + 0 <= value["outbound"] + 0, "side_exact above outbound")
	check_that(timewaits <= value["sockets"] + 0, "timewait above sockets")
}

function check_timers()
{
	check("bins", bins, 64)
	check_that(previous_end == "inf", "timers end at " previous_end)
	check("timewait of timers", sum["timers timewait"], value["timewait"])
	check("fin_wait2 of timers", sum["timers fin_wait2"], value["fin_wait2"])
	check("overdue of timers", sum["timers overdue"], value["overdue"])
}

function check_rows(	i, parts, n)
{
	n = split("timewait fin_wait2 overdue ipv4 ipv6 outbound inbound " \
		  "reuse_ready reuse_young reuse_no_timestamp", parts, " ")
	for (i = 1; i <= n; i++)
		check(parts[i] " of rows", sum["rows " parts[i]], value[parts[i]])
	check("destinations", sum["rows"], value["destinations"])
	check("sockets_other", sum["rows other"], value["sockets_other"])
	check("live_other", sum["other live"], value["live_other"])
	check("ports_other", sum["other ports"], value["ports_other"])
	check_that(sum["rows live"] <= value["sockets"] - value["timewait"] - value["fin_wait2"],
		   "more live sockets in rows than there are")
	for (i = 0; i < 64; i++)
		check("bin " i " of rows", histogram[i], timers_timewait[i])
}

# At most what is usable and not bound is left, and what a row has of that is not.
function check_ports(	i, open)
{
	open = value["local_ports_usable"] - value["ports_bound"]
	check_that(value["ports_bound"] + value["ports_free"] <= value["local_ports_usable"] + 0,
		   "more ports bound and free than usable")
	for (i = 1; i <= lefts; i++) {
		check_that(row_open[i] <= open, "left: " row_open[i] " of " open " ports")
		check_that(row_open[i] >= open - row_ports[i],
			   "left: " row_open[i] " of " open " ports less " row_ports[i])
	}
	check("destinations_live", sum["live rows"], value["destinations_live"])
}

function check_buckets(	timewaits)
{
	timewaits = value["timewait"] + value["fin_wait2"]
	check("ehash_used", sum["buckets used"], value["ehash_used"])
	check_that(sum["buckets"] + 0 <= value["ehash_buckets"] + 0, "more buckets than there are")
	if (empty_shown)
		check("buckets", sum["buckets"], value["ehash_buckets"])
	check_that(sum["buckets sockets"] + 0 >= value["sockets"] + 0, "sockets missing in buckets")
	check_that(sum["buckets timewait"] + 0 >= timewaits, "timewait missing in buckets")
	if (!own)
		return
	check("sockets of buckets", sum["buckets sockets"], value["sockets"])
	check("timewait of buckets", sum["buckets timewait"], timewaits)
}

/^\[/ {
	section = substr($1, 2, length($1) - 2)
	found[section] = 1
	want_header = section != "summary"
	next
}
section == "summary" {
	check_that(NF == 2, "not a key and a value: " $0)
	check_that(!($1 in value), "twice: " $1)
	value[$1] = $2
	next
}
want_header { header(); want_header = 0; next }
section == "timers" { read_timers() }
section == "destinations" { read_destinations() }
section == "buckets" { read_buckets() }

END {
	n = split("summary timers destinations buckets", names, " ")
	for (i = 1; i <= n; i++)
		check_that(names[i] in found, "no section " names[i])
	check("abi", value["abi"], 1)
	check_summary()
	check_timers()
	check_rows()
	check_ports()
	check_buckets()
	exit wrong
}
