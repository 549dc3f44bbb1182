/* SPDX-License-Identifier: GPL-2.0 */
/* The sections of a snapshot and the names of their columns. */
#ifndef TWSTAT_COLUMNS_H
#define TWSTAT_COLUMNS_H

#include "types.h"

/* The sections that a file may show. */
#define TWSTAT_SUMMARY 0x01
#define TWSTAT_TIMERS 0x02
#define TWSTAT_BUCKETS 0x04
#define TWSTAT_DESTINATIONS 0x08
#define TWSTAT_ALL_SECTIONS 0x0f
/* Not part of a snapshot: a file of its own. */
#define TWSTAT_SOCKETS 0x10
/* Part of the owners file alone. */
#define TWSTAT_OWNERS 0x20
/* A file of its own, about all namespaces. */
#define TWSTAT_NAMESPACES 0x40

/* TWSTAT_TIMERS_FROM_MS and so on; those of a section are consecutive. */
#define TWSTAT_COLUMN(section, symbol, ...) TWSTAT_##section##_##symbol
enum twstat_column {
#include "column_list.h"
	TWSTAT_COLUMNS
};

/**
 * struct twstat_column_name - a column
 * @section: TWSTAT_TIMERS and so on
 * @name: in the header line of that section
 */
struct twstat_column_name {
	unsigned int section;
	const char *name;
};

extern const struct twstat_column_name twstat_columns[TWSTAT_COLUMNS];

#endif /* TWSTAT_COLUMNS_H */
