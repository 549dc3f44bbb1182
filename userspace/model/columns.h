/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of a header line, found by name. */
#ifndef TWSTAT_READER_COLUMNS_H
#define TWSTAT_READER_COLUMNS_H

#include <stdint.h>

#include "core/columns.h"
#include "model/span.h"

/* Columns of one section as bits of a mask: no section has 64, all together may. */
#define COLUMN_BIT(column) (1ull << ((column) % 64))

/* All columns from @first to @last. */
static inline uint64_t column_range(enum twstat_column first, enum twstat_column last)
{
	uint64_t mask = 0;
	unsigned int column;

	for (column = first; column <= last; column++)
		mask |= COLUMN_BIT(column);
	return mask;
}

int column_find(unsigned int section, struct span name);
const char *column_missing(unsigned int section, uint64_t required, uint64_t seen);

#endif
