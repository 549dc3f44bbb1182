/* SPDX-License-Identifier: GPL-2.0 */
/* Memory of open files. */
#ifndef TWSTAT_MEMORY_H
#define TWSTAT_MEMORY_H

#include <linux/gfp.h>

#include "core/pages.h"

/*
 * Charged to the reader's memory cgroup. A reader that meets its limit gets -ENOMEM:
 * __GFP_RETRY_MAYFAIL on single pages keeps the OOM killer out of it.
 */
#define TWSTAT_GFP (GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

struct twstat_account;

/**
 * struct twstat_memory - the memory accounting context of an open file
 * @account: of its opener; NULL with CAP_NET_ADMIN in the initial user namespace
 */
struct twstat_memory {
	struct twstat_account *account;
};

void *twstat_alloc(struct twstat_memory *memory, size_t size);
void twstat_free(struct twstat_memory *memory, void *address, size_t size);

#endif /* TWSTAT_MEMORY_H */
