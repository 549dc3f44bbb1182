/* SPDX-License-Identifier: GPL-2.0 */
/* Observations become destinations, with bins. */
#ifndef TWSTAT_TABLE_H
#define TWSTAT_TABLE_H

#include "observe.h"
#include "pages.h"

/* Bins kept in the destination itself before it gets a whole histogram. */
#define TWSTAT_INLINE_BINS 4

/**
 * struct twstat_destination - one row
 * @key: what it is
 * @next: the next one in its chain, later in the order of rows
 * @hash: of @key
 * @fin_wait2: timewait sockets whose substate is FIN_WAIT2
 * @live: other sockets, outbound only
 * @ports: outbound sockets whose local port is usable
 * @timewait: TIME_WAIT sockets by enum twstat_reuse
 * @overdue: timewait sockets of either substate with negative remaining time
 * @min_ms: shortest remaining time of either substate
 * @max_ms: longest
 * @has_histogram: 1 once it has a whole histogram in @bins, 0 while @inline_bins suffices
 * @inline_bins: a bin in the low 6 bits, its count above them; 0 is none
 * @bins: TIME_WAIT sockets by bin
 */
struct twstat_destination {
	struct twstat_key key;
	struct twstat_destination *next;
	u32 hash;
	u32 fin_wait2;
	u32 live;
	u32 ports;
	u32 timewait[TWSTAT_REUSE_STATES];
	u32 overdue;
	s32 min_ms;
	s32 max_ms;
	u32 has_histogram;
	union {
		u32 inline_bins[TWSTAT_INLINE_BINS];
		u32 *bins;
	};
};

/**
 * struct twstat_table - destinations, found by key and kept in bounds
 * @entries: the destinations
 * @histograms: 64 counts each
 * @index: heads of the hash chains
 * @limit: destinations a side may have
 * @count: destinations there are
 * @rows: of those and the other rows, the ones with timewait sockets
 * @histogram_count: histograms there are
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
	struct twstat_pages histograms;
	struct twstat_pages index;
	u32 limit;
	u32 count;
	u32 rows;
	u32 histogram_count;
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
#define TWSTAT_HISTOGRAMS_PER_PAGE (TWSTAT_PAGE_BYTES / (TWSTAT_BINS * sizeof(u32)))

void twstat_table_init(struct twstat_table *table, struct twstat_memory *memory, u32 limit);
void twstat_table_free(struct twstat_table *table);
int twstat_table_reserve(struct twstat_table *table, u32 observations);
void twstat_table_add(struct twstat_table *table, const struct twstat_observation *observation,
		      u32 count);
u32 twstat_table_rows(const struct twstat_table *table);
u64 twstat_table_sockets_other(const struct twstat_table *table);

/* For so many destinations, or histograms. */
static inline u32 twstat_entry_pages(u32 count)
{
	return (count + TWSTAT_ENTRIES_PER_PAGE - 1) / TWSTAT_ENTRIES_PER_PAGE;
}

static inline u32 twstat_histogram_pages(u32 count)
{
	return (count + TWSTAT_HISTOGRAMS_PER_PAGE - 1) / TWSTAT_HISTOGRAMS_PER_PAGE;
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

/* TIME_WAIT sockets of a destination. */
static inline u32 twstat_destination_timewait(const struct twstat_destination *destination)
{
	const u32 *timewait = destination->timewait;

	return timewait[TWSTAT_REUSE_NO_TIMESTAMP] + timewait[TWSTAT_REUSE_YOUNG] +
	       timewait[TWSTAT_REUSE_NONE] + timewait[TWSTAT_REUSE_READY];
}

/* Its timewait sockets of either substate. */
static inline u32 twstat_destination_sockets(const struct twstat_destination *destination)
{
	return twstat_destination_timewait(destination) + destination->fin_wait2;
}

/* Rows are shown for timewait sockets; live ones alone make none. */
static inline bool twstat_destination_has_row(const struct twstat_destination *destination)
{
	return twstat_destination_sockets(destination);
}

/* One of those that stand for what found no room. */
static inline bool twstat_row_is_other(const struct twstat_table *table,
				       const struct twstat_destination *row)
{
	const struct twstat_destination *other = &table->other[0][0];

	return row >= other && row < other + TWSTAT_FAMILIES * TWSTAT_SIDES;
}

#endif /* TWSTAT_TABLE_H */
