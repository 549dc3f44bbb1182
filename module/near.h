/* SPDX-License-Identifier: GPL-2.0 */
/* The shorter way to the destinations while they are few. */
#ifndef TWSTAT_NEAR_H
#define TWSTAT_NEAR_H

#include "count.h"

#define TWSTAT_NEAR_BITS 9
#define TWSTAT_NEAR_PAIRS BIT(TWSTAT_NEAR_BITS)

/**
 * struct twstat_near - destinations last met
 * @pair: two of those whose number it is
 * @nobody: no socket's destination, in place of those not met yet
 */
struct twstat_near {
	struct twstat_destination *pair[TWSTAT_NEAR_PAIRS][2];
	struct twstat_destination nobody;
};

/**
 * twstat_near_init() - nothing was met yet
 * @near: what to set up
 */
static inline void twstat_near_init(struct twstat_near *near)
{
	u32 i;

	near->nobody.key.service.family = TWSTAT_FAMILIES;
	for (i = 0; i < TWSTAT_NEAR_PAIRS; i++) {
		near->pair[i][0] = &near->nobody;
		near->pair[i][1] = &near->nobody;
	}
}

/*
 * Which pair. Not keyed, for that is dear: a peer whose addresses crowd one
 * pair makes its own sockets be counted the longer way.
 */
static inline u32
twstat_near_number(const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u64 sum = socket->addrs.half[0] + observation->service.all;

	if (unlikely(socket->service.family == TWSTAT_IPV6))
		sum += socket->addrs.half[1] + socket->addrs.half[3];
	return sum * 0x9e3779b97f4a7c15ULL >> (64 - TWSTAT_NEAR_BITS);
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
 * twstat_near_met() - count a socket whose destination was met lately
 * @near: the way to it
 * @table: the table, while twstat_table_near() or soon after
 * @observation: the socket; its hash is not looked at
 *
 * Return: false when twstat_near_recall() must count it; true of one that
 * nobody counts.
 */
static inline bool twstat_near_met(const struct twstat_near *near,
				   struct twstat_table *table,
				   const struct twstat_observation *observation)
{
	struct twstat_destination *const *pair;
	struct twstat_destination *entry;

	if (unlikely(!twstat_counts(observation)))
		return true;
	pair = near->pair[twstat_near_number(observation)];
	entry = pair[0];
	if (unlikely(!twstat_same(&entry->key, observation))) {
		entry = pair[1];
		if (!twstat_same(&entry->key, observation))
			return false;
	}
	twstat_destination_add(table, entry, observation);
	return true;
}

/**
 * twstat_near_recall() - count a socket whose destination is soon found
 * @near: the way to it from now on
 * @table: the table
 * @observation: the socket, its hash filled in
 *
 * Return: false when it is twstat_table_add() that must count it.
 */
static inline bool
twstat_near_recall(struct twstat_near *near, struct twstat_table *table,
		   const struct twstat_observation *observation)
{
	struct twstat_destination *entry;

	if (!twstat_table_near(table) || !twstat_counts(observation))
		return false;
	entry = twstat_chain_find(*twstat_head_of(table, observation->hash),
				  observation);
	if (!entry)
		return false;
	twstat_near_keep(near, entry, observation);
	twstat_destination_add(table, entry, observation);
	return true;
}

#endif /* TWSTAT_NEAR_H */
