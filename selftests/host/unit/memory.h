/* SPDX-License-Identifier: GPL-2.0 */
/* Pages from the heap, counted, and refused when a test wants it. */
#ifndef TWSTAT_UNIT_MEMORY_H
#define TWSTAT_UNIT_MEMORY_H

#include "core/pages.h"

/**
 * struct twstat_memory - who pays in a test
 * @held: pages handed out
 * @calls: how often a page was asked for
 * @fail_at: the call that is refused, 0 for none
 */
struct twstat_memory {
	u32 held;
	u32 calls;
	u32 fail_at;
};

/* How often the code under test let others run. */
extern u32 unit_yields;

#endif /* TWSTAT_UNIT_MEMORY_H */
