// SPDX-License-Identifier: GPL-2.0
#include <assert.h>

#include "oracle.h"

/**
 * oracle_bin() - get the bin of a remaining time by its definition
 * @remaining_ms: negative if overdue
 */
u32 oracle_bin(s32 remaining_ms)
{
	u32 second;

	if (remaining_ms < 0)
		return 0;
	for (second = 1; second <= 60; second++)
		if (remaining_ms <= (s32)second * 1000)
			return second;
	return remaining_ms <= 120000 ? 61 : remaining_ms <= 300000 ? 62 : 63;
}

static u32 *oracle_list(struct oracle *oracle, const union twstat_addrs *addrs)
{
	u32 sum = addrs->ipv6.remote[0] + addrs->ipv6.remote[1] + addrs->ipv6.remote[2];

	return &oracle->first[sum % ORACLE_LISTS];
}

/**
 * oracle_find() - find a destination
 * @oracle: the oracle
 * @service: device, port, family and side
 * @addrs: its addresses
 *
 * Return: the row, or NULL.
 */
struct oracle_row *oracle_find(struct oracle *oracle, union twstat_service service,
			       const union twstat_addrs *addrs)
{
	u32 number = *oracle_list(oracle, addrs);
	struct oracle_row *row;

	for (; number; number = row->next) {
		row = &oracle->row[number - 1];
		if (row->service.device == service.device && row->service.port == service.port &&
		    row->service.family == service.family && row->service.side == service.side &&
		    !memcmp(&row->addrs, addrs, sizeof(*addrs)))
			return row;
	}
	return NULL;
}

static struct oracle_row *oracle_row_of(struct oracle *oracle,
					const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	struct oracle_row *row = oracle_find(oracle, observation->service, &socket->addrs);
	u32 *list = oracle_list(oracle, &socket->addrs);

	if (row)
		return row;
	assert(oracle->count < ORACLE_ROWS);
	row = &oracle->row[oracle->count++];
	row->service = observation->service;
	row->addrs = socket->addrs;
	row->next = *list;
	*list = oracle->count;
	return row;
}

static void oracle_add_timewait(struct oracle_row *row,
				const struct twstat_observation *observation)
{
	s32 remaining_ms = observation->socket->remaining_ms;

	if (!oracle_row_shown(row) || remaining_ms < row->min_ms)
		row->min_ms = remaining_ms;
	if (!oracle_row_shown(row) || remaining_ms > row->max_ms)
		row->max_ms = remaining_ms;
	row->overdue += remaining_ms < 0;
	if (observation->socket->kind == TWSTAT_FIN_WAIT2) {
		row->fin_wait2++;
		return;
	}
	row->timewait++;
	row->bins[oracle_bin(remaining_ms)]++;
	row->reuse[observation->reuse]++;
}

/**
 * oracle_add() - count one socket
 * @oracle: the oracle
 * @observation: the socket
 *
 * Destinations with timewait sockets are never evicted, so the rows are those that
 * had a timewait socket first, up to the limit.
 */
void oracle_add(struct oracle *oracle, const struct twstat_observation *observation)
{
	const union twstat_service *service = &observation->service;
	u32 kind = observation->socket->kind, side = service->side;
	struct oracle_row *row;

	if (kind == TWSTAT_REQUEST || (kind == TWSTAT_LIVE && side == TWSTAT_INBOUND))
		return;
	row = oracle_row_of(oracle, observation);
	row->ports += observation->port_usable;
	row->bound += observation->port_bound;
	if (kind == TWSTAT_LIVE) {
		row->live++;
		return;
	}
	if (!oracle_row_shown(row)) {
		if (oracle->shown[side] == oracle->limit)
			row = &oracle->other[service->family][side];
		else
			oracle->shown[side]++;
	}
	oracle_add_timewait(row, observation);
}
