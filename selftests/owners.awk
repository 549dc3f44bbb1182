# SPDX-License-Identifier: GPL-2.0
#
# owners.awk - does the owners file agree with itself?
#
#   awk -f owners.awk FILE
#
# For each destination the rows of its owners have its sockets, its histogram, its
# shortest and its longest time. Each fault is a line of output; then the status is 1.

function fault(what)
{
	print what
	wrong = 1
}

function equal(what, is, want)
{
	if (is != want)
		fault(what ": '" is "', expected '" want "'")
}

function header(	i)
{
	split("", column)
	for (i = 1; i <= NF; i++)
		column[$i] = i
	fields = NF
}

function field(name)
{
	if (!(name in column))
		fault(section ": no column " name)
	return $column[name]
}

function destination()
{
	return field("family") " " field("side") " " field("local") " " field("remote") " " \
	       field("port") " " field("dev")
}

function add_histogram(array, key, text,	n, i, pair, bin, total)
{
	if (text == "-")
		return 0
	n = split(text, bin, ",")
	for (i = 1; i <= n; i++) {
		split(bin[i], pair, ":")
		array[key, pair[1]] += pair[2]
		total += pair[2]
	}
	return total
}

function read_destination(	key)
{
	key = destination()
	seen[key] = 1
	timewait[key] = field("timewait")
	fin_wait2[key] = field("fin_wait2")
	shortest[key] = field("min_ms")
	longest[key] = field("max_ms")
	add_histogram(bins, key, field("histogram"))
}

function check_owner(	i, names, n, by)
{
	equal("fields of " $0, NF, fields)
	by = field("by")
	if (by !~ /^(process|kthread|softirq|io-wq|unknown)$/)
		fault("by " by)
	if (field("how") !~ /^(close|shutdown|exit|-)$/)
		fault("how " field("how"))
	n = split("pid start comm uid cgroup how", names, " ")
	for (i = 1; i <= n && by == "unknown"; i++)
		equal(names[i] " of " $0, field(names[i]), "-")
	for (i = 1; i <= 2; i++)
		if (field(names[i]) !~ /^(-|[0-9]+)$/)
			fault(names[i] " of " $0)
	if (field("comm") ~ /[^!-~]/)
		fault("not escaped: " $0)
}

function read_owner(	key, row, size)
{
	key = destination()
	if (!(key in seen))
		fault("owner of no destination: " $0)
	row = key " " field("by") " " field("pid") " " field("start") " " field("comm") " " \
	      field("uid") " " field("cgroup") " " field("how")
	if (row in rows)
		fault("twice: " row)
	rows[row] = 1
	size = field("timewait") + field("fin_wait2")
	if (size < 1 || (last && size > last))
		fault("out of order, or without a socket: " $0)
	last = size
	timewait_sum[key] += field("timewait")
	fin_wait2_sum[key] += field("fin_wait2")
	equal("histogram of " $0, add_histogram(bins_sum, key, field("histogram")) + 0,
	      field("timewait") + 0)
	if (!(key in min) || field("min_ms") + 0 < min[key])
		min[key] = field("min_ms") + 0
	if (!(key in max) || field("max_ms") + 0 > max[key])
		max[key] = field("max_ms") + 0
	check_owner()
}

function check_destination(key)
{
	equal("timewait of " key, timewait_sum[key] + 0, timewait[key] + 0)
	equal("fin_wait2 of " key, fin_wait2_sum[key] + 0, fin_wait2[key] + 0)
	if (shortest[key] == "-")
		return
	equal("min_ms of " key, min[key], shortest[key] + 0)
	equal("max_ms of " key, max[key], longest[key] + 0)
}

/^\[/ {
	section = substr($1, 2, length($1) - 2)
	order = order " " section
	want_header = section != "summary"
	next
}
section == "summary" { value[$1] = $2; next }
want_header { header(); want_header = 0; next }
section == "destinations" { read_destination() }
section == "owners" { read_owner() }

END {
	equal("sections", order, " summary destinations owners")
	for (key in seen) {
		check_destination(key)
		timewaits += timewait_sum[key]
		fin_wait2s += fin_wait2_sum[key]
	}
	for (key in bins)
		equal("bin " key, bins_sum[key] + 0, bins[key] + 0)
	for (key in bins_sum)
		equal("bin " key, bins_sum[key] + 0, bins[key] + 0)
	equal("timewait", timewaits + 0, value["timewait"] + 0)
	equal("fin_wait2", fin_wait2s + 0, value["fin_wait2"] + 0)
	exit wrong
}
