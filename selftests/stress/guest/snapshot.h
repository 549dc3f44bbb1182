/* SPDX-License-Identifier: GPL-2.0 */
/* One snapshot of the module, read whole, and the sums that must hold in it. */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#define SNAPSHOT_PATH "/proc/net/twstat/snapshot"

struct snapshot {
	char *text;
	size_t room;
	size_t length;
};

/**
 * struct totals - sums of one snapshot, by section
 * @summary_timewait: and the other summary_*: as the summary gives them
 * @timers_timewait: and the other timers_*: over all rows of [timers]
 * @rows_timewait: and the other rows_*: over all rows of [destinations]
 * @rows_histogram: over the histograms of all destinations
 * @rows_outbound: TIME_WAIT of outbound rows, which reuse is about
 * @rows_port: TIME_WAIT of outbound rows to the port asked for
 * @buckets_sockets: over all rows of [buckets], as @buckets_timewait
 */
struct totals {
	unsigned long summary_timewait, summary_fin_wait2, summary_overdue;
	unsigned long summary_sockets, summary_ipv4, summary_ipv6;
	unsigned long summary_inbound, summary_outbound, summary_reuse;
	unsigned long walk_restarts, walk_locked, sockets_other;
	unsigned long timers_timewait, timers_fin_wait2;
	unsigned long rows, rows_timewait, rows_fin_wait2, rows_overdue;
	unsigned long rows_reuse, rows_histogram, rows_outbound, rows_port;
	unsigned long buckets_sockets, buckets_timewait;
};

int snapshot_read(struct snapshot *snap, const char *path);
void snapshot_free(struct snapshot *snap);
const char *snapshot_add_up(struct snapshot *snap, unsigned int port, struct totals *totals);
const char *totals_check(const struct totals *totals);

#endif
