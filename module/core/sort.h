/* SPDX-License-Identifier: GPL-2.0 */
/* Rows in their order: most timewait sockets first, the other rows last. */
#ifndef TWSTAT_SORT_H
#define TWSTAT_SORT_H

#include "table.h"

void twstat_sort(struct twstat_table *table);

#endif /* TWSTAT_SORT_H */
