/* SPDX-License-Identifier: GPL-2.0 */
/* Every network namespace that can be found, each once. */
#ifndef TWSTAT_READER_NAMESPACES_H
#define TWSTAT_READER_NAMESPACES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct netns_found - one of them
 * @inode: tells them apart
 * @fd: open for setns()
 * @name: of `ip netns`, "self" for the own one, else "pid:NUMBER"
 */
struct netns_found {
	uint64_t inode;
	int fd;
	char name[64];
};

struct namespaces {
	struct netns_found *item;
	size_t nr_items;
	int home;
};

/* Called inside each namespace; what it returns other than DONE ends it. */
typedef int (*namespace_visit)(const struct netns_found *ns, void *data);

int namespaces_each(namespace_visit visit, void *data);

#endif
