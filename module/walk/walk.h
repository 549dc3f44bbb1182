/* SPDX-License-Identifier: GPL-2.0 */
/* The walk over the established hash, a group of chains at a time. */
#ifndef TWSTAT_WALK_H
#define TWSTAT_WALK_H

#include "group.h"

/* Chains whose cache misses overlap. */
#define TWSTAT_WALK_INFLIGHT 24

/**
 * struct twstat_walk - a walk under way
 * @ctx: whose sockets, the caller holds a reference; when the group at hand
 *	was read; whether details are wanted, the caller's choice
 * @hashinfo: of @net, its own or the one shared with other namespaces
 * @ehash: its buckets
 * @restarts: chains that had to be walked again
 * @locked: chains that were taken under their bucket's lock
 * @slot: the next bucket to look at
 * @slots: buckets of the table
 * @group: the chains at hand
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
