/* SPDX-License-Identifier: GPL-2.0 */
/* Counting one socket into its destination: what is done for every socket. */
#ifndef TWSTAT_COUNT_H
#define TWSTAT_COUNT_H

#include "table.h"

#define TWSTAT_HEADS_A_PAGE (TWSTAT_PAGE_BYTES / sizeof(u32))
/* Destinations that stay in the nearest caches anyway. */
#define TWSTAT_TABLE_NEAR 512
#define TWSTAT_NEAR_PAIRS 512

/**
 * struct twstat_near - a shorter way to the destinations while they are few
 * @pair: two of those last met, by hash
 */
struct twstat_near {
	struct twstat_destination *pair[TWSTAT_NEAR_PAIRS][2];
};

void twstat_bin_add_few(struct twstat_table *table,
			struct twstat_destination *entry, u32 bin);

/* Not worth a look ahead. */
static inline bool twstat_table_near(const struct twstat_table *table)
{
	return table->count <= TWSTAT_TABLE_NEAR;
}

static inline u32 *twstat_head(const struct twstat_table *table, u32 number)
{
	u32 *page = twstat_page(&table->index, number / TWSTAT_HEADS_A_PAGE);

	return &page[number % TWSTAT_HEADS_A_PAGE];
}

static inline u32 *twstat_head_of(const struct twstat_table *table, u32 hash)
{
	u32 number = hash & (table->base - 1);

	if (number < table->split)
		number = hash & (2 * table->base - 1);
	return twstat_head(table, number);
}

static inline bool twstat_same_rest(const union twstat_address *address,
				    const union twstat_address *other)
{
	return address->word[1] == other->word[1] &&
	       address->half[1] == other->half[1];
}

/* IPv4 addresses have no more than their first word. */
static inline bool twstat_same(const struct twstat_key *key,
			       const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;

	return key->remote.word[0] == socket->remote.word[0] &&
	       key->service.all == observation->service.all &&
	       key->local.word[0] == socket->local.word[0] &&
	       (likely(socket->family == TWSTAT_IPV4) ||
		(twstat_same_rest(&key->remote, &socket->remote) &&
		 twstat_same_rest(&key->local, &socket->local)));
}

static inline struct twstat_destination *
twstat_table_find(const struct twstat_table *table,
		  const struct twstat_observation *observation)
{
	u32 reference = *twstat_head_of(table, observation->hash);
	struct twstat_destination *entry;

	for (; reference; reference = entry->next) {
		entry = twstat_linked(table, reference);
		if (twstat_same(&entry->key, observation))
			return entry;
	}
	return NULL;
}

static inline void twstat_bin_add(struct twstat_table *table,
				  struct twstat_destination *entry, u32 bin)
{
	if (entry->whole)
		entry->bins[bin]++;
	else
		twstat_bin_add_few(table, entry, bin);
}

static inline void
twstat_timewait_add(struct twstat_table *table,
		    struct twstat_destination *entry,
		    const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	s32 remaining_ms = socket->remaining_ms;

	if (remaining_ms <= entry->min_ms) {
		table->rows += !twstat_destination_shown(entry);
		entry->min_ms = remaining_ms;
	}
	if (remaining_ms > entry->max_ms)
		entry->max_ms = remaining_ms;
	entry->overdue += remaining_ms < 0;
	if (socket->kind == TWSTAT_FIN_WAIT2) {
		entry->fin_wait2++;
		return;
	}
	entry->timewait[observation->reuse]++;
	twstat_bin_add(table, entry, observation->bin);
}

static inline void
twstat_destination_add(struct twstat_table *table,
		       struct twstat_destination *entry,
		       const struct twstat_observation *observation)
{
	entry->ports += observation->port_usable;
	if (unlikely(observation->socket->kind == TWSTAT_LIVE))
		entry->live++;
	else
		twstat_timewait_add(table, entry, observation);
}

/* Requests hold no destination, and nobody asks who is connected inbound. */
static inline bool twstat_counts(const struct twstat_observation *observation)
{
	u32 kind = observation->socket->kind;

	return likely(kind <= TWSTAT_FIN_WAIT2) ||
	       (kind == TWSTAT_LIVE &&
		observation->service.side == TWSTAT_OUTBOUND);
}

/* The other of the pair, or what the table has: that comes first from now on. */
static inline struct twstat_destination *
twstat_near_other(struct twstat_table *table, struct twstat_destination **pair,
		  const struct twstat_observation *observation)
{
	struct twstat_destination *entry = pair[1];

	if (entry && twstat_same(&entry->key, observation))
		return entry;
	entry = twstat_table_find(table, observation);
	if (entry) {
		pair[1] = pair[0];
		pair[0] = entry;
	}
	return entry;
}

/**
 * twstat_table_met() - count a socket whose destination is known
 * @table: the table
 * @near: the way to it, all zero at first
 * @observation: the socket, its hash filled in
 *
 * Return: false when it is twstat_table_add() that must count it.
 */
static inline bool
twstat_table_met(struct twstat_table *table, struct twstat_near *near,
		 const struct twstat_observation *observation)
{
	struct twstat_destination **pair =
		near->pair[observation->hash % TWSTAT_NEAR_PAIRS];
	struct twstat_destination *entry = pair[0];

	if (unlikely(!twstat_counts(observation)))
		return true;
	if (unlikely(!entry) || !twstat_same(&entry->key, observation)) {
		entry = twstat_near_other(table, pair, observation);
		if (!entry)
			return false;
	}
	twstat_destination_add(table, entry, observation);
	return true;
}

#endif /* TWSTAT_COUNT_H */
