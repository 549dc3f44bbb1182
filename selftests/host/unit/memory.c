// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "memory.h"

u32 unit_yields;

int twstat_page_get(struct twstat_memory *memory, void **page)
{
	if (++memory->calls == memory->fail_at)
		return -ENOMEM;
	*page = calloc(1, TWSTAT_PAGE_BYTES);
	if (!*page)
		return -ENOMEM;
	memory->held++;
	return 0;
}

void twstat_page_put(struct twstat_memory *memory, void *page)
{
	memory->held--;
	free(page);
}

void twstat_yield(void)
{
	unit_yields++;
}
