/* SPDX-License-Identifier: GPL-2.0 */
/* A table held against the oracle. */
#ifndef TWSTAT_UNIT_COMPARE_H
#define TWSTAT_UNIT_COMPARE_H

#include "memory.h"
#include "core/dest_cache.h"
#include "oracle.h"
#include "sample.h"

/**
 * struct compared - what was told of the same sockets
 * @memory: the table's
 * @table: to be tested
 * @cache: the shorter way to its destinations
 * @oracle: the slow way
 * @totals: sums over all
 * @finished: nothing is added any more
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
