// SPDX-License-Identifier: GPL-2.0
/* The memory of the snapshots of all network namespaces, and finding one of them. */
#include <stdlib.h>
#include <string.h>

#include "model/snapshots.h"

/** snapshots_init() - no snapshots yet */
void snapshots_init(struct snapshots *all)
{
	memset(all, 0, sizeof(*all));
}

/** snapshots_free() - free all of them */
void snapshots_free(struct snapshots *all)
{
	size_t i;

	for (i = 0; i < all->nr_items; i++)
		snapshot_free(&all->item[i]);
	free(all->item);
	snapshot_free(&all->common);
	snapshots_init(all);
}

/** snapshots_add() - one more, empty; NULL without memory. It moves the others. */
struct snapshot *snapshots_add(struct snapshots *all)
{
	struct snapshot *items = array_grow(all->item, all->nr_items, sizeof(*items));

	if (!items)
		return NULL;
	all->item = items;
	items += all->nr_items++;
	snapshot_init(items);
	return items;
}

/** snapshot_inode() - the inode of its namespace, 0 when it is not known */
uint64_t snapshot_inode(const struct snapshot *snap)
{
	return summary_get(&snap->summary, KEY_NETNS);
}

static int compare_inodes(const void *left, const void *right)
{
	uint64_t a = snapshot_inode(left), b = snapshot_inode(right);

	return (a > b) - (a < b);
}

/** snapshots_sort() - put them in the order of their inodes */
void snapshots_sort(struct snapshots *all)
{
	if (all->nr_items)
		qsort(all->item, all->nr_items, sizeof(*all->item), compare_inodes);
}

/** snapshots_find() - that of a namespace; they have to be sorted. NULL without one. */
struct snapshot *snapshots_find(const struct snapshots *all, uint64_t inode)
{
	size_t low = 0, high = all->nr_items;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (snapshot_inode(&all->item[middle]) < inode)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == all->nr_items || snapshot_inode(&all->item[low]) != inode)
		return NULL;
	return &all->item[low];
}
