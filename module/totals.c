// SPDX-License-Identifier: GPL-2.0
#include "totals.h"

/**
 * twstat_totals_kind() - timewait sockets of one substate
 * @totals: the sums
 * @kind: TWSTAT_TIME_WAIT or TWSTAT_FIN_WAIT2
 */
u64 twstat_totals_kind(const struct twstat_totals *totals,
		       enum twstat_kind kind)
{
	u64 sum = 0;
	u32 family, side;

	for (family = 0; family < TWSTAT_FAMILIES; family++)
		for (side = 0; side < TWSTAT_SIDES; side++)
			sum += totals->count[kind][family][side];
	return sum;
}

/**
 * twstat_totals_family() - timewait sockets of either substate in a family
 * @totals: the sums
 * @family: which
 */
u64 twstat_totals_family(const struct twstat_totals *totals,
			 enum twstat_family family)
{
	u64 sum = 0;
	u32 side;

	for (side = 0; side < TWSTAT_SIDES; side++)
		sum += totals->count[TWSTAT_TIME_WAIT][family][side] +
		       totals->count[TWSTAT_FIN_WAIT2][family][side];
	return sum;
}

/**
 * twstat_totals_side() - timewait sockets of either substate on a side
 * @totals: the sums
 * @side: which
 */
u64 twstat_totals_side(const struct twstat_totals *totals,
		       enum twstat_side side)
{
	u64 sum = 0;
	u32 family;

	for (family = 0; family < TWSTAT_FAMILIES; family++)
		sum += totals->count[TWSTAT_TIME_WAIT][family][side] +
		       totals->count[TWSTAT_FIN_WAIT2][family][side];
	return sum;
}

/**
 * twstat_totals_overdue() - timewait sockets whose timer is late
 * @totals: the sums
 */
u64 twstat_totals_overdue(const struct twstat_totals *totals)
{
	return totals->bins[TWSTAT_TIME_WAIT][TWSTAT_BIN_OVERDUE] +
	       totals->bins[TWSTAT_FIN_WAIT2][TWSTAT_BIN_OVERDUE];
}
