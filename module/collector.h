/* SPDX-License-Identifier: GPL-2.0 */
/* Takes a snapshot: walks the table and counts what it meets. */
#ifndef TWSTAT_COLLECTOR_H
#define TWSTAT_COLLECTOR_H

#include "core/hash.h"
#include "core/snapshot.h"
#include "opener.h"

int twstat_snapshot_take(struct twstat_snapshot *snapshot, struct twstat_opener *opener,
			 unsigned int sections);
void twstat_snapshot_drop(struct twstat_snapshot *snapshot);
void twstat_snapshot_init(void);

/* Module parameter: destinations a side may have. */
extern unsigned int twstat_max_destinations;
/* Keys of the hash of destinations. */
extern struct twstat_hash_keys twstat_keys;

#endif /* TWSTAT_COLLECTOR_H */
