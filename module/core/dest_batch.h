/* SPDX-License-Identifier: GPL-2.0 */
/* Sockets on their way into a table: by the cache, or some at once. */
#ifndef TWSTAT_DEST_BATCH_H
#define TWSTAT_DEST_BATCH_H

#include "dest_cache.h"
#include "hash.h"

/* Observations handed to the table at once. */
#define TWSTAT_DEST_BATCH 32

/**
 * struct twstat_dest_batch - observations not yet added to a table
 * @table: the table
 * @keys: random keys of its hash
 * @cache: cache of its destinations, used while it is small
 * @observation: the batch
 * @open: next free one of it
 */
struct twstat_dest_batch {
	struct twstat_table *table;
	const struct twstat_hash_keys *keys;
	struct twstat_dest_cache cache;
	struct twstat_observation observation[TWSTAT_DEST_BATCH];
	struct twstat_observation *open;
};

void twstat_dest_batch_flush(struct twstat_dest_batch *batch);

/* The open observation, with its hash, joins the batch. */
static inline void twstat_dest_batch_join(struct twstat_dest_batch *batch)
{
	if (++batch->open == batch->observation + TWSTAT_DEST_BATCH)
		twstat_dest_batch_flush(batch);
}

/**
 * twstat_dest_batch_add() - count the open observation in a table too large for the cache
 * @batch: the batch, whose @open was filled in, except for the hash
 */
static inline void twstat_dest_batch_add(struct twstat_dest_batch *batch)
{
	batch->open->hash = twstat_hash(batch->keys, batch->open);
	twstat_dest_batch_join(batch);
}

void twstat_dest_batch_init(struct twstat_dest_batch *batch, struct twstat_table *table,
			    const struct twstat_hash_keys *keys);
void twstat_dest_batch_grow(struct twstat_dest_batch *batch);

#endif /* TWSTAT_DEST_BATCH_H */
