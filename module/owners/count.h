/* SPDX-License-Identifier: GPL-2.0 */
/* Counts the timewait sockets of a walk by owner. */
#ifndef TWSTAT_OWNER_COUNT_H
#define TWSTAT_OWNER_COUNT_H

#include "core/owner_rows.h"
#include "opener.h"

struct twstat_group;
struct twstat_owner_count;

/**
 * struct twstat_owner_source - what the sockets were counted into before
 * @table: the destinations
 * @ports: port sets of the namespace
 * @cache: cache of the destinations
 * @keys: random keys of the hash
 */
struct twstat_owner_source {
	const struct twstat_table *table;
	const struct twstat_port_sets *ports;
	const struct twstat_dest_cache *cache;
	const struct twstat_hash_keys *keys;
};

struct twstat_owner_count *twstat_owner_count_new(struct twstat_owner_rows *rows,
						  const struct twstat_owner_source *source,
						  struct twstat_memory *memory);
const struct twstat_owner_log *twstat_owner_count_log(const struct twstat_owner_count *count);
int twstat_owner_count_slice(struct twstat_owner_count *count, const struct twstat_group *group,
			     u32 begin, u32 end);
int twstat_owner_count_finish(struct twstat_owner_count *count, const struct twstat_opener *opener);
void twstat_owner_count_free(struct twstat_owner_count *count, struct twstat_memory *memory);

#endif /* TWSTAT_OWNER_COUNT_H */
