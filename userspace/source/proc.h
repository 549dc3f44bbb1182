/* SPDX-License-Identifier: GPL-2.0 */
/* Paths below /proc, and network namespaces. */
#ifndef TWSTAT_READER_PROC_H
#define TWSTAT_READER_PROC_H

#include <stdbool.h>
#include <stddef.h>

/* Room for a path below /proc. */
#define PROC_PATH 256

/**
 * struct netns - the network namespace to read
 * @pid: read it through this process's folder of /proc; empty for the one that
 *	this process is in
 */
struct netns {
	char pid[16];
};

const char *proc_path(const char *name, char *buf, size_t size);
const char *proc_net_path(const struct netns *ns, const char *name, char *buf, size_t size);

int netns_select(struct netns *ns, const char *name);
int netns_enter(const struct netns *ns);
bool netns_is_gone(const struct netns *ns);

#endif
