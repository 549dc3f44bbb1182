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
 * struct twstat_chain - one chain of the group at hand
 * @slot: its bucket
 * @crowd: its sockets of all namespaces, once there was no room for them all
 * @node: where a pass stands
 * @link: what the pprev of @node must point to, in the second pass
 * @verdict: what the last try said of it
 * @tries: how often it was walked in vain
 */
struct twstat_chain {
	u32 slot;
	u32 crowd;
	struct hlist_nulls_node *node;
	struct hlist_nulls_node **link;
	u8 verdict;
	u8 tries;
};

/**
 * struct twstat_spot - where records are being made
 * @last: the record last made
 * @fresh: the number of the next one
 */
struct twstat_spot {
	struct twstat_record *last;
	u32 fresh;
};

/**
 * struct twstat_walk - a walk under way
 * @wanted: whose sockets, the caller holds a reference; when the group at hand
 *	was read; whether details are wanted, the caller's choice
 * @hashinfo: of @net, its own or the one shared with other namespaces
 * @ehash: its buckets
 * @restarts: chains that had to be walked again
 * @locked: chains that were taken under their bucket's lock
 * @chain: of the group at hand, those that are done first
 * @done: how many of them are
 * @count: records of the chains done, those of each in its order
 * @room: pages of records
 * @slot: the next bucket to look at
 * @slots: buckets of the table
 * @spot: where the records of this try go, behind @count
 * @most: records there is room for
 * @width: chains to be walked in one try
 * @group: chains of @chain, done or not
 */
struct twstat_walk {
	struct twstat_wanted wanted;
	struct inet_hashinfo *hashinfo;
	struct inet_ehash_bucket *ehash;
	u64 restarts;
	u64 locked;
	struct twstat_chain chain[TWSTAT_WALK_GROUP];
	u32 done;
	u32 count;
	struct twstat_pages room;
	u32 slot;
	u32 slots;
	struct twstat_spot spot;
	u32 most;
	u32 width;
	u32 group;
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

/**
 * twstat_walk_record_after() - the record after, with less ado
 * @walk: the walk
 * @record: the record before @number
 * @number: below @walk->count
 */
static inline struct twstat_record *
twstat_walk_record_after(const struct twstat_walk *walk,
			 struct twstat_record *record, u32 number)
{
	if (number % TWSTAT_RECORDS_A_PAGE)
		return record + 1;
	return twstat_walk_record(walk, number);
}

#endif /* TWSTAT_WALK_H */
