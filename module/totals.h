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

void twstat_totals_add(struct twstat_totals *totals,
		       const struct twstat_observation *observation);

u64 twstat_totals_kind(const struct twstat_totals *totals,
		       enum twstat_kind kind);
u64 twstat_totals_family(const struct twstat_totals *totals,
			 enum twstat_family family);
u64 twstat_totals_side(const struct twstat_totals *totals,
		       enum twstat_side side);
u64 twstat_totals_overdue(const struct twstat_totals *totals);

#endif /* TWSTAT_TOTALS_H */
