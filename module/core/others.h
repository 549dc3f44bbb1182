/* SPDX-License-Identifier: GPL-2.0 */
/* The other rows of a table, or of each namespace of one. */
#ifndef TWSTAT_OTHERS_H
#define TWSTAT_OTHERS_H

#include "table.h"

/**
 * struct twstat_other_sums - sums over the other rows
 * @sockets: timewait sockets of either substate
 * @live: live sockets
 * @ports: local ports
 */
struct twstat_other_sums {
	u64 sockets;
	u64 live;
	u64 ports;
};

void twstat_others_init(struct twstat_destination *others);
struct twstat_destination *twstat_table_other(struct twstat_table *table,
					      union twstat_service service);
void twstat_live_to_other(struct twstat_table *table, const struct twstat_destination *entry);
struct twstat_other_sums twstat_others_sum(const struct twstat_destination *others);

/* The sums over the other rows of a table for one namespace. */
static inline struct twstat_other_sums twstat_table_sum_other(const struct twstat_table *table)
{
	return twstat_others_sum(table->other[0]);
}

/* The other rows are shown whenever anything is in them. */
static inline bool twstat_other_has_row(const struct twstat_destination *other)
{
	return twstat_destination_has_row(other) || other->live;
}

#endif /* TWSTAT_OTHERS_H */
