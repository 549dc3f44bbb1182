/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One table for the destinations of many namespaces. In their services the number of a
 * scope, which is a namespace and a device, takes the place of the device.
 */
#ifndef TWSTAT_SCOPES_H
#define TWSTAT_SCOPES_H

#include "hash.h"
#include "table.h"
#include "totals.h"

/**
 * struct twstat_part - what is counted of one namespace, which has sockets
 * @totals: sums over its sockets
 * @left: ports that are left, as far as all rows of the namespace share it
 * @other: its other rows
 * @no_device: number of its scope without a device
 * @netns: inode number
 * @rows: destinations that have timewait sockets
 * @live_rows: further destinations that are shown for their ports
 */
struct twstat_part {
	struct twstat_totals totals;
	struct twstat_left left;
	struct twstat_destination other[TWSTAT_FAMILIES][TWSTAT_SIDES];
	u32 no_device;
	u32 netns;
	u32 rows;
	u32 live_rows;
};

/**
 * struct twstat_scope - a namespace and a device
 * @part: of the namespace; NULL while it has no sockets
 * @device: sk_bound_dev_if
 * @next: the next scope of the same hash, 0 at the end
 */
struct twstat_scope {
	struct twstat_part *part;
	u32 device;
	u32 next;
};

/**
 * struct twstat_scopes - the scopes of a table
 * @pages: array of scopes: those without a device first, one for each namespace
 * @heads: a page of u32, the first scope of each hash: of those with a device
 * @netns: number of namespaces
 * @count: number of scopes
 */
struct twstat_scopes {
	struct twstat_pages pages;
	struct twstat_pages heads;
	u32 netns;
	u32 count;
};

int twstat_scopes_begin(struct twstat_scopes *scopes, struct twstat_memory *memory, u32 netns);
void twstat_scopes_free(struct twstat_scopes *scopes);
int twstat_scopes_reserve(struct twstat_scopes *scopes, u32 observations);
u32 twstat_scope_find(struct twstat_scopes *scopes, const struct twstat_hash_keys *keys,
		      struct twstat_part *part, u32 device);

#define TWSTAT_SCOPES_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_scope))

/**
 * twstat_scope() - get a scope by its number
 * @scopes: the scopes
 * @number: less than @scopes->count
 */
static inline struct twstat_scope *twstat_scope(const struct twstat_scopes *scopes, u32 number)
{
	struct twstat_scope *page = twstat_page(&scopes->pages, number / TWSTAT_SCOPES_PER_PAGE);

	return &page[number % TWSTAT_SCOPES_PER_PAGE];
}

/* The namespace of a destination; only in a table for several. */
static inline struct twstat_part *twstat_part_of(const struct twstat_table *table,
						 union twstat_service service)
{
	return twstat_scope(table->scopes, service.device)->part;
}

/* The device of a destination. */
static inline u32 twstat_device_of(const struct twstat_table *table, union twstat_service service)
{
	if (likely(!table->scopes))
		return service.device;
	return twstat_scope(table->scopes, service.device)->device;
}

/* What the service of a destination has instead of a device. */
static inline u32 twstat_no_device(const struct twstat_table *table, union twstat_service service)
{
	return likely(!table->scopes) ? 0 : twstat_part_of(table, service)->no_device;
}

/* What the rows of its namespace share. */
static inline struct twstat_left *twstat_left_in(const struct twstat_table *table,
						 union twstat_service service)
{
	if (likely(!table->scopes))
		return (struct twstat_left *)&table->left;
	return &twstat_part_of(table, service)->left;
}

static inline u32 *twstat_live_rows_in(struct twstat_table *table, union twstat_service service)
{
	if (likely(!table->scopes))
		return &table->live_rows;
	return &twstat_part_of(table, service)->live_rows;
}

/* Number of other rows that there may be. */
static inline u32 twstat_others_max(const struct twstat_table *table)
{
	const u32 netns = likely(!table->scopes) ? 1 : table->scopes->netns;

	return netns * TWSTAT_FAMILIES * TWSTAT_SIDES;
}

#endif /* TWSTAT_SCOPES_H */
