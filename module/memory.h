/* SPDX-License-Identifier: GPL-2.0 */
/* Memory of open files. */
#ifndef TWSTAT_MEMORY_H
#define TWSTAT_MEMORY_H

#include "core/pages.h"

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
