// SPDX-License-Identifier: GPL-2.0
/* Memory of a table, and its behaviour when allocations fail. */
#include "compare.h"
#include "core/sort.h"
#include "unit.h"

#define DESTINATIONS 12000
/* Bytes per destination with one socket, and with every bin in use. */
#define BYTES_PLAIN 128
#define BYTES_FULL 384

static u32 bytes_each(const struct compared *compared)
{
	return compared->memory.held * TWSTAT_PAGE_BYTES / compared->table.count;
}

static void one_socket_each(void)
{
	struct compared *compared = compare_new(65536);
	struct twstat_table *table = &compared->table;
	struct sample sample;
	u32 number;

	for (number = 0; number < DESTINATIONS; number++) {
		sample_outbound(&sample, number, TWSTAT_TIME_WAIT, 60000);
		UNIT_EQUAL(twstat_table_reserve(table, 1), 0);
		twstat_table_add(table, &sample.observation, 1);
	}
	UNIT_EQUAL(table->count, DESTINATIONS);
	UNIT_TRUE(bytes_each(compared) <= BYTES_PLAIN);
	twstat_sort(table);
	UNIT_TRUE(bytes_each(compared) <= BYTES_PLAIN);
	compare_free(compared);
}

static void every_bin_each(void)
{
	struct compared *compared = compare_new(65536);
	struct twstat_table *table = &compared->table;
	struct sample sample;
	u32 number, bin;

	for (number = 0; number < DESTINATIONS; number++)
		for (bin = 0; bin < TWSTAT_BINS; bin++) {
			sample_outbound(&sample, number, TWSTAT_TIME_WAIT, 0);
			sample.observation.bin = bin;
			UNIT_EQUAL(twstat_table_reserve(table, 1), 0);
			twstat_table_add(table, &sample.observation, 1);
		}
	UNIT_EQUAL(table->count, DESTINATIONS);
	UNIT_EQUAL(table->histograms.count, DESTINATIONS);
	UNIT_TRUE(bytes_each(compared) <= BYTES_FULL);
	compare_free(compared);
}

/* A batch reserves no more than it can need, and sorting frees the rest. */
static void order_gives_back(void)
{
	struct compared *compared = compare_new(65536);
	u32 before;

	compare_fill(compared, 2000, 100, SAMPLE_HASH_GOOD);
	UNIT_EQUAL(twstat_table_reserve(&compared->table, 10000), 0);
	before = compared->memory.held;
	twstat_sort(&compared->table);
	UNIT_TRUE(compared->memory.held < before / 4);
	UNIT_EQUAL(compared->table.index.count, 0);
	compare_check(compared);
	compare_free(compared);
}

static void reserve_within_limit(void)
{
	struct compared *compared = compare_new(10);
	u32 held;

	UNIT_EQUAL(twstat_table_reserve(&compared->table, 1U << 31), 0);
	held = compared->memory.held;
	UNIT_TRUE(held < 16);
	UNIT_EQUAL(twstat_table_reserve(&compared->table, ~0U), 0);
	UNIT_EQUAL(compared->memory.held, held);
	compare_fill(compared, 3000, 100, SAMPLE_HASH_GOOD);
	UNIT_EQUAL(compared->memory.held, held);
	compare_check(compared);
	compare_free(compared);
}

/* A failed reservation is reported, changes nothing, and may be repeated. */
static void retry(struct compared *compared, const struct sample *sample)
{
	u32 count = compared->table.count;

	UNIT_EQUAL(twstat_table_reserve(&compared->table, 1), -ENOMEM);
	UNIT_EQUAL(compared->table.count, count);
	compare_check(compared);
	compare_add(compared, sample, 1);
}

static void every_allocation_fails(void)
{
	struct compared *compared = compare_new(65536);
	struct twstat_memory *memory = &compared->memory;
	u32 i, failures = 0;
	struct sample sample;

	for (i = 0; i < 4000; i++) {
		sample_random(&sample, 900, SAMPLE_HASH_GOOD);
		memory->fail_at = memory->calls + 1;
		if (twstat_table_reserve(&compared->table, 1)) {
			failures++;
			memory->fail_at = memory->calls + 1;
			retry(compared, &sample);
		} else {
			memory->fail_at = 0;
			compare_add(compared, &sample, 1);
		}
	}
	UNIT_TRUE(failures > 20);
	compare_check(compared);
	compare_free(compared);
}

/* A reservation of many pages fails at each of them. */
static void every_page_of_a_batch_fails(void)
{
	struct compared *compared;
	u32 fail_at;
	int err;

	for (fail_at = 1;; fail_at++) {
		compared = compare_new(65536);
		compared->memory.fail_at = fail_at;
		err = twstat_table_reserve(&compared->table, 3000);
		UNIT_TRUE(err == 0 || err == -ENOMEM);
		compared->memory.fail_at = 0;
		compare_fill(compared, 500, 100, SAMPLE_HASH_GOOD);
		compare_check(compared);
		compare_free(compared);
		if (!err)
			break;
	}
	UNIT_TRUE(fail_at > 250);
}

/* Adding allocates nothing beyond the reservation. */
static void adding_needs_no_memory(void)
{
	struct compared *compared = compare_new(65536);
	struct twstat_observation observations[COMPARE_BATCH];
	struct sample samples[COMPARE_BATCH];
	u32 round, i, calls;

	for (round = 0; round < 200; round++) {
		for (i = 0; i < COMPARE_BATCH; i++) {
			sample_random(&samples[i], 1U << 20, SAMPLE_HASH_GOOD);
			observations[i] = samples[i].observation;
		}
		UNIT_EQUAL(twstat_table_reserve(&compared->table, COMPARE_BATCH), 0);
		calls = compared->memory.calls;
		twstat_table_add(&compared->table, observations, COMPARE_BATCH);
		UNIT_EQUAL(compared->memory.calls, calls);
	}
	compare_free(compared);
}

static const struct unit_case cases[] = {
	{ "memory: 128 bytes for a destination with one socket", one_socket_each },
	{ "memory: 384 bytes for a destination with a whole histogram", every_bin_each },
	{ "memory: ordering gives back what adding needed", order_gives_back },
	{ "memory: no more is reserved than the limit allows", reserve_within_limit },
	{ "memory: each allocation fails on the way", every_allocation_fails },
	{ "memory: each page of a large batch fails", every_page_of_a_batch_fails },
	{ "memory: adding needs no more than was reserved", adding_needs_no_memory },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
