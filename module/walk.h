/* SPDX-License-Identifier: GPL-2.0 */
/* The walk over the established hash, a group of chains at a time. */
#ifndef TWSTAT_WALK_H
#define TWSTAT_WALK_H

#include "memory.h"
#include "pages.h"
#include "record.h"

/* Chains verified together, and chains whose cache misses overlap. */
#define TWSTAT_WALK_GROUP 64
#define TWSTAT_WALK_FLIGHT 24

#define TWSTAT_RECORDS_A_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_record))

/**
 * struct twstat_chain - one chain that has yet to be counted
 * @slot: its bucket
 * @length: sockets met in it, whatever their namespace
 * @tries: how often it was walked in vain
 * @verdict: what the last try said of it
 * @node: where the pass stands
 * @link: what the pprev of @node must point to, in the second pass
 */
struct twstat_chain {
	u32 slot;
	u32 length;
	u8 tries;
	u8 verdict;
	struct hlist_nulls_node *node;
	struct hlist_nulls_node **link;
};

/**
 * struct twstat_chain_done - one chain that was counted exactly
 * @slot: its bucket
 * @length: sockets in it, whatever their namespace
 */
struct twstat_chain_done {
	u32 slot;
	u32 length;
};

/**
 * struct twstat_walk - a walk under way
 * @net: whose sockets; the caller holds a reference
 * @hashinfo: of @net, its own or the one shared with other namespaces
 * @clock: when the group at hand was read
 * @restarts: chains that had to be walked again
 * @locked: chains that were taken under their bucket's lock
 * @done: the chains of the group at hand
 * @done_count: how many
 * @count: records of the group at hand, those of each chain in its order
 * @room: pages of records
 * @slot: the next bucket to look at
 * @slots: buckets of the table
 * @fresh: records of this try, behind @count
 * @width: chains to be walked in one try
 * @pending: chains of @chain that have yet to be counted
 * @chain: those, in the order of their buckets
 */
struct twstat_walk {
	struct net *net;
	struct inet_hashinfo *hashinfo;
	struct twstat_clock clock;
	u64 restarts;
	u64 locked;
	struct twstat_chain_done done[TWSTAT_WALK_GROUP];
	u32 done_count;
	u32 count;
	/* private: */
	struct twstat_pages room;
	u32 slot;
	u32 slots;
	u32 fresh;
	u32 width;
	u32 pending;
	struct twstat_chain chain[TWSTAT_WALK_GROUP];
};

void twstat_walk_begin(struct twstat_walk *walk, struct net *net,
		       struct twstat_memory *memory);
int twstat_walk_next(struct twstat_walk *walk);
void twstat_walk_end(struct twstat_walk *walk);

/**
 * twstat_walk_record() - one record of the group at hand
 * @walk: the walk
 * @number: below @walk->count
 */
static inline struct twstat_record *
twstat_walk_record(const struct twstat_walk *walk, u32 number)
{
	struct twstat_record *page =
		twstat_page(&walk->room, number / TWSTAT_RECORDS_A_PAGE);

	return &page[number % TWSTAT_RECORDS_A_PAGE];
}

#endif /* TWSTAT_WALK_H */
