// SPDX-License-Identifier: GPL-2.0
/* The other rows, in which a table aggregates what is beyond its limit. */
#include "count.h"
#include "others.h"
#include "scopes.h"

/**
 * twstat_others_init() - initialise the other rows of a namespace
 * @others: the rows of each family and side, zeroed
 */
void twstat_others_init(struct twstat_destination *others)
{
	u32 i;

	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++) {
		u32 family = i / TWSTAT_SIDES, side = i % TWSTAT_SIDES;
		struct twstat_destination *other = &others[i];

		other->key.service.family = family;
		other->key.service.side = side;
		other->is_other = true;
		twstat_destination_unseen(other);
	}
}

/**
 * twstat_table_other() - the other row of a destination
 * @table: the table
 * @service: of the destination; in a table for several namespaces, of one of theirs
 */
struct twstat_destination *twstat_table_other(struct twstat_table *table,
					      union twstat_service service)
{
	if (unlikely(table->scopes))
		return &twstat_part_of(table, service)->other[service.family][service.side];
	return &table->other[service.family][service.side];
}

/**
 * twstat_live_to_other() - aggregate live sockets of a destination in the other row
 * @table: the table
 * @entry: the destination; its ports are added as well, and nothing is taken from it
 */
void twstat_live_to_other(struct twstat_table *table, const struct twstat_destination *entry)
{
	struct twstat_destination *other = twstat_table_other(table, entry->key.service);

	other->live += entry->live;
	other->ports += entry->ports;
}

/**
 * twstat_others_sum() - add up the other rows of a namespace
 * @others: the rows of each family and side
 *
 * Return: the sums over both families and sides.
 */
struct twstat_other_sums twstat_others_sum(const struct twstat_destination *others)
{
	struct twstat_other_sums sums = {};
	u32 i;

	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++) {
		sums.sockets += twstat_destination_sockets(&others[i]);
		sums.live += others[i].live;
		sums.ports += others[i].ports;
	}
	return sums;
}
