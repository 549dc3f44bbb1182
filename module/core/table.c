// SPDX-License-Identifier: GPL-2.0
/*
 * A linear hash: one chain is split for each new destination, so that the index
 * grows a page at a time, without a rehash of the whole table.
 * (W. Litwin, "Linear hashing: a new tool for file and table addressing",
 * VLDB 1980.)
 */
#include "count.h"
#include "others.h"
#include "scopes.h"

/* Number of sockets whose cache misses overlap. */
#define TWSTAT_TABLE_BATCH 32

/* In tables of at least _FAR chains, the chain to be split is prefetched so far ahead. */
#define TWSTAT_SPLIT_AHEAD 8
#define TWSTAT_SPLIT_FAR 16384

/**
 * twstat_table_init() - initialise an empty table
 * @table: the table
 * @memory: the memory accounting context
 * @limit: maximum number of destinations per side, at least 1
 */
void twstat_table_init(struct twstat_table *table, struct twstat_memory *memory, u32 limit)
{
	memset(table, 0, sizeof(*table));
	twstat_others_init(table->other[0]);
	twstat_pages_init(&table->entries, memory);
	twstat_pages_init(&table->histograms.pages, memory);
	twstat_pages_init(&table->index, memory);
	table->limit = limit;
	table->left.row_ports = TWSTAT_UNKNOWN;
	table->base = TWSTAT_HEADS_PER_PAGE;
}

/**
 * twstat_table_free() - free the memory of a table
 * @table: the table
 */
void twstat_table_free(struct twstat_table *table)
{
	twstat_pages_free(&table->index);
	twstat_pages_free(&table->histograms.pages);
	twstat_pages_free(&table->entries);
}

/**
 * twstat_table_reserve() - make room before anything is added
 * @table: the table
 * @observations: how many will be added, each perhaps a new destination
 *
 * Context: may sleep.
 * Return: 0, or a negative error from the allocation; nothing was added then.
 */
int twstat_table_reserve(struct twstat_table *table, u32 observations)
{
	u32 most = TWSTAT_SIDES * table->limit;
	u32 entries = table->count + min_t(u32, observations, most - table->count);
	u32 owners = entries + twstat_others_max(table);
	u32 histograms = min_t(u32, table->histograms.count + observations, owners);
	u32 heads = max_t(u32, entries + 1, table->base);
	u32 index_pages = (heads - 1) / TWSTAT_HEADS_PER_PAGE + 1;
	int err;

	BUILD_BUG_ON((TWSTAT_SIDES * TWSTAT_DESTINATIONS_MAX + TWSTAT_FAMILIES * TWSTAT_SIDES) /
			     TWSTAT_HISTOGRAMS_PER_PAGE >=
		     TWSTAT_PAGES_MAX);
	err = twstat_pages_reserve(&table->entries, twstat_entry_pages(entries));
	if (err)
		return err;
	err = twstat_pages_reserve(&table->histograms.pages, twstat_histogram_pages(histograms));
	if (err)
		return err;
	return twstat_pages_reserve(&table->index, index_pages);
}

/* The head of a chain that will be split soon, or NULL if the table is small. */
static struct twstat_destination *twstat_split_soon(const struct twstat_table *table)
{
	u32 soon = table->split + TWSTAT_SPLIT_AHEAD;

	if (table->base < TWSTAT_SPLIT_FAR || soon >= table->base)
		return NULL;
	return *twstat_head(table, soon);
}

/* Split the chain at @split: entries with the next hash bit set move to the new chain. */
static void twstat_table_split(struct twstat_table *table)
{
	struct twstat_destination **stay = twstat_head(table, table->split);
	struct twstat_destination **move = twstat_head(table, table->base + table->split);
	struct twstat_destination *entry = *stay, *next;

	next = twstat_split_soon(table);
	if (next)
		prefetch(&next->hash);
	*stay = NULL;
	*move = NULL;
	for (; entry; entry = next) {
		struct twstat_destination **head = entry->hash & table->base ? move : stay;

		next = entry->next;
		entry->next = *head;
		*head = entry;
	}
	if (++table->split == table->base) {
		table->base *= 2;
		table->split = 0;
	}
}

/* The entry is zeroed by the caller. */
static void twstat_destination_begin(struct twstat_destination *entry,
				     const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;

	entry->key.service = observation->service;
	entry->hash = observation->hash;
	twstat_destination_unseen(entry);
	if (likely(socket->service.family == TWSTAT_IPV4))
		entry->key.addrs.half[0] = socket->addrs.half[0];
	else
		entry->key.addrs = socket->addrs;
}

static void twstat_table_unlink(struct twstat_table *table, const struct twstat_destination *entry)
{
	struct twstat_destination **link = twstat_head_of(table, entry->hash);

	while (*link != entry)
		link = &(*link)->next;
	*link = entry->next;
}

/*
 * Evict a destination that has only live sockets. Counts never decrease, so a
 * destination that the cursor has passed cannot become a candidate again.
 */
static struct twstat_destination *twstat_table_evict(struct twstat_table *table, u32 side)
{
	struct twstat_destination *entry;

	while (table->evict_cursor[side] < table->count) {
		entry = twstat_destination(table, ++table->evict_cursor[side]);
		if (entry->key.service.side != side || twstat_destination_has_row(entry))
			continue;
		twstat_live_to_other(table, entry);
		table->live_lost[side] = true;
		twstat_table_unlink(table, entry);
		memset(entry, 0, sizeof(*entry));
		return entry;
	}
	return NULL;
}

/* The next unused entry; the caller has checked the limit. */
static struct twstat_destination *twstat_table_fresh(struct twstat_table *table)
{
	if (table->fresh == table->fresh_end) {
		table->fresh = twstat_page(&table->entries, twstat_entry_pages(table->count));
		table->fresh_end = table->fresh + TWSTAT_ENTRIES_PER_PAGE;
	}
	table->count++;
	return table->fresh++;
}

static void twstat_table_add_device(struct twstat_left *left, u32 device)
{
	u32 i;

	for (i = 0; i < left->devices; i++)
		if (left->device[i] == device)
			return;
	if (left->devices == TWSTAT_LEFT_DEVICES)
		left->many_devices = true;
	else
		left->device[left->devices++] = device;
}

static struct twstat_destination *twstat_table_insert(struct twstat_table *table,
						      struct twstat_destination **head,
						      const struct twstat_observation *observation)
{
	u32 side = observation->service.side;
	bool live_lost = table->live_lost[side];
	struct twstat_destination *entry = NULL;

	if (table->side_count[side] < table->limit) {
		table->side_count[side]++;
		entry = twstat_table_fresh(table);
	} else if (observation->kind != TWSTAT_LIVE) {
		entry = twstat_table_evict(table, side);
	}
	if (!entry) {
		table->live_lost[side] = true;
		return twstat_table_other(table, observation->service);
	}
	twstat_destination_begin(entry, observation);
	if (unlikely(twstat_device_of(table, observation->service)))
		twstat_table_add_device(twstat_left_in(table, observation->service),
					observation->service.device);
	/* Earlier live sockets of this destination may be in the other row. */
	if (unlikely(live_lost)) {
		entry->incomplete = true;
		table->incomplete++;
	}
	entry->next = *head;
	*head = entry;
	return entry;
}

static void twstat_table_add_each(struct twstat_table *table,
				  const struct twstat_observation *observation, u32 count)
{
	const struct twstat_observation *end = observation + count;
	struct twstat_destination *entry, **head;

	for (; observation < end; observation++) {
		if (!twstat_counts(observation))
			continue;
		/* Split before the lookup, since a new entry is inserted at @head. */
		if (table->count >= table->base + table->split)
			twstat_table_split(table);
		head = twstat_head_of(table, observation->hash);
		entry = twstat_chain_find(*head, observation);
		if (!entry)
			entry = twstat_table_insert(table, head, observation);
		twstat_destination_add(table, entry, observation);
	}
}

/*
 * Prefetch the index, then the first entry of each chain, which is returned in
 * @first. (gcc drops a function that has no effect other than prefetching.)
 */
static void twstat_table_prefetch(const struct twstat_table *table,
				  const struct twstat_observation *observation, u32 count,
				  struct twstat_destination **first)
{
	struct twstat_destination **head[TWSTAT_TABLE_BATCH];
	u32 i;

	for (i = 0; i < count; i++) {
		head[i] = twstat_head_of(table, observation[i].hash);
		prefetch(head[i]);
	}
	for (i = 0; i < count; i++) {
		first[i] = *head[i];
		if (!first[i])
			continue;
		prefetch(first[i]);
		prefetch(first[i]->timewait);
	}
}

/*
 * Look up the destinations of a batch, starting from the first entry of each
 * chain, and prefetch their histograms. Stops at the first destination that is
 * not in the table. Sockets that are not counted get NULL. Returns the number
 * of sockets that were looked up.
 */
static u32 twstat_table_known(const struct twstat_observation *observation, u32 count,
			      struct twstat_destination **entry)
{
	u32 i;

	for (i = 0; i < count; i++, observation++) {
		if (!twstat_counts(observation)) {
			entry[i] = NULL;
			continue;
		}
		entry[i] = twstat_chain_find(entry[i], observation);
		if (!entry[i])
			break;
		if (entry[i]->has_histogram)
			prefetch(&entry[i]->bins[observation->bin]);
	}
	return i;
}

/* Destinations of a large table: the cache misses of a batch overlap. */
static void twstat_table_add_far(struct twstat_table *table,
				 const struct twstat_observation *observation, u32 count)
{
	struct twstat_destination *entry[TWSTAT_TABLE_BATCH];
	u32 i, known;

	twstat_table_prefetch(table, observation, count, entry);
	known = twstat_table_known(observation, count, entry);
	for (i = 0; i < known; i++)
		if (entry[i])
			twstat_destination_add(table, entry[i], &observation[i]);
	/* A new destination may evict another, so the rest is looked up again. */
	twstat_table_add_each(table, observation + known, count - known);
}

/*
 * Prefetching does not pay off in a small table, nor in one that has room in the caches
 * and gets new destinations, which are not read.
 */
static bool twstat_table_is_cached(const struct twstat_table *table)
{
	return twstat_table_is_small(table) ||
	       (table->is_growing && table->base < TWSTAT_SPLIT_FAR);
}

/**
 * twstat_table_add() - count sockets into their destinations
 * @table: the table
 * @observation: the sockets, with their hashes
 * @count: number of sockets, reserved before with twstat_table_reserve()
 */
void twstat_table_add(struct twstat_table *table, const struct twstat_observation *observation,
		      u32 count)
{
	u32 batch, before;

	for (; count; count -= batch, observation += batch) {
		batch = min_t(u32, count, TWSTAT_TABLE_BATCH);
		before = table->count;
		if (twstat_table_is_cached(table))
			twstat_table_add_each(table, observation, batch);
		else
			twstat_table_add_far(table, observation, batch);
		table->is_growing = table->count - before > batch / 2;
	}
}

static void twstat_page_finish(struct twstat_table *table, struct twstat_destination *entry,
			       const struct twstat_destination *end)
{
	for (; entry < end; entry++) {
		if (!entry->incomplete)
			continue;
		twstat_live_to_other(table, entry);
		entry->live = 0;
		entry->ports = 0;
		entry->bound = 0;
	}
}

/**
 * twstat_table_finish() - aggregate what cannot be shown in the rows
 * @table: the table; nothing may be added to it afterwards
 *
 * Moves the live sockets and ports of incomplete destinations to the other rows.
 *
 * Context: Process context, may sleep.
 */
void twstat_table_finish(struct twstat_table *table)
{
	struct twstat_destination *page;
	u32 number;

	if (!table->incomplete)
		return;
	for (number = 0; number < twstat_entry_pages(table->count); number++) {
		twstat_yield();
		page = twstat_page(&table->entries, number);
		twstat_page_finish(table, page, page + twstat_entries_in_page(table, number));
	}
}

/**
 * twstat_table_rows() - count the destinations that have timewait sockets
 * @table: the table
 *
 * Return: their number, without the other rows.
 */
u32 twstat_table_rows(const struct twstat_table *table)
{
	const struct twstat_destination *other = &table->other[0][0];
	u32 i, rows = table->rows;

	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++)
		rows -= twstat_destination_has_row(&other[i]);
	return rows;
}
