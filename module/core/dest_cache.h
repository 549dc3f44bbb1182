/* SPDX-License-Identifier: GPL-2.0 */
/* A small cache of destinations, used while a table has few of them. */
#ifndef TWSTAT_DEST_CACHE_H
#define TWSTAT_DEST_CACHE_H

#include "count.h"

#define TWSTAT_DEST_CACHE_BITS 10
#define TWSTAT_DEST_CACHE_SETS BIT(TWSTAT_DEST_CACHE_BITS)

/**
 * struct twstat_dest_cache - two-way set-associative cache of destinations
 * @set: the two most recent destinations of each index
 * @no_destination: matches no socket; fills empty ways so that they need no NULL check
 */
struct twstat_dest_cache {
	struct twstat_destination *set[TWSTAT_DEST_CACHE_SETS][2];
	struct twstat_destination no_destination;
};

/**
 * twstat_dest_cache_init() - initialise an empty cache
 * @cache: the cache
 */
static inline void twstat_dest_cache_init(struct twstat_dest_cache *cache)
{
	u32 i;

	cache->no_destination.key.service.family = TWSTAT_FAMILIES;
	for (i = 0; i < TWSTAT_DEST_CACHE_SETS; i++) {
		cache->set[i][0] = &cache->no_destination;
		cache->set[i][1] = &cache->no_destination;
	}
}

static inline u32 twstat_dest_cache_spread(u64 sum)
{
	return sum * 0x9e3779b97f4a7c15ULL >> (64 - TWSTAT_DEST_CACHE_BITS);
}

/*
 * Unkeyed: a keyed hash costs too much here. A peer that chooses addresses with
 * the same index only causes cache misses for its own sockets.
 */
static inline u64 twstat_dest_cache_sum(const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u64 sum = socket->addrs.half[0] + observation->service.all;

	if (unlikely(socket->service.family == TWSTAT_IPV6))
		sum += socket->addrs.half[1] + socket->addrs.half[3];
	return sum;
}

static inline u32 twstat_dest_cache_index(const struct twstat_observation *observation)
{
	return twstat_dest_cache_spread(twstat_dest_cache_sum(observation));
}

/* The new entry becomes the first way of its set. */
static inline void twstat_dest_cache_insert(struct twstat_dest_cache *cache,
					    struct twstat_destination *entry, u32 index)
{
	struct twstat_destination **set = cache->set[index];

	set[1] = set[0];
	set[0] = entry;
}

/**
 * twstat_dest_cache_add() - count a socket whose destination is cached
 * @cache: the cache
 * @table: the table
 * @observation: the socket; its hash is not used
 *
 * Return: true if the socket was counted or is not to be counted, false if its
 * destination is not cached and the caller has to call twstat_dest_cache_fill().
 */
static __always_inline bool twstat_dest_cache_add(const struct twstat_dest_cache *cache,
						  struct twstat_table *table,
						  const struct twstat_observation *observation)
{
	struct twstat_destination *const *set;
	struct twstat_destination *entry;

	if (unlikely(!twstat_counts(observation)))
		return true;
	set = cache->set[twstat_dest_cache_index(observation)];
	entry = set[0];
	if (unlikely(!twstat_same(&entry->key, observation))) {
		entry = set[1];
		if (!twstat_same(&entry->key, observation))
			return false;
	}
	twstat_destination_add(table, entry, observation);
	return true;
}

/* The destination of a socket, or NULL if it is not cached. */
static inline const struct twstat_destination *
twstat_dest_cache_find(const struct twstat_dest_cache *cache,
		       const struct twstat_observation *observation)
{
	struct twstat_destination *const *set = cache->set[twstat_dest_cache_index(observation)];

	if (likely(twstat_same(&set[0]->key, observation)))
		return set[0];
	return twstat_same(&set[1]->key, observation) ? set[1] : NULL;
}

/**
 * twstat_dest_cache_fill() - count a socket and cache its destination
 * @cache: the cache
 * @table: the table
 * @observation: the socket, with its hash
 *
 * Return: false if the destination is not in the table, or if the table is too
 * large for the cache; the caller has to call twstat_table_add() then.
 */
static inline bool twstat_dest_cache_fill(struct twstat_dest_cache *cache,
					  struct twstat_table *table,
					  const struct twstat_observation *observation)
{
	struct twstat_destination *entry;

	if (!twstat_table_is_small(table) || !twstat_counts(observation))
		return false;
	entry = twstat_chain_find(*twstat_head_of(table, observation->hash), observation);
	if (!entry)
		return false;
	twstat_dest_cache_insert(cache, entry, twstat_dest_cache_index(observation));
	twstat_destination_add(table, entry, observation);
	return true;
}

#endif /* TWSTAT_DEST_CACHE_H */
