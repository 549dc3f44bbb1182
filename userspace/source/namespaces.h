/* SPDX-License-Identifier: GPL-2.0 */
/* All network namespaces that have a name or a process. */
#ifndef TWSTAT_READER_NAMESPACES_H
#define TWSTAT_READER_NAMESPACES_H

#include <stddef.h>
#include <stdint.h>

#include "model/snapshot.h"

/**
 * struct netns_found - a network namespace
 * @inode: its identity
 * @pid: the first process that is in it, 0 for none
 * @is_self: it is the one that this process was started in
 * @fd: open for setns(), or -1
 * @name: of `ip netns`, "self" for the current one, else of that process
 */
struct netns_found {
	uint64_t inode;
	uint32_t pid;
	bool is_self;
	int fd;
	char name[NETNS_NAME];
};

/**
 * struct namespaces - those that were found
 * @item: them
 * @nr_items: how many
 * @home: the one that this process was started in, open for setns()
 */
struct namespaces {
	struct netns_found *item;
	size_t nr_items;
	int home;
};

int namespaces_find(struct namespaces *list, bool open_all);
struct netns_found *namespaces_look_up(const struct namespaces *list, uint64_t inode);
int namespaces_enter(const struct netns_found *ns);
void namespaces_return(const struct namespaces *list);
void namespaces_free(struct namespaces *list);

#endif
