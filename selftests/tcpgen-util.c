// SPDX-License-Identifier: GPL-2.0
/* The traffic generator: a growing array and a clock. */
#define _GNU_SOURCE
#include <err.h>
#include <stdlib.h>
#include <time.h>

#include "tcpgen.h"

/**
 * grow() - room for one more element
 * @array: from the last call, or NULL
 * @room: elements there is room for
 * @used: elements in use
 * @size: of an element in bytes
 *
 * Return: the array, perhaps moved. Leaves the program without memory.
 */
void *grow(void *array, size_t *room, size_t used, size_t size)
{
	if (used < *room)
		return array;
	*room = *room ? *room * 2 : 1024;
	array = reallocarray(array, *room, size);
	if (!array)
		err(1, "memory");
	return array;
}

/**
 * clock_now() - nanoseconds of a clock
 * @clock: as for clock_gettime()
 */
unsigned long long clock_now(int clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}
