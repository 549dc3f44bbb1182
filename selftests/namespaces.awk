# SPDX-License-Identifier: GPL-2.0
#
# namespaces.awk - what must hold in the file namespaces, whatever is there
#
# Rows are whole and in the order of their inodes, and the destinations of a namespace
# add up to its sums.

function bad(text)
{
	print text
	failed = 1
}

/^\[/ {
	section = $1
	header = 1
	next
}

header {
	header = 0
	delete column
	for (i = 1; i <= NF; i++)
		column[$i] = i
	fields = NF
	next
}

NF != fields {
	bad(section " line of " NF " fields: " $0)
}

section == "[namespaces]" {
	if ($1 + 0 <= last + 0)
		bad("netns " $1 " after " last)
	last = $1
	known[$1] = 1
	timewait[$1] = $column["timewait"]
	fin_wait2[$1] = $column["fin_wait2"]
	other[$1] = $column["sockets_other"]
	rows[$1] = $column["destinations"]
	live_rows[$1] = $column["destinations_live"]
	sum = $column["timewait"] + $column["fin_wait2"] + $column["live"]
	if (sum != $column["sockets"])
		bad("netns " $1 ": sockets " $column["sockets"] ", not " sum)
	if ($column["inbound"] + $column["outbound"] != timewait[$1] + fin_wait2[$1])
		bad("netns " $1 ": sides")
	next
}

section == "[destinations]" {
	if (!($1 in known))
		bad("destination of netns " $1)
	timewait[$1] -= $column["timewait"]
	fin_wait2[$1] -= $column["fin_wait2"]
	if ($column["port"] == "*")
		other[$1] -= $column["timewait"] + $column["fin_wait2"]
	else if ($column["timewait"] + $column["fin_wait2"])
		rows[$1]--
	else
		live_rows[$1]--
	next
}

{
	bad("unknown: " $0)
}

END {
	if (!last)
		bad("no namespace")
	for (netns in known)
		if (timewait[netns] || fin_wait2[netns] || other[netns] || rows[netns] ||
		    live_rows[netns])
			bad("netns " netns ": destinations miss " timewait[netns] " " \
			    fin_wait2[netns] " " other[netns] " " rows[netns] " " \
			    live_rows[netns])
	exit failed
}
