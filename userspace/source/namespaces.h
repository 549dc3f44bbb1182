/* SPDX-License-Identifier: GPL-2.0 */
/* All network namespaces that can be found. */
#ifndef TWSTAT_READER_NAMESPACES_H
#define TWSTAT_READER_NAMESPACES_H

#include <stddef.h>
#include <stdint.h>

#include "model/snapshot.h"

/**
 * struct netns_found - a network namespace
 * @inode: its identity
 * @fd: open for setns()
 * @name: of `ip netns`, "self" for the current one, else "pid:NUMBER"
 */
struct netns_found {
	uint64_t inode;
	int fd;
	char name[NETNS_NAME];
};

struct namespaces {
	struct netns_found *item;
	size_t nr_items;
	int home;
};

/* Called in each namespace; any return but DONE ends the loop. */
typedef int (*namespace_visit)(const struct netns_found *ns, void *data);

int namespaces_each(namespace_visit visit, void *data);

#endif
