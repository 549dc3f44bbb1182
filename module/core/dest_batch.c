// SPDX-License-Identifier: GPL-2.0
#include "dest_batch.h"

/**
 * twstat_dest_batch_init() - initialise an empty batch
 * @batch: the batch
 * @table: the table; outlives it
 * @keys: random keys of the hash; outlive it
 */
void twstat_dest_batch_init(struct twstat_dest_batch *batch, struct twstat_table *table,
			    const struct twstat_hash_keys *keys)
{
	batch->table = table;
	batch->keys = keys;
	batch->open = batch->observation;
	twstat_dest_cache_init(&batch->cache);
}

/**
 * twstat_dest_batch_flush() - add what has not been added yet
 * @batch: the batch; room was made with twstat_table_reserve()
 */
void twstat_dest_batch_flush(struct twstat_dest_batch *batch)
{
	twstat_table_add(batch->table, batch->observation, batch->open - batch->observation);
	batch->open = batch->observation;
}

/**
 * twstat_dest_batch_grow() - count the open observation
 * @batch: the batch, whose @open was filled in, except for the hash
 *
 * It joins the batch, unless its destination is cached now.
 */
void twstat_dest_batch_grow(struct twstat_dest_batch *batch)
{
	struct twstat_observation *observation = batch->open;

	observation->hash = twstat_hash(batch->keys, observation);
	if (!twstat_dest_cache_fill(&batch->cache, batch->table, observation))
		twstat_dest_batch_join(batch);
}
