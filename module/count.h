/* SPDX-License-Identifier: GPL-2.0 */
/* Counting one socket into its destination: what is done for every socket. */
#ifndef TWSTAT_COUNT_H
#define TWSTAT_COUNT_H

#include "table.h"

#define TWSTAT_HEADS_A_PAGE (TWSTAT_PAGE_BYTES / sizeof(u32))
/* Destinations that stay in the nearest caches anyway. */
#define TWSTAT_TABLE_NEAR 512
#define TWSTAT_NEAR_BITS 9
#define TWSTAT_NEAR_PAIRS BIT(TWSTAT_NEAR_BITS)

/**
 * struct twstat_near - a shorter way to the destinations while they are few
 * @pair: two of those last met, all zero at first
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
	       (likely(key->service.family == TWSTAT_IPV4) ||
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

/* Shortest and longest remaining time, and who is late. */
static inline void twstat_range_add(struct twstat_table *table,
				    struct twstat_destination *entry,
				    s32 remaining_ms)
{
	if (remaining_ms <= entry->min_ms) {
		table->rows += !twstat_destination_shown(entry);
		entry->min_ms = remaining_ms;
	}
	if (remaining_ms > entry->max_ms)
		entry->max_ms = remaining_ms;
	entry->overdue += remaining_ms < 0;
}

/* The socket is read before anything is stored: it need not be read again. */
static inline void
twstat_destination_add(struct twstat_table *table,
		       struct twstat_destination *entry,
		       const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	const s32 remaining_ms = socket->remaining_ms;
	const u32 kind = socket->kind;

	entry->ports += observation->port_usable;
	if (likely(kind == TWSTAT_TIME_WAIT)) {
		twstat_range_add(table, entry, remaining_ms);
		entry->timewait[observation->reuse]++;
		twstat_bin_add(table, entry, observation->bin);
	} else if (kind == TWSTAT_FIN_WAIT2) {
		twstat_range_add(table, entry, remaining_ms);
		entry->fin_wait2++;
	} else {
		entry->live++;
	}
}

/* Requests hold no destination, and nobody asks who is connected inbound. */
static inline bool twstat_counts(const struct twstat_observation *observation)
{
	u32 kind = observation->socket->kind;

	return likely(kind <= TWSTAT_FIN_WAIT2) ||
	       (kind == TWSTAT_LIVE &&
		observation->service.side == TWSTAT_OUTBOUND);
}

/*
 * Which pair. Not keyed, for that is dear: a peer whose addresses crowd one
 * pair makes its own sockets be counted the longer way.
 */
static inline u32
twstat_near_number(const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u64 ends = (u64)socket->local.word[0] << 29;

	ends += observation->service.all + socket->remote.word[0];
	if (unlikely(socket->service.family == TWSTAT_IPV6))
		ends += socket->remote.half[1];
	return ends * 0x9e3779b97f4a7c15ULL >> (64 - TWSTAT_NEAR_BITS);
}

static inline struct twstat_destination *
twstat_near_find(const struct twstat_near *near,
		 const struct twstat_observation *observation)
{
	struct twstat_destination *const *pair =
		near->pair[twstat_near_number(observation)];

	if (likely(pair[0] && twstat_same(&pair[0]->key, observation)))
		return pair[0];
	if (pair[1] && twstat_same(&pair[1]->key, observation))
		return pair[1];
	return NULL;
}

/* What was met now comes first from now on. */
static inline void
twstat_near_keep(struct twstat_near *near, struct twstat_destination *entry,
		 const struct twstat_observation *observation)
{
	struct twstat_destination **pair =
		near->pair[twstat_near_number(observation)];

	pair[1] = pair[0];
	pair[0] = entry;
}

/**
 * twstat_table_met() - count a socket whose destination was met lately
 * @table: the table, while twstat_table_near() or soon after
 * @near: the way to it, all zero at first
 * @observation: the socket; its hash is not looked at
 *
 * Return: false when twstat_table_recall() must count it; true of one that
 * nobody counts.
 */
static inline bool
twstat_table_met(struct twstat_table *table, const struct twstat_near *near,
		 const struct twstat_observation *observation)
{
	struct twstat_destination *entry;

	if (unlikely(!twstat_counts(observation)))
		return true;
	entry = twstat_near_find(near, observation);
	if (unlikely(!entry))
		return false;
	twstat_destination_add(table, entry, observation);
	return true;
}

/**
 * twstat_table_recall() - count a socket whose destination is soon found
 * @table: the table
 * @near: the way to it from now on
 * @observation: the socket, its hash filled in
 *
 * Return: false when it is twstat_table_add() that must count it.
 */
static inline bool
twstat_table_recall(struct twstat_table *table, struct twstat_near *near,
		    const struct twstat_observation *observation)
{
	struct twstat_destination *entry;

	if (!twstat_table_near(table) || !twstat_counts(observation))
		return false;
	entry = twstat_table_find(table, observation);
	if (!entry)
		return false;
	twstat_near_keep(near, entry, observation);
	twstat_destination_add(table, entry, observation);
	return true;
}

#endif /* TWSTAT_COUNT_H */
