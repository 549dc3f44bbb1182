/* SPDX-License-Identifier: GPL-2.0 */
/* The shorter way to the destinations while they are few. */
#ifndef TWSTAT_DEST_CACHE_H
#define TWSTAT_DEST_CACHE_H

#include "count.h"

#define TWSTAT_DEST_CACHE_BITS 9
#define TWSTAT_DEST_CACHE_SETS BIT(TWSTAT_DEST_CACHE_BITS)

/**
 * struct twstat_dest_cache - destinations last met
 * @set: two of those whose number it is
 * @no_destination: no socket's destination, in place of those not met yet
 */
struct twstat_dest_cache {
	struct twstat_destination *set[TWSTAT_DEST_CACHE_SETS][2];
	struct twstat_destination no_destination;
};

/**
 * twstat_dest_cache_init() - nothing was met yet
 * @cache: what to set up
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

/*
 * Which pair. Not keyed, for that is dear: a peer whose addresses crowd one
 * pair makes its own sockets be counted the longer way.
 */
static inline u32 twstat_dest_cache_index(const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u64 sum = socket->addrs.half[0] + observation->service.all;

	if (unlikely(socket->service.family == TWSTAT_IPV6))
		sum += socket->addrs.half[1] + socket->addrs.half[3];
	return sum * 0x9e3779b97f4a7c15ULL >> (64 - TWSTAT_DEST_CACHE_BITS);
}

/* What was met now comes first from now on. */
static inline void twstat_dest_cache_insert(struct twstat_dest_cache *cache,
					    struct twstat_destination *entry,
					    const struct twstat_observation *observation)
{
	struct twstat_destination **set = cache->set[twstat_dest_cache_index(observation)];

	set[1] = set[0];
	set[0] = entry;
}

/**
 * twstat_dest_cache_add() - count a socket whose destination was met lately
 * @cache: the way to it
 * @table: the table, while twstat_table_is_small() or soon after
 * @observation: the socket; its hash is not looked at
 *
 * Return: false when twstat_dest_cache_fill() must count it; true of one that
 * nobody counts.
 */
static inline bool twstat_dest_cache_add(const struct twstat_dest_cache *cache,
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

/**
 * twstat_dest_cache_fill() - count a socket whose destination is soon found
 * @cache: the way to it from now on
 * @table: the table
 * @observation: the socket, its hash filled in
 *
 * Return: false when it is twstat_table_add() that must count it.
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
	twstat_dest_cache_insert(cache, entry, observation);
	twstat_destination_add(table, entry, observation);
	return true;
}

#endif /* TWSTAT_DEST_CACHE_H */
