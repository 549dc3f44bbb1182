/* SPDX-License-Identifier: GPL-2.0 */
/* The summary of a snapshot: numbers under names, each known or not. */
#ifndef TWSTAT_READER_SUMMARY_H
#define TWSTAT_READER_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the module's file; summary_keys[] names them. */
enum summary_key {
	KEY_ABI,
	KEY_NETNS,
	KEY_BOOTTIME_NS,
	KEY_WALK_NS,
	KEY_EHASH_BUCKETS,
	KEY_EHASH_USED,
	KEY_EHASH_PERNET,
	KEY_WALK_RESTARTS,
	KEY_WALK_LOCKED,
	KEY_SOCKETS,
	KEY_TIMEWAIT,
	KEY_FIN_WAIT2,
	KEY_IPV4,
	KEY_IPV6,
	KEY_INBOUND,
	KEY_OUTBOUND,
	KEY_SIDE_EXACT,
	KEY_OVERDUE,
	KEY_REUSE_READY,
	KEY_REUSE_YOUNG,
	KEY_REUSE_NO_TIMESTAMP,
	KEY_DESTINATIONS,
	KEY_SOCKETS_OTHER,
	KEY_TW_COUNT,
	KEY_TW_MAX,
	KEY_TW_OBJECT_BYTES,
	KEY_TIMEWAIT_LEN_MS,
	KEY_HZ,
	KEY_TIMER_GRANULARITY_MS,
	KEY_TCP_TW_REUSE,
	KEY_TCP_TW_REUSE_DELAY_MS,
	KEY_TCP_TIMESTAMPS,
	KEY_TCP_FIN_TIMEOUT_MS,
	KEY_LOCAL_PORT_MIN,
	KEY_LOCAL_PORT_MAX,
	KEY_LOCAL_PORTS_USABLE,
	SUMMARY_KEYS
};

/**
 * struct summary_name - a key of the summary
 * @name: in the procfs file and in JSON
 * @about: what it says, for people
 */
struct summary_name {
	const char *name;
	const char *about;
};

extern const struct summary_name summary_keys[SUMMARY_KEYS];

struct summary {
	uint64_t known;
	uint64_t value[SUMMARY_KEYS];
};

bool summary_knows(const struct summary *sum, enum summary_key key);
uint64_t summary_get(const struct summary *sum, enum summary_key key);
uint64_t summary_or(const struct summary *sum, enum summary_key key, uint64_t other);
void summary_set(struct summary *sum, enum summary_key key, uint64_t value);
int summary_find(const char *name, size_t len);

#endif
