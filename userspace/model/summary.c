// SPDX-License-Identifier: GPL-2.0
/* The summary of a snapshot: numbers under names, each known or not. */
#include <string.h>

#include "model/summary.h"

const struct summary_name summary_keys[SUMMARY_KEYS] = {
	[KEY_ABI] = { "abi", "number of the interface" },
	[KEY_NETNS] = { "netns", "network namespace (inode)" },
	[KEY_BOOTTIME_NS] = { "boottime_ns", "when the walk began, since boot" },
	[KEY_WALK_NS] = { "walk_ns", "time the walk took" },
	[KEY_EHASH_BUCKETS] = { "ehash_buckets", "buckets of the hash table" },
	[KEY_EHASH_USED] = { "ehash_used", "buckets that are not empty" },
	[KEY_EHASH_PERNET] = { "ehash_pernet", "the table is the namespace's own" },
	[KEY_WALK_RESTARTS] = { "walk_restarts", "chains walked again" },
	[KEY_WALK_LOCKED] = { "walk_locked", "buckets taken under their lock" },
	[KEY_SOCKETS] = { "sockets", "all sockets in the hash table" },
	[KEY_TIMEWAIT] = { "timewait", "sockets in TIME_WAIT" },
	[KEY_FIN_WAIT2] = { "fin_wait2", "timewait sockets in FIN_WAIT2" },
	[KEY_IPV4] = { "ipv4", "timewait sockets of IPv4" },
	[KEY_IPV6] = { "ipv6", "timewait sockets of IPv6" },
	[KEY_INBOUND] = { "inbound", "opened by the peer" },
	[KEY_OUTBOUND] = { "outbound", "opened by this host" },
	[KEY_SIDE_EXACT] = { "side_exact", "whose side the kernel itself marked" },
	[KEY_OVERDUE] = { "overdue", "past their time, the timer is late" },
	[KEY_REUSE_READY] = { "reuse_ready", "tcp_tw_reuse could take them now" },
	[KEY_REUSE_YOUNG] = { "reuse_young", "too young for tcp_tw_reuse yet" },
	[KEY_REUSE_NO_TIMESTAMP] = { "reuse_no_timestamp", "never: no TCP timestamps" },
	[KEY_DESTINATIONS] = { "destinations", "destinations with such sockets" },
	[KEY_SOCKETS_OTHER] = { "sockets_other", "not in the table for want of room" },
	[KEY_TW_COUNT] = { "tw_count", "the kernel's own count" },
	[KEY_TW_MAX] = { "tw_max", "tcp_max_tw_buckets, its limit" },
	[KEY_TW_OBJECT_BYTES] = { "tw_object_bytes", "memory of one socket" },
	[KEY_TIMEWAIT_LEN_MS] = { "timewait_len_ms", "how long TIME_WAIT lasts" },
	[KEY_HZ] = { "hz", "timer interrupts a second" },
	[KEY_TIMER_GRANULARITY_MS] = { "timer_granularity_ms", "how late such a timer may be" },
	[KEY_TCP_TW_REUSE] = { "tcp_tw_reuse", "0 off, 1 outbound, 2 loopback only" },
	[KEY_TCP_TW_REUSE_DELAY_MS] = { "tcp_tw_reuse_delay_ms", "age from which reuse may be" },
	[KEY_TCP_TIMESTAMPS] = { "tcp_timestamps", "0 off, 1 on, 2 on without offset" },
	[KEY_TCP_FIN_TIMEOUT_MS] = { "tcp_fin_timeout_ms", "how long FIN_WAIT2 lasts" },
	[KEY_LOCAL_PORT_MIN] = { "local_port_min", "first port of the range" },
	[KEY_LOCAL_PORT_MAX] = { "local_port_max", "last port of the range" },
	[KEY_LOCAL_PORTS_USABLE] = { "local_ports_usable", "the range less the reserved" },
};

/** summary_knows() - whether the source gave this key */
bool summary_knows(const struct summary *sum, enum summary_key key)
{
	return sum->known & (1ull << key);
}

/** summary_get() - a key's value, 0 when unknown: ask summary_knows() first */
uint64_t summary_get(const struct summary *sum, enum summary_key key)
{
	return sum->value[key];
}

/** summary_or() - a key's value, or @other when it is unknown */
uint64_t summary_or(const struct summary *sum, enum summary_key key, uint64_t other)
{
	return summary_knows(sum, key) ? sum->value[key] : other;
}

/** summary_set() - make a key known */
void summary_set(struct summary *sum, enum summary_key key, uint64_t value)
{
	sum->value[key] = value;
	sum->known |= 1ull << key;
}

/** summary_find() - a key by its name, -1 when this reader has none such */
int summary_find(const char *name, size_t len)
{
	int key;

	for (key = 0; key < SUMMARY_KEYS; key++) {
		const char *known = summary_keys[key].name;

		if (strlen(known) == len && !memcmp(known, name, len))
			return key;
	}
	return -1;
}
