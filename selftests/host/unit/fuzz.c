// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "compare.h"
#include "fuzz.h"
#include "core/sort.h"
#include "unit.h"

/* Two bytes: limit, hash and initial destinations. Then three bytes per socket. */
#define FUZZ_HEAD 2
#define FUZZ_SOCKET 3
/* Second byte: more destinations than a small table has, or than a page of heads. */
#define FUZZ_FAR 0x40
#define FUZZ_FAR_DESTINATIONS 600
#define FUZZ_SPLIT 0x80
#define FUZZ_SPLIT_DESTINATIONS 1100
/* Second byte of a socket, above its kind and reuse. */
#define FUZZ_USABLE 0x10
#define FUZZ_END_BATCH 0x20
#define FUZZ_BOUND 0x40

static s32 fuzz_remaining(u8 byte)
{
	if (byte < 8)
		return -1000 * (s32)byte - 1;
	if (byte < 200)
		return 320 * (byte - 8);
	return 60000 + 5000 * (byte - 200);
}

static void fuzz_socket(struct sample *sample, const u8 *data, u32 hash)
{
	struct twstat_observation *observation = &sample->observation;

	sample_numbered(sample, data[0], data[1] & 3, hash);
	sample->socket.remaining_ms = fuzz_remaining(data[2]);
	observation->bin = oracle_bin(sample->socket.remaining_ms);
	if (observation->service.side == TWSTAT_INBOUND)
		return;
	observation->port_usable = !!(data[1] & FUZZ_USABLE);
	observation->port_bound = observation->port_usable && data[1] & FUZZ_BOUND;
	if (sample->socket.kind == TWSTAT_TIME_WAIT)
		observation->reuse ^= data[1] >> 2 & 3;
}

static void fuzz_fill(struct compared *compared, const u8 *data, size_t size, u32 hash)
{
	struct sample samples[COMPARE_BATCH];
	u32 count = 0;

	for (; size >= FUZZ_SOCKET; size -= FUZZ_SOCKET, data += FUZZ_SOCKET) {
		fuzz_socket(&samples[count++], data, hash);
		if (count < COMPARE_BATCH && !(data[1] & FUZZ_END_BATCH))
			continue;
		compare_add(compared, samples, count);
		count = 0;
	}
	compare_add(compared, samples, count);
}

static u32 fuzz_before(u8 byte)
{
	if (byte & FUZZ_SPLIT)
		return FUZZ_SPLIT_DESTINATIONS;
	return byte & FUZZ_FAR ? FUZZ_FAR_DESTINATIONS : 0;
}

/* Destinations other than the following ones, which may evict those with live sockets. */
static void fuzz_fill_before(struct compared *compared, u32 destinations)
{
	struct sample sample;
	u32 i;

	for (i = 0; i < destinations; i++) {
		sample_numbered(&sample, 0x100 + i, i % 3 ? TWSTAT_TIME_WAIT : TWSTAT_LIVE,
				SAMPLE_HASH_GOOD);
		compare_add(compared, &sample, 1);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct compared *compared;
	u32 before;

	if (size < FUZZ_HEAD)
		return 0;
	before = fuzz_before(data[1]);
	compared = compare_new(1 + data[0] + before / TWSTAT_SIDES);
	fuzz_fill_before(compared, before);
	fuzz_fill(compared, data + FUZZ_HEAD, size - FUZZ_HEAD, data[1] % SAMPLE_HASHES);
	compare_check(compared);
	compare_finish(compared);
	twstat_sort(&compared->table);
	compare_order(&compared->table);
	compare_check(compared);
	compare_free(compared);
	if (!unit_all_held())
		abort();
	return 0;
}
