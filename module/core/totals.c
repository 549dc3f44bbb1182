// SPDX-License-Identifier: GPL-2.0
#include "totals.h"

/*
 * Sum over the classes whose bits in @mask equal @bits: the carry of the addition skips
 * the bits of the mask.
 */
static u64 twstat_totals_where(const struct twstat_totals *totals, u32 mask, u32 bits)
{
	u64 sum = 0;
	u32 i;

	for (i = bits; i < TWSTAT_CLASSES; i = (((i | mask) + 1) & ~mask) | bits)
		sum += totals->count[i];
	return sum;
}

/**
 * twstat_totals_sockets() - sockets of any kind, request sockets included
 * @totals: the sums
 */
u64 twstat_totals_sockets(const struct twstat_totals *totals)
{
	return totals->others + twstat_totals_where(totals, 0, 0);
}

/**
 * twstat_totals_kind() - timewait sockets of one substate
 * @totals: the sums
 * @kind: TWSTAT_TIME_WAIT or TWSTAT_FIN_WAIT2
 */
u64 twstat_totals_kind(const struct twstat_totals *totals, enum twstat_kind kind)
{
	u32 bits = kind == TWSTAT_FIN_WAIT2 ? TWSTAT_CLASS_KIND : 0;

	return twstat_totals_where(totals, TWSTAT_CLASS_KIND, bits);
}

/**
 * twstat_totals_family() - timewait sockets of either substate by family
 * @totals: the sums
 * @family: the family
 */
u64 twstat_totals_family(const struct twstat_totals *totals, enum twstat_family family)
{
	u32 bits = family == TWSTAT_IPV6 ? TWSTAT_CLASS_FAMILY : 0;

	return twstat_totals_where(totals, TWSTAT_CLASS_FAMILY, bits);
}

/**
 * twstat_totals_side() - timewait sockets of either substate by side
 * @totals: the sums
 * @side: the side
 */
u64 twstat_totals_side(const struct twstat_totals *totals, enum twstat_side side)
{
	u32 bits = side == TWSTAT_INBOUND ? TWSTAT_CLASS_SIDE : 0;

	return twstat_totals_where(totals, TWSTAT_CLASS_SIDE, bits);
}

/**
 * twstat_totals_reuse() - outbound TIME_WAIT sockets by reuse state
 * @totals: the sums
 * @reuse: the state; TWSTAT_REUSE_NONE counts all other timewait sockets
 *
 * TWSTAT_REUSE_READY has those alone that are on ports which connect() may choose.
 */
u64 twstat_totals_reuse(const struct twstat_totals *totals, enum twstat_reuse reuse)
{
	return twstat_totals_where(totals, TWSTAT_CLASS_REUSE, reuse << TWSTAT_CLASS_REUSE_SHIFT);
}

/**
 * twstat_totals_reuse_ready() - sockets that are ready, whether or not for connect()
 * @totals: the sums
 */
u64 twstat_totals_reuse_ready(const struct twstat_totals *totals)
{
	/* TIME_WAIT and outbound are 0. */
	const u32 mask = TWSTAT_CLASS_KIND | TWSTAT_CLASS_SIDE | TWSTAT_CLASS_REUSE;

	return twstat_totals_reuse(totals, TWSTAT_REUSE_READY) +
	       twstat_totals_where(totals, mask, TWSTAT_REUSE_NONE << TWSTAT_CLASS_REUSE_SHIFT);
}

/**
 * twstat_totals_side_exact() - timewait sockets whose side was marked by the kernel
 * @totals: the sums
 */
u64 twstat_totals_side_exact(const struct twstat_totals *totals)
{
	return twstat_totals_where(totals, TWSTAT_CLASS_EXACT, TWSTAT_CLASS_EXACT);
}

/**
 * twstat_totals_overdue() - timewait sockets whose timer is overdue
 * @totals: the sums
 */
u64 twstat_totals_overdue(const struct twstat_totals *totals)
{
	return totals->bins[TWSTAT_TIME_WAIT][TWSTAT_BIN_OVERDUE] +
	       totals->bins[TWSTAT_FIN_WAIT2][TWSTAT_BIN_OVERDUE];
}
