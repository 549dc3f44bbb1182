/* SPDX-License-Identifier: GPL-2.0 */
/* Which processes hold live sockets to a destination. */
#ifndef TWSTAT_READER_HOLDERS_H
#define TWSTAT_READER_HOLDERS_H

#include "model/filter.h"
#include "model/snapshot.h"

/**
 * struct holder - a process and a destination that it holds sockets to
 * @dest: the destination; only its addresses, side and port are set
 * @pid: the process, 0 for sockets whose process was not seen
 * @name: its command
 * @sockets: how many it holds
 */
struct holder {
	struct destination dest;
	int pid;
	char name[64];
	uint64_t sockets;
};

struct holders {
	struct holder *item;
	size_t nr_items;
};

int holders_find(struct holders *list, const char *netns, const struct filter *filter);
void holders_free(struct holders *list);

#endif
