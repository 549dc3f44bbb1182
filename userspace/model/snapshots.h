/* SPDX-License-Identifier: GPL-2.0 */
/* The snapshots of all network namespaces. */
#ifndef TWSTAT_READER_SNAPSHOTS_H
#define TWSTAT_READER_SNAPSHOTS_H

#include "model/snapshot.h"

/**
 * struct snapshots - one snapshot of each namespace
 * @common: what they share: the source, and which sections the text had
 * @has_namespaces: the text had their section
 * @item: the snapshots
 * @nr_items: how many
 */
struct snapshots {
	struct snapshot common;
	bool has_namespaces;
	struct snapshot *item;
	size_t nr_items;
};

void snapshots_init(struct snapshots *all);
void snapshots_free(struct snapshots *all);
struct snapshot *snapshots_add(struct snapshots *all);
void snapshots_sort(struct snapshots *all);
struct snapshot *snapshots_find(const struct snapshots *all, uint64_t inode);
uint64_t snapshot_inode(const struct snapshot *snap);

#endif
