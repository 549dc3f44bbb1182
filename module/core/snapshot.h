/* SPDX-License-Identifier: GPL-2.0 */
/* Everything that one open file shows. */
#ifndef TWSTAT_SNAPSHOT_H
#define TWSTAT_SNAPSHOT_H

#include "chain_hist.h"
#include "table.h"
#include "totals.h"

/**
 * struct twstat_meta - what is not a sum over sockets
 * @netns: inode of the namespace
 * @boottime_ns: when the walk began, in the opener's time namespace
 * @walk_ns: how long it took, aggregation included
 * @ehash_buckets: of the table
 * @ehash_pernet: the table is the namespace's own
 * @walk_restarts: chains walked again
 * @walk_locked: chains taken under their lock
 * @rows: destinations with timewait sockets
 * @sockets_other: timewait sockets in the other rows
 * @tw_count: the kernel's own count of timewait sockets
 * @tw_max: tcp_max_tw_buckets
 * @tw_object_bytes: size of a timewait socket
 * @timewait_len_ms: of TIME_WAIT
 * @hz: of the kernel
 * @timer_granularity_ms: of a timer that long
 * @tcp_tw_reuse: the sysctl
 * @tcp_tw_reuse_delay_ms: the sysctl, negative where there is none
 * @tcp_timestamps: the sysctl
 * @tcp_fin_timeout_ms: the sysctl
 * @local_port_min: of ip_local_port_range
 * @local_port_max: of ip_local_port_range
 * @local_ports_usable: the range less what is reserved
 */
struct twstat_meta {
	u32 netns;
	u64 boottime_ns;
	u64 walk_ns;
	u32 ehash_buckets;
	bool ehash_pernet;
	u64 walk_restarts;
	u64 walk_locked;
	u32 rows;
	u64 sockets_other;
	u32 tw_count;
	u32 tw_max;
	u32 tw_object_bytes;
	u32 timewait_len_ms;
	u32 hz;
	u32 timer_granularity_ms;
	u32 tcp_tw_reuse;
	s32 tcp_tw_reuse_delay_ms;
	u32 tcp_timestamps;
	u32 tcp_fin_timeout_ms;
	u32 local_port_min;
	u32 local_port_max;
	u32 local_ports_usable;
};

/**
 * struct twstat_snapshot - what was there at one opening
 * @meta: of the namespace and the kernel
 * @totals: sums over its sockets
 * @chain_hist: of its chains
 * @table: its destinations, in their order
 */
struct twstat_snapshot {
	struct twstat_meta meta;
	struct twstat_totals totals;
	struct twstat_chain_hist chain_hist;
	struct twstat_table table;
};

#endif /* TWSTAT_SNAPSHOT_H */
