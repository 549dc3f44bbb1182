# SPDX-License-Identifier: GPL-2.0
#
# ss-destinations.awk - the destinations of timewait sockets by "ss -Htano"
#
# Prints "family side local remote port timewait fin_wait2". Services listen
# below the port "first": that, and nothing of the module, tells the side.

function port_of(text)
{
	sub(/.*:/, "", text)
	return text
}

# Without port, device and brackets; an IPv4-mapped address is IPv4.
function address_of(text)
{
	sub(/:[0-9]*$/, "", text)
	sub(/%[^]]*/, "", text)
	gsub(/[][]/, "", text)
	sub(/^::ffff:/, "", text)
	return text
}

{
	if ($1 != "TIME-WAIT" && !($1 == "FIN-WAIT-2" && /timer:\(timewait/))
		next
	local = address_of($4)
	remote = address_of($5)
	family = index(local, ":") ? "ipv6" : "ipv4"
	if (port_of($5) + 0 < first + 0)
		key = family " outbound " local " " remote " " port_of($5)
	else
		key = family " inbound " local " " remote " " port_of($4)
	keys[key] = 1
	if ($1 == "TIME-WAIT")
		timewait[key]++
	else
		fin_wait2[key]++
}

END {
	for (key in keys)
		print key, timewait[key] + 0, fin_wait2[key] + 0
}
