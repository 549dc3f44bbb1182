/* SPDX-License-Identifier: GPL-2.0 */
/* One destination and its counters: a row of the table. */
#ifndef TWSTAT_DESTINATION_H
#define TWSTAT_DESTINATION_H

#include "observe.h"

/* Bins kept in the destination itself before it gets a histogram. */
#define TWSTAT_INLINE_BINS 4

#define TWSTAT_UNKNOWN U32_MAX

/**
 * struct twstat_destination - counters of one destination
 * @key: addresses and service
 * @next: next in the hash chain; after twstat_sort() the next row
 * @hash: hash of @key, until twstat_left_finish()
 * @shared: ports that other rows of a device-bound destination may take, from
 *	then on; TWSTAT_UNKNOWN if that is not known
 * @fin_wait2: timewait sockets whose substate is FIN_WAIT2
 * @live: sockets in other states, outbound only
 * @ports: outbound sockets whose local port connect() may choose
 * @bound: those of @ports whose port is bound
 * @timewait: TIME_WAIT sockets by enum twstat_reuse
 * @overdue: timewait sockets of either substate with negative remaining time
 * @min_ms: shortest remaining time of either substate
 * @max_ms: longest remaining time of either substate
 * @has_histogram: @bins is valid, not @inline_bins
 * @is_other: overflow is aggregated here, so that addresses, port and device are none
 * @incomplete: live sockets of this destination may be in the other row, so that
 *	@live and @ports cannot be shown
 * @inline_bins: bin number in the low 6 bits, its count above them; 0 if unused
 * @bins: TIME_WAIT sockets by bin
 */
struct twstat_destination {
	struct twstat_key key;
	struct twstat_destination *next;
	union {
		u32 hash;
		u32 shared;
	};
	u32 fin_wait2;
	u32 live;
	u32 ports;
	u32 timewait[TWSTAT_REUSE_STATES];
	u32 overdue;
	s32 min_ms;
	s32 max_ms;
	u16 bound;
	u8 has_histogram;
	u8 is_other : 1;
	u8 incomplete : 1;
	union {
		u32 inline_bins[TWSTAT_INLINE_BINS];
		u32 *bins;
	};
};

/* Number of TIME_WAIT sockets. */
static inline u32 twstat_destination_timewait(const struct twstat_destination *destination)
{
	const u32 *timewait = destination->timewait;

	return timewait[TWSTAT_REUSE_NO_TIMESTAMP] + timewait[TWSTAT_REUSE_YOUNG] +
	       timewait[TWSTAT_REUSE_NONE] + timewait[TWSTAT_REUSE_READY];
}

/* Number of timewait sockets of either substate. */
static inline u32 twstat_destination_sockets(const struct twstat_destination *destination)
{
	return twstat_destination_timewait(destination) + destination->fin_wait2;
}

/* Outbound TIME_WAIT sockets that tcp_tw_reuse could take, whether or not connect() would. */
static inline u32 twstat_destination_ready(const struct twstat_destination *destination)
{
	const u32 *timewait = destination->timewait;

	return timewait[TWSTAT_REUSE_READY] + timewait[TWSTAT_REUSE_NONE];
}

/* Destinations with timewait sockets are shown as rows, and of others those with many ports. */
static inline bool twstat_destination_has_row(const struct twstat_destination *destination)
{
	return twstat_destination_sockets(destination);
}

#endif /* TWSTAT_DESTINATION_H */
