/* SPDX-License-Identifier: GPL-2.0 */
/* One row of the table: what is counted for a destination. */
#ifndef TWSTAT_DESTINATION_H
#define TWSTAT_DESTINATION_H

#include "observe.h"

/* Bins kept in the destination itself before it gets a whole histogram. */
#define TWSTAT_INLINE_BINS 4

/**
 * struct twstat_destination - one row
 * @key: what it is
 * @next: the next one in its chain, later in the order of rows
 * @hash: of @key
 * @fin_wait2: timewait sockets whose substate is FIN_WAIT2
 * @live: other sockets, outbound only
 * @ports: outbound sockets whose local port is usable
 * @timewait: TIME_WAIT sockets by enum twstat_reuse
 * @overdue: timewait sockets of either substate with negative remaining time
 * @min_ms: shortest remaining time of either substate
 * @max_ms: longest
 * @has_histogram: 1 once it has a whole histogram in @bins, 0 while @inline_bins suffices
 * @inline_bins: a bin in the low 6 bits, its count above them; 0 is none
 * @bins: TIME_WAIT sockets by bin
 */
struct twstat_destination {
	struct twstat_key key;
	struct twstat_destination *next;
	u32 hash;
	u32 fin_wait2;
	u32 live;
	u32 ports;
	u32 timewait[TWSTAT_REUSE_STATES];
	u32 overdue;
	s32 min_ms;
	s32 max_ms;
	u32 has_histogram;
	union {
		u32 inline_bins[TWSTAT_INLINE_BINS];
		u32 *bins;
	};
};

/* TIME_WAIT sockets of a destination. */
static inline u32 twstat_destination_timewait(const struct twstat_destination *destination)
{
	const u32 *timewait = destination->timewait;

	return timewait[TWSTAT_REUSE_NO_TIMESTAMP] + timewait[TWSTAT_REUSE_YOUNG] +
	       timewait[TWSTAT_REUSE_NONE] + timewait[TWSTAT_REUSE_READY];
}

/* Its timewait sockets of either substate. */
static inline u32 twstat_destination_sockets(const struct twstat_destination *destination)
{
	return twstat_destination_timewait(destination) + destination->fin_wait2;
}

/* Rows are shown for timewait sockets; live ones alone make none. */
static inline bool twstat_destination_has_row(const struct twstat_destination *destination)
{
	return twstat_destination_sockets(destination);
}

#endif /* TWSTAT_DESTINATION_H */
