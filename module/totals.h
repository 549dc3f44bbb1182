/* SPDX-License-Identifier: GPL-2.0 */
/* The namespace's sums, kept beside the destinations. */
#ifndef TWSTAT_TOTALS_H
#define TWSTAT_TOTALS_H

#include "observe.h"

/**
 * struct twstat_totals - sums over all sockets of a namespace
 * @sockets: all of its ehash entries, request sockets too
 * @count: timewait sockets by kind (TIME_WAIT, FIN_WAIT2), family, side
 * @bins: timewait sockets by kind and remaining time
 * @reuse: TIME_WAIT sockets by enum twstat_reuse, the others behind them
 * @side_exact: timewait sockets whose side the kernel's mark decided
 * @longest_ms: the longest remaining time of a TIME_WAIT socket
 */
struct twstat_totals {
	u64 sockets;
	u64 count[2][TWSTAT_FAMILIES][TWSTAT_SIDES];
	u64 bins[2][TWSTAT_BINS];
	u64 reuse[TWSTAT_REUSE_STATES + 1];
	u64 side_exact;
	s32 longest_ms;
};

/**
 * twstat_totals_add() - count one socket
 * @totals: the sums
 * @observation: the socket, of any kind
 */
static inline void
twstat_totals_add(struct twstat_totals *totals,
		  const struct twstat_observation *observation)
{
	const union twstat_service *service = &observation->service;
	const struct twstat_socket *socket = observation->socket;
	u32 kind = socket->kind;

	totals->sockets++;
	if (kind > TWSTAT_FIN_WAIT2)
		return;
	totals->count[kind][service->family][service->side]++;
	totals->bins[kind][observation->bin]++;
	totals->side_exact += observation->side_exact;
	if (kind == TWSTAT_FIN_WAIT2)
		return;
	/* Those that no reuse state applies to have a place of their own. */
	totals->reuse[observation->reuse]++;
	if (socket->remaining_ms > totals->longest_ms)
		totals->longest_ms = socket->remaining_ms;
}

u64 twstat_totals_kind(const struct twstat_totals *totals,
		       enum twstat_kind kind);
u64 twstat_totals_family(const struct twstat_totals *totals,
			 enum twstat_family family);
u64 twstat_totals_side(const struct twstat_totals *totals,
		       enum twstat_side side);
u64 twstat_totals_overdue(const struct twstat_totals *totals);

#endif /* TWSTAT_TOTALS_H */
