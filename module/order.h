/* SPDX-License-Identifier: GPL-2.0 */
/* Rows in their order: most timewait sockets first, the other rows last. */
#ifndef TWSTAT_ORDER_H
#define TWSTAT_ORDER_H

#include "table.h"

void twstat_order(struct twstat_table *table);

const struct twstat_destination *
twstat_row_other(const struct twstat_table *table, u32 *cursor);

/**
 * twstat_row_next() - the next row
 * @table: ordered by twstat_order()
 * @cursor: 0 before the first one; moved on
 *
 * Return: the row, NULL after the last.
 */
static inline const struct twstat_destination *
twstat_row_next(const struct twstat_table *table, u32 *cursor)
{
	u32 reference = *cursor ? *cursor : table->first;
	const struct twstat_destination *row;

	if (unlikely(reference >= TWSTAT_ROW_OTHER)) {
		*cursor = reference;
		return twstat_row_other(table, cursor);
	}
	row = twstat_linked(table, reference);
	*cursor = row->next;
	return row;
}

#endif /* TWSTAT_ORDER_H */
