/* SPDX-License-Identifier: GPL-2.0 */
/* The opener of a file, and what the opener may see. */
#ifndef TWSTAT_OPENER_H
#define TWSTAT_OPENER_H

#include "memory.h"

struct net;

/**
 * struct twstat_opener - the opener of a file
 * @net: the network namespace of the file; the open file holds a reference
 * @memory: memory accounting context of the open file
 * @whole_table: may see figures of the whole hash table
 * @mark: may see sk_mark
 * @whole_host: may see figures of all namespaces
 * @all_owners: may see the owners of sockets in any pid namespace
 */
struct twstat_opener {
	struct net *net;
	struct twstat_memory memory;
	bool whole_table;
	bool mark;
	bool whole_host;
	bool all_owners;
};

int twstat_opener_init(struct twstat_opener *opener, struct net *net);
u64 twstat_opener_boottime_ns(u64 boottime_ns);
void twstat_opener_release(struct twstat_opener *opener);

#endif /* TWSTAT_OPENER_H */
