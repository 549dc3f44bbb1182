/* SPDX-License-Identifier: GPL-2.0 */
/* Pages from the heap, with injected allocation failures. */
#ifndef TWSTAT_UNIT_MEMORY_H
#define TWSTAT_UNIT_MEMORY_H

#include "core/pages.h"

/**
 * struct twstat_memory - memory accounting context of a test
 * @held: allocated pages
 * @calls: number of allocations, failed ones included
 * @fail_at: number of the allocation that fails, 0 for none
 */
struct twstat_memory {
	u32 held;
	u32 calls;
	u32 fail_at;
};

/* Number of calls of twstat_yield(). */
extern u32 unit_yields;

#endif /* TWSTAT_UNIT_MEMORY_H */
