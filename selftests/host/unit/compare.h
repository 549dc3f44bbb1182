/* SPDX-License-Identifier: GPL-2.0 */
/* Comparing a table with the oracle. */
#ifndef TWSTAT_UNIT_COMPARE_H
#define TWSTAT_UNIT_COMPARE_H

#include "memory.h"
#include "core/dest_cache.h"
#include "oracle.h"
#include "sample.h"

/**
 * struct compared - a table and an oracle with the same sockets
 * @memory: memory accounting context of the table
 * @table: the table under test
 * @cache: cache of its destinations
 * @oracle: the reference
 * @totals: sums over all sockets
 * @finished: twstat_table_finish() was called
 */
struct compared {
	struct twstat_memory memory;
	struct twstat_table table;
	struct twstat_dest_cache cache;
	struct oracle oracle;
	struct twstat_totals totals;
	bool finished;
};

#define COMPARE_BATCH 64

struct compared *compare_new(u32 limit);
void compare_free(struct compared *compared);
void compare_add(struct compared *compared, const struct sample *sample, u32 count);
void compare_fill(struct compared *compared, u32 sockets, u32 destinations, enum sample_hash hash);
void compare_finish(struct compared *compared);
void compare_check(const struct compared *compared);
void compare_order(const struct twstat_table *table);

#endif /* TWSTAT_UNIT_COMPARE_H */
