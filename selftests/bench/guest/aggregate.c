// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <string.h>

#include "aggregate.h"
#include "touched.h"

static struct destination *slots;
static uint32_t slots_mask, used;
static uint32_t (*histograms)[BINS];
static uint32_t histograms_used;

void aggregate_prepare(uint32_t sockets, uint32_t destinations)
{
	uint32_t size = 1024, several = sockets - destinations;

	while (size < 2 * destinations)
		size *= 2;
	slots_mask = size - 1;
	slots = touched(size * sizeof(*slots));
	/* A destination with sockets in two bins has at least two, so fewer need a histogram. */
	if (several > destinations)
		several = destinations;
	histograms = touched((several + 1) * sizeof(*histograms));
}

uint32_t aggregate_bin(int32_t remaining_ms)
{
	if (remaining_ms < 0)
		return 0;
	if (remaining_ms <= 1000)
		return 1;
	if (remaining_ms <= 60000)
		return (remaining_ms + 999) / 1000;
	return remaining_ms <= 120000 ? 61 : remaining_ms <= 300000 ? 62 : 63;
}

static uint32_t hash(const struct destination *key)
{
	uint64_t mixed = ((uint64_t)key->local << 32 | key->remote) * 0x9e3779b97f4a7c15u;

	mixed ^= ((uint64_t)key->port << 32 | key->device) * 0xc2b2ae3d27d4eb4fu;
	return (mixed * 0x9e3779b97f4a7c15u) >> 32;
}

static struct destination *find(const struct destination *key)
{
	uint32_t slot = hash(key) & slots_mask;
	struct destination *destination;

	for (;; slot = (slot + 1) & slots_mask) {
		destination = &slots[slot];
		if (!destination->count)
			break;
		if (!memcmp(destination, key, offsetof(struct destination, count)))
			return destination;
	}
	if (++used > slots_mask)
		errx(1, "more destinations than were prepared for");
	memcpy(destination, key, offsetof(struct destination, count));
	return destination;
}

static void count_bin(struct destination *destination, int32_t remaining_ms)
{
	uint32_t bin = aggregate_bin(remaining_ms);

	if (!destination->histogram) {
		if (!destination->count || bin == aggregate_bin(destination->min_ms))
			return;
		destination->histogram = ++histograms_used;
		histograms[histograms_used][aggregate_bin(destination->min_ms)] =
			destination->count;
	}
	histograms[destination->histogram][bin]++;
}

void aggregate_add(const struct destination *key, int32_t remaining_ms)
{
	struct destination *destination = find(key);

	count_bin(destination, remaining_ms);
	if (!destination->count++) {
		destination->min_ms = remaining_ms;
		destination->max_ms = remaining_ms;
	} else if (remaining_ms < destination->min_ms) {
		destination->min_ms = remaining_ms;
	} else if (remaining_ms > destination->max_ms) {
		destination->max_ms = remaining_ms;
	}
}

uint64_t aggregate_sockets(void)
{
	uint64_t sockets = 0;
	uint32_t slot;

	for (slot = 0; slot <= slots_mask; slot++)
		sockets += slots[slot].count;
	return sockets;
}

uint32_t aggregate_destinations(void)
{
	return used;
}
