/* SPDX-License-Identifier: GPL-2.0 */
/* Sums over all sockets of a namespace. */
#ifndef TWSTAT_TOTALS_H
#define TWSTAT_TOTALS_H

#include "observe.h"

/**
 * struct twstat_totals - sums over all sockets of a namespace
 * @others: live sockets and request sockets
 * @count: timewait sockets by class, see twstat_class_of()
 * @bins: timewait sockets by substate and bin of their remaining time
 * @longest_ms: longest remaining time of a TIME_WAIT socket
 */
struct twstat_totals {
	u64 others;
	u64 count[TWSTAT_CLASSES];
	u64 bins[2][TWSTAT_BINS];
	s32 longest_ms;
};

/**
 * twstat_totals_add() - count one socket
 * @totals: the sums
 * @observation: the socket, of any kind
 *
 * Increments one counter per socket, that of its class. The functions below add
 * up the classes they are about.
 */
static inline void twstat_totals_add(struct twstat_totals *totals,
				     const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u32 kind = observation->kind;

	if (unlikely(kind > TWSTAT_FIN_WAIT2)) {
		totals->others++;
		return;
	}
	totals->count[twstat_class_of(observation)]++;
	totals->bins[kind][observation->bin]++;
	if (kind == TWSTAT_TIME_WAIT && socket->remaining_ms > totals->longest_ms)
		totals->longest_ms = socket->remaining_ms;
}

u64 twstat_totals_sockets(const struct twstat_totals *totals);
u64 twstat_totals_kind(const struct twstat_totals *totals, enum twstat_kind kind);
u64 twstat_totals_family(const struct twstat_totals *totals, enum twstat_family family);
u64 twstat_totals_side(const struct twstat_totals *totals, enum twstat_side side);
u64 twstat_totals_reuse(const struct twstat_totals *totals, enum twstat_reuse reuse);
u64 twstat_totals_reuse_ready(const struct twstat_totals *totals);
u64 twstat_totals_side_exact(const struct twstat_totals *totals);
u64 twstat_totals_overdue(const struct twstat_totals *totals);

#endif /* TWSTAT_TOTALS_H */
