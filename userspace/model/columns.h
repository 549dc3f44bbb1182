/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of a header line, found by name. */
#ifndef TWSTAT_READER_COLUMNS_H
#define TWSTAT_READER_COLUMNS_H

#include <stdint.h>

#include "core/columns.h"
#include "model/span.h"

/* Columns as bits of a mask. */
#define COLUMN_BIT(column) (1ull << (column))

/* All columns from @first to @last. */
static inline uint64_t column_range(enum twstat_column first, enum twstat_column last)
{
	return (COLUMN_BIT(last) - COLUMN_BIT(first)) | COLUMN_BIT(last);
}

int column_find(unsigned int section, struct span name);
const char *column_missing(uint64_t required, uint64_t seen);

#endif
