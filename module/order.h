/* SPDX-License-Identifier: GPL-2.0 */
/* Rows in their order: most timewait sockets first, the other rows last. */
#ifndef TWSTAT_ORDER_H
#define TWSTAT_ORDER_H

#include "table.h"

void twstat_order(struct twstat_table *table);

const struct twstat_destination *
twstat_row_first(const struct twstat_table *table, u32 *cursor);
const struct twstat_destination *
twstat_row_next(const struct twstat_table *table, u32 *cursor);

#endif /* TWSTAT_ORDER_H */
