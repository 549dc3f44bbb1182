/* SPDX-License-Identifier: GPL-2.0 */
/* The walk over the established hash, a group of chains at a time. */
#ifndef TWSTAT_WALK_H
#define TWSTAT_WALK_H

#include "group.h"

/**
 * struct twstat_walk - state of a walk
 * @ctx: read context; the caller holds a reference to its namespace and sets
 *	its details, the walk sets its clock
 * @hashinfo: hash table of the namespace, its own or the shared one
 * @ehash: buckets of @hashinfo
 * @restarts: number of times a chain was walked again
 * @locked: number of chains that were walked under their bucket's lock
 * @slot: the next bucket
 * @slots: number of buckets
 * @group: the current chains
 */
struct twstat_walk {
	struct twstat_read_ctx ctx;
	struct inet_hashinfo *hashinfo;
	struct inet_ehash_bucket *ehash;
	u64 restarts;
	u64 locked;
	u32 slot;
	u32 slots;
	struct twstat_group group;
};

void twstat_walk_begin(struct twstat_walk *walk, struct net *net, struct twstat_memory *memory);
int twstat_walk_next(struct twstat_walk *walk);
void twstat_walk_end(struct twstat_walk *walk);

#endif /* TWSTAT_WALK_H */
