/* SPDX-License-Identifier: GPL-2.0 */
/* Counting a socket into its destination: the per-socket fast path. */
#ifndef TWSTAT_COUNT_H
#define TWSTAT_COUNT_H

#include "table.h"

#define TWSTAT_HEADS_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(void *))
/* A table of up to this many destinations fits in the L1 and L2 caches. */
#define TWSTAT_TABLE_SMALL 1024

/* Small tables are cached, so prefetching does not pay off. */
static inline bool twstat_table_is_small(const struct twstat_table *table)
{
	return table->count <= TWSTAT_TABLE_SMALL;
}

/* So that the first timewait socket sets both. */
static inline void twstat_destination_unseen(struct twstat_destination *entry)
{
	entry->min_ms = S32_MAX;
	entry->max_ms = S32_MIN;
}

static inline struct twstat_destination **twstat_head(const struct twstat_table *table, u32 number)
{
	struct twstat_destination **page =
		twstat_page(&table->index, number / TWSTAT_HEADS_PER_PAGE);

	return &page[number % TWSTAT_HEADS_PER_PAGE];
}

static inline struct twstat_destination **twstat_head_of(const struct twstat_table *table, u32 hash)
{
	u32 number = hash & (table->base - 1);

	if (number < table->split)
		number = hash & (2 * table->base - 1);
	return twstat_head(table, number);
}

/* The words that only IPv6 addresses have. */
static inline bool twstat_same_rest(const union twstat_addrs *addrs,
				    const union twstat_addrs *other)
{
	return addrs->half[1] == other->half[1] && addrs->half[2] == other->half[2] &&
	       addrs->half[3] == other->half[3];
}

static inline bool twstat_same(const struct twstat_key *key,
			       const struct twstat_observation *observation)
{
	const union twstat_addrs *addrs = &observation->socket->addrs;

	return key->addrs.half[0] == addrs->half[0] &&
	       key->service.all == observation->service.all &&
	       (likely(key->service.family == TWSTAT_IPV4) || twstat_same_rest(&key->addrs, addrs));
}

/* Search a hash chain from @entry on. Returns NULL if the destination is not in it. */
static inline struct twstat_destination *
twstat_chain_find(struct twstat_destination *entry, const struct twstat_observation *observation)
{
	while (entry && !twstat_same(&entry->key, observation))
		entry = entry->next;
	return entry;
}

/* Update the shortest and longest remaining time and the number of overdue timers. */
static inline void twstat_range_add(struct twstat_table *table, struct twstat_destination *entry,
				    s32 remaining_ms)
{
	if (remaining_ms <= entry->min_ms) {
		table->rows += entry->max_ms == S32_MIN;
		entry->min_ms = remaining_ms;
	}
	if (remaining_ms > entry->max_ms)
		entry->max_ms = remaining_ms;
	entry->overdue += remaining_ms < 0;
}

/* Loads from the socket come before the stores, so that they are not repeated for aliasing. */
static inline void twstat_destination_add(struct twstat_table *table,
					  struct twstat_destination *entry,
					  const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	const s32 remaining_ms = socket->remaining_ms;
	const u32 kind = observation->kind;

	entry->ports += observation->port_usable;
	if (unlikely(observation->port_bound))
		entry->bound++;
	if (likely(kind == TWSTAT_TIME_WAIT)) {
		twstat_range_add(table, entry, remaining_ms);
		entry->timewait[observation->reuse]++;
		twstat_bin_add(&table->histograms, entry, observation->bin);
	} else if (kind == TWSTAT_FIN_WAIT2) {
		twstat_range_add(table, entry, remaining_ms);
		entry->fin_wait2++;
	} else {
		entry->live++;
	}
}

/* Request sockets and live inbound sockets are not counted by destination. */
static inline bool twstat_counts(const struct twstat_observation *observation)
{
	u32 kind = observation->kind;

	return likely(kind <= TWSTAT_FIN_WAIT2) ||
	       (kind == TWSTAT_LIVE && observation->service.side == TWSTAT_OUTBOUND);
}

#endif /* TWSTAT_COUNT_H */
