// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "compare.h"
#include "core/sort.h"
#include "unit.h"

static void nothing(void)
{
	struct compared *compared = compare_new(4);

	twstat_sort(&compared->table);
	UNIT_TRUE(!compared->table.first);
	compare_order(&compared->table);
	compare_free(compared);
}

static void live_only(void)
{
	struct compared *compared = compare_new(4);
	struct sample sample;

	sample_outbound(&sample, 1, TWSTAT_LIVE, 0);
	compare_add(compared, &sample, 1);
	twstat_sort(&compared->table);
	compare_order(&compared->table);
	compare_free(compared);
}

static void random_rows(void)
{
	static const u32 limits[] = { 1, 2, 60, 65536 };
	struct compared *compared;
	u32 i, destinations;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		for (destinations = 1; destinations < 1000; destinations *= 4) {
			compared = compare_new(limits[i]);
			compare_fill(compared, 3000, destinations, SAMPLE_HASH_GOOD);
			twstat_sort(&compared->table);
			compare_order(&compared->table);
			compare_check(compared);
			compare_free(compared);
		}
}

/* A table whose counts are set directly. */
static void with_counts(const u32 *counts, u32 count)
{
	struct compared *compared = compare_new(1U << 20);
	struct twstat_destination *row;
	struct sample sample;
	u32 i;

	for (i = 0; i < count; i++) {
		sample_outbound(&sample, i, TWSTAT_TIME_WAIT, 1);
		UNIT_EQUAL(twstat_table_reserve(&compared->table, 1), 0);
		twstat_table_add(&compared->table, &sample.observation, 1);
		row = twstat_destination(&compared->table, i + 1);
		row->fin_wait2 = counts[i] / 3;
		row->timewait[i % TWSTAT_REUSE_STATES] = counts[i] - row->fin_wait2;
	}
	twstat_sort(&compared->table);
	compare_order(&compared->table);
	compare_free(compared);
}

/* Counts around each digit of the sort, unsorted. */
static void large_counts(void)
{
	u32 counts[2 * 32 * 3], count = 0, bit, around;

	for (bit = 0; bit < 32; bit++)
		for (around = 0; around < 3; around++) {
			counts[count++] = max_t(u32, (1U << bit) - 1 + around, 1);
			counts[count++] = max_t(u32, ~(1U << bit) - around, 1);
		}
	with_counts(counts, count);
	with_counts(counts + 1, 1);
	with_counts(counts + 8, 7);
}

static void random_counts(void)
{
	u32 i, most, count = 30000;
	u32 *counts = calloc(count, sizeof(*counts));

	for (most = 1; most < 32; most += 5) {
		for (i = 0; i < count; i++)
			counts[i] = 1 + (u32)unit_random() % (1U << most);
		with_counts(counts, count);
	}
	free(counts);
}

static void lets_others_run(void)
{
	struct compared *compared = compare_new(1U << 20);
	u32 number, before, count = 20000;
	struct sample sample;

	/* One count differs, since equal counts are not sorted. */
	for (number = 0; number <= count; number++) {
		sample_outbound(&sample, number % count, TWSTAT_TIME_WAIT, 1);
		UNIT_EQUAL(twstat_table_reserve(&compared->table, 1), 0);
		twstat_table_add(&compared->table, &sample.observation, 1);
	}
	before = unit_yields;
	twstat_sort(&compared->table);
	/* Once per page while linking rows, once per 4096 rows while sorting. */
	UNIT_TRUE(unit_yields - before >= twstat_entry_pages(count) + count / 4096);
	compare_free(compared);
}

static const struct unit_case cases[] = {
	{ "sort: of nothing", nothing },
	{ "sort: of live destinations alone", live_only },
	{ "sort: random sockets, each row once, others last", random_rows },
	{ "sort: counts of up to 32 bits", large_counts },
	{ "sort: random counts", random_counts },
	{ "sort: others may run meanwhile", lets_others_run },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
