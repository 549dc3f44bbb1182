/* SPDX-License-Identifier: GPL-2.0 */
/* For whom a file is open, and what that opener may see. */
#ifndef TWSTAT_OPENER_H
#define TWSTAT_OPENER_H

#include "memory.h"

struct net;

/**
 * struct twstat_opener - the opener of a file
 * @net: the network namespace of the file; the open file holds a reference
 * @memory: accounts for what the open file allocates
 * @whole_table: may see figures of the hash table that other namespaces share in
 * @mark: may see sk_mark
 */
struct twstat_opener {
	struct net *net;
	struct twstat_memory memory;
	bool whole_table;
	bool mark;
};

int twstat_opener_init(struct twstat_opener *opener, struct net *net);
void twstat_opener_release(struct twstat_opener *opener);

#endif /* TWSTAT_OPENER_H */
