/* SPDX-License-Identifier: GPL-2.0 */
/* Observations become destinations, with bins. */
#ifndef TWSTAT_TABLE_H
#define TWSTAT_TABLE_H

#include "bins.h"

/**
 * struct twstat_table - destinations, found by key and kept in bounds
 * @entries: the destinations
 * @histograms: of destinations whose inline bins overflowed
 * @index: heads of the hash chains
 * @limit: destinations a side may have
 * @count: destinations there are
 * @rows: of those and the other rows, the ones with timewait sockets
 * @base: power of two of the linear hash
 * @split: chains of the lower half that have been split
 * @side_count: destinations by side
 * @evict_cursor: how far each side was searched for one to give way
 * @fresh: the next new destination
 * @fresh_end: where its page ends
 * @first: the first row, once ordered
 * @other: what found no room, by family and side
 */
struct twstat_table {
	struct twstat_pages entries;
	struct twstat_histograms histograms;
	struct twstat_pages index;
	u32 limit;
	u32 count;
	u32 rows;
	u32 base;
	u32 split;
	u32 side_count[TWSTAT_SIDES];
	u32 evict_cursor[TWSTAT_SIDES];
	struct twstat_destination *fresh;
	struct twstat_destination *fresh_end;
	struct twstat_destination *first;
	struct twstat_destination other[TWSTAT_FAMILIES][TWSTAT_SIDES];
};

#define TWSTAT_ENTRIES_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_destination))

void twstat_table_init(struct twstat_table *table, struct twstat_memory *memory, u32 limit);
void twstat_table_free(struct twstat_table *table);
int twstat_table_reserve(struct twstat_table *table, u32 observations);
void twstat_table_add(struct twstat_table *table, const struct twstat_observation *observation,
		      u32 count);
u32 twstat_table_rows(const struct twstat_table *table);
u64 twstat_table_sockets_other(const struct twstat_table *table);

/* Pages for so many destinations. */
static inline u32 twstat_entry_pages(u32 count)
{
	return (count + TWSTAT_ENTRIES_PER_PAGE - 1) / TWSTAT_ENTRIES_PER_PAGE;
}

/**
 * twstat_destination() - a destination by number
 * @table: the table
 * @number: 1 to @table->count
 */
static inline struct twstat_destination *twstat_destination(const struct twstat_table *table,
							    u32 number)
{
	u32 before = number - 1;
	struct twstat_destination *page =
		twstat_page(&table->entries, before / TWSTAT_ENTRIES_PER_PAGE);

	return &page[before % TWSTAT_ENTRIES_PER_PAGE];
}

/* One of those that stand for what found no room. */
static inline bool twstat_row_is_other(const struct twstat_table *table,
				       const struct twstat_destination *row)
{
	const struct twstat_destination *other = &table->other[0][0];

	return row >= other && row < other + TWSTAT_FAMILIES * TWSTAT_SIDES;
}

#endif /* TWSTAT_TABLE_H */
