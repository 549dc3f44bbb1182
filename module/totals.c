// SPDX-License-Identifier: GPL-2.0
#include "totals.h"

/**
 * twstat_totals_add() - count one socket
 * @totals: the sums
 * @observation: the socket, of any kind
 */
void twstat_totals_add(struct twstat_totals *totals,
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
