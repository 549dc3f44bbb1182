/* SPDX-License-Identifier: GPL-2.0 */
/* Rows in their order: most timewait sockets first, the other rows last. */
#ifndef TWSTAT_ORDER_H
#define TWSTAT_ORDER_H

#include "table.h"

void twstat_order(struct twstat_table *table);

#endif /* TWSTAT_ORDER_H */
