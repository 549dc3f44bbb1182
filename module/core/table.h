/* SPDX-License-Identifier: GPL-2.0 */
/* Hash table of destinations. */
#ifndef TWSTAT_TABLE_H
#define TWSTAT_TABLE_H

#include "bins.h"

/* Rows that have taken fewer ports have their text ready. */
#define TWSTAT_LEFT_TEXTS 8
#define TWSTAT_LEFT_DEVICES 8

/* Two numbers below 65536, a blank before each and after them. */
struct twstat_left_text {
	char text[15];
	u8 length;
};

/**
 * struct twstat_left - ports that connect() finds left, as far as all rows share it
 * @known: the rest is valid; else no row shows it
 * @open: usable ports that are not bound
 * @doubt: those of them that may not be found, or may be taken though no row has them
 * @row_ports: a destination without timewait sockets has a row if it has so many ports
 * @text: the columns ports_left and ports_left_max by the ports a row has taken
 * @devices: number of @device
 * @device: devices that sockets are bound to
 * @many_devices: there are more
 */
struct twstat_left {
	bool known;
	u32 open;
	u32 doubt;
	u32 row_ports;
	struct twstat_left_text text[TWSTAT_LEFT_TEXTS];
	u32 devices;
	u32 device[TWSTAT_LEFT_DEVICES];
	bool many_devices;
};

struct twstat_scopes;

/**
 * struct twstat_table - destinations, up to a limit per side
 * @entries: array of destinations
 * @histograms: of destinations whose inline bins did not suffice
 * @index: heads of the hash chains
 * @limit: maximum number of destinations per side
 * @count: number of destinations
 * @rows: destinations and other rows that have timewait sockets
 * @live_rows: further destinations that are shown for their ports
 * @base: number of chains before the current round of splits, a power of two
 * @split: chains that have been split in this round
 * @incomplete: number of destinations marked as incomplete
 * @is_growing: most sockets of the last batch were new destinations
 * @live_lost: live sockets of some destinations were added to the other row, by side
 * @side_count: destinations by side
 * @evict_cursor: destinations that the search for a victim has passed, by side
 * @fresh: the next unused destination
 * @fresh_end: end of the page of @fresh
 * @first: the first row, once sorted
 * @left: ports that are left
 * @other: the other rows: overflow is aggregated here by family and side
 * @scopes: the namespaces, if the table is for several: the device of a service is the
 *	number of its scope then, and @left and @other are those of each namespace
 */
struct twstat_table {
	struct twstat_pages entries;
	struct twstat_histograms histograms;
	struct twstat_pages index;
	u32 limit;
	u32 count;
	u32 rows;
	u32 live_rows;
	u32 base;
	u32 split;
	u32 incomplete;
	bool is_growing;
	bool live_lost[TWSTAT_SIDES];
	u32 side_count[TWSTAT_SIDES];
	u32 evict_cursor[TWSTAT_SIDES];
	struct twstat_destination *fresh;
	struct twstat_destination *fresh_end;
	struct twstat_destination *first;
	struct twstat_left left;
	struct twstat_destination other[TWSTAT_FAMILIES][TWSTAT_SIDES];
	struct twstat_scopes *scopes;
};

#define TWSTAT_ENTRIES_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_destination))

/* The largest limit: with a histogram each, two sides of it fit the pages. */
#define TWSTAT_DESTINATIONS_MAX 2000000

void twstat_table_init(struct twstat_table *table, struct twstat_memory *memory, u32 limit);
void twstat_table_free(struct twstat_table *table);
int twstat_table_reserve(struct twstat_table *table, u32 observations);
void twstat_table_add(struct twstat_table *table, const struct twstat_observation *observation,
		      u32 count);
void twstat_table_finish(struct twstat_table *table);
u32 twstat_table_rows(const struct twstat_table *table);

/* Number of pages that hold @count destinations. */
static inline u32 twstat_entry_pages(u32 count)
{
	return (count + TWSTAT_ENTRIES_PER_PAGE - 1) / TWSTAT_ENTRIES_PER_PAGE;
}

/* Number of destinations in the page @number. */
static inline u32 twstat_entries_in_page(const struct twstat_table *table, u32 number)
{
	return min_t(u32, table->count - number * TWSTAT_ENTRIES_PER_PAGE, TWSTAT_ENTRIES_PER_PAGE);
}

/**
 * twstat_destination() - get a destination by its number
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

#endif /* TWSTAT_TABLE_H */
