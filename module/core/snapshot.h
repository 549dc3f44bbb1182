/* SPDX-License-Identifier: GPL-2.0 */
/* The data of one snapshot. */
#ifndef TWSTAT_SNAPSHOT_H
#define TWSTAT_SNAPSHOT_H

#include "chain_hist.h"
#include "owner_rows.h"
#include "table.h"
#include "totals.h"

/**
 * struct twstat_meta - properties of the namespace, the kernel and the walk
 * @netns: inode number of the namespace
 * @boottime_ns: start of the walk, boottime of the opener's time namespace
 * @whole_table: the reader may see figures of all namespaces in the table
 * @walk_ns: duration of the walk, aggregation included
 * @ehash_buckets: number of buckets of the established hash
 * @ehash_pernet: the hash table belongs to this namespace alone
 * @walk_restarts: number of times a chain was walked again
 * @walk_locked: number of chains that were walked under their lock
 * @rows: destinations that have timewait sockets
 * @sockets_other: timewait sockets in the other rows
 * @live_other: live sockets in the other rows
 * @ports_other: ports in the other rows
 * @tw_count: the kernel's own count of timewait sockets
 * @tw_max: tcp_max_tw_buckets
 * @tw_object_bytes: size of a timewait socket
 * @timewait_len_ms: duration of TIME_WAIT, longer if a longer timer was met
 * @hz: HZ
 * @timer_granularity_ms: granularity of a timer of @timewait_len_ms
 * @tcp_tw_reuse: sysctl
 * @tcp_tw_reuse_delay_ms: sysctl, negative if the kernel lacks it
 * @tcp_timestamps: sysctl
 * @tcp_fin_timeout_ms: sysctl
 * @local_port_min: first port of ip_local_port_range
 * @local_port_max: last port of ip_local_port_range
 * @local_ports_usable: ports of that range which are not reserved
 * @has_bind_ports: the ports that bind() holds are known
 * @ports_bound: usable ports that connect() passes over
 * @ports_bound_shared: of these, those that other sockets with SO_REUSEADDR may share
 * @ports_free: usable ports that no socket has
 * @destinations_live: rows of many ports without timewait sockets
 * @has_owners: the owners of closes can be kept
 * @owners_max: closes that there is room for, 0 if switched off
 * @owners_shown: they are, and the reader may see figures of all namespaces
 * @owners_kept: closes that are kept
 * @owners_overwritten: closes that later ones have overwritten
 * @owners_unnamed: closes without room for their owner
 * @owners_since_ns: when it was switched on, on the clock of @boottime_ns
 */
struct twstat_meta {
	u32 netns;
	u64 boottime_ns;
	bool whole_table;
	u64 walk_ns;
	u32 ehash_buckets;
	bool ehash_pernet;
	u64 walk_restarts;
	u64 walk_locked;
	u32 rows;
	u64 sockets_other;
	u64 live_other;
	u64 ports_other;
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
	bool has_bind_ports;
	u32 ports_bound;
	u32 ports_bound_shared;
	u32 ports_free;
	u32 destinations_live;
	bool has_owners;
	u64 owners_max;
	bool owners_shown;
	u64 owners_kept;
	u64 owners_overwritten;
	u64 owners_unnamed;
	u64 owners_since_ns;
};

/**
 * struct twstat_snapshot - the state of a namespace at one open()
 * @meta: properties of the namespace, the kernel and the walk
 * @totals: sums over the sockets
 * @chain_hist: histogram of chain lengths
 * @table: the destinations, sorted if they are to be shown
 * @owners: who closed their sockets; empty unless it is to be shown
 */
struct twstat_snapshot {
	struct twstat_meta meta;
	struct twstat_totals totals;
	struct twstat_chain_hist chain_hist;
	struct twstat_table table;
	struct twstat_owner_rows owners;
};

#endif /* TWSTAT_SNAPSHOT_H */
