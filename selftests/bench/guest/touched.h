/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that is touched before the measurement. */
#ifndef BENCH_TOUCHED_H
#define BENCH_TOUCHED_H

#include <err.h>
#include <stddef.h>
#include <sys/mman.h>

/** touched() - zeroed and touched memory; exits if there is none */
static inline void *touched(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED)
		err(1, "%zu bytes", bytes);
	return memory;
}

#endif
