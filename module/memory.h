/* SPDX-License-Identifier: GPL-2.0 */
/* Whose memory a snapshot is, and how much of it the unprivileged may hold. */
#ifndef TWSTAT_MEMORY_H
#define TWSTAT_MEMORY_H

#include "core/pages.h"

/**
 * struct twstat_memory - one open file's account
 * @bounded: its opener lacks CAP_NET_ADMIN in the initial user namespace
 */
struct twstat_memory {
	bool bounded;
};

/* Module parameter: what all bounded accounts may hold together, in MiB. */
extern unsigned int twstat_snapshot_mb;

void *twstat_alloc(struct twstat_memory *memory, size_t size);
void twstat_free(struct twstat_memory *memory, void *address, size_t size);

#endif /* TWSTAT_MEMORY_H */
