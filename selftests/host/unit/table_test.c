// SPDX-License-Identifier: GPL-2.0
#include "core/bins.h"
#include "compare.h"
#include "unit.h"

/* An inline bin: the maximum count, and its position. */
#define INLINE_BIN_SHIFT 6
#define INLINE_BIN_MAX ((1U << 26) - 1)

static void random_sockets(enum sample_hash hash, u32 limit)
{
	struct compared *compared = compare_new(limit);
	u32 round;

	for (round = 0; round < 4; round++) {
		compare_fill(compared, 3000, 10 << 2 * round, hash);
		compare_check(compared);
	}
	compare_free(compared);
}

static void spread_well(void)
{
	random_sockets(SAMPLE_HASH_GOOD, 65536);
}

static void in_one_chain(void)
{
	random_sockets(SAMPLE_HASH_ONE, 65536);
}

static void in_few_chains(void)
{
	random_sockets(SAMPLE_HASH_FEW, 65536);
}

static void same_low_bits(void)
{
	random_sockets(SAMPLE_HASH_HIGH, 65536);
}

static void too_many(void)
{
	static const u32 limits[] = { 1, 2, 7, 36, 150, 319, 320 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		random_sockets(i % SAMPLE_HASHES, limits[i]);
}

/* After many splits of the index each destination is found, once. */
static void found_again(void)
{
	struct compared *compared = compare_new(1U << 20);
	struct twstat_table *table = &compared->table;
	u32 number, round, count = 20000;
	struct twstat_destination *row;
	struct sample sample;

	for (round = 0; round < 2; round++)
		for (number = 0; number < count; number++) {
			sample_numbered(&sample, number, TWSTAT_TIME_WAIT, SAMPLE_HASH_GOOD);
			UNIT_EQUAL(twstat_table_reserve(table, 1), 0);
			twstat_table_add(table, &sample.observation, 1);
		}
	UNIT_EQUAL(table->count, count);
	for (number = 1; number <= count; number++) {
		row = twstat_destination(table, number);
		UNIT_EQUAL(twstat_destination_timewait(row), 2);
	}
	compare_free(compared);
}

static void nobody_asks(void)
{
	struct compared *compared = compare_new(8);
	struct sample sample;
	u32 number;

	for (number = 0; number < 64; number++) {
		sample_numbered(&sample, number, TWSTAT_REQUEST, SAMPLE_HASH_GOOD);
		compare_add(compared, &sample, 1);
		sample_numbered(&sample, number, TWSTAT_LIVE, SAMPLE_HASH_GOOD);
		if (sample.observation.service.side == TWSTAT_INBOUND)
			compare_add(compared, &sample, 1);
	}
	UNIT_EQUAL(compared->table.count, 0);
	UNIT_EQUAL(twstat_table_rows(&compared->table), 0);
	compare_check(compared);
	compare_free(compared);
}

/* Bins are added in descending order, so that they have to be sorted. */
static void inline_bins_then_all(void)
{
	struct compared *compared = compare_new(8);
	const struct twstat_destination *row;
	struct sample sample;
	u32 bin, added = 0;

	for (bin = TWSTAT_BINS; bin--;) {
		s32 end = bin ? twstat_bin_end_ms(bin - 1) + 1 : -1;

		sample_outbound(&sample, 3, TWSTAT_TIME_WAIT, end);
		UNIT_EQUAL(sample.observation.bin, bin);
		compare_add(compared, &sample, 1);
		compare_add(compared, &sample, 1);
		row = twstat_destination(&compared->table, 1);
		UNIT_EQUAL(row->has_histogram, ++added > TWSTAT_INLINE_BINS);
		compare_check(compared);
	}
	compare_free(compared);
}

/* Bin 0 with its count is different from an unused inline bin. */
static void overdue_among_inline_bins(void)
{
	static const s32 remaining_ms[] = { 5000, -1, 4000, -2, -3, 100 };
	struct compared *compared = compare_new(8);
	struct sample sample;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(remaining_ms); i++) {
		sample_outbound(&sample, 3, TWSTAT_TIME_WAIT, remaining_ms[i]);
		compare_add(compared, &sample, 1);
		compare_check(compared);
	}
	UNIT_EQUAL(compared->table.histograms.count, 0);
	compare_free(compared);
}

static u32 count_of(const struct compared *compared, u32 bin)
{
	struct twstat_bin_cursor cursor = { .bin = bin };
	const struct twstat_table *table = &compared->table;

	if (!twstat_next_bin(twstat_destination(table, 1), &cursor) || cursor.bin != bin)
		return 0;
	return cursor.count;
}

/* A table in which most of the sockets were already counted. */
static void count_outgrows_inline_bin(u32 other_bin)
{
	struct compared *compared = compare_new(8);
	struct twstat_destination *row;
	struct sample sample, other;

	sample_outbound(&sample, 3, TWSTAT_TIME_WAIT, 30000);
	sample_outbound(&other, 3, TWSTAT_TIME_WAIT, other_bin ? 1000 * (s32)other_bin : -1);
	compare_add(compared, &other, 1);
	compare_add(compared, &sample, 1);
	row = twstat_destination(&compared->table, 1);
	row->inline_bins[1] += (INLINE_BIN_MAX - 2) << INLINE_BIN_SHIFT;
	UNIT_EQUAL(count_of(compared, 30), INLINE_BIN_MAX - 1);
	compare_add(compared, &sample, 1);
	UNIT_EQUAL(count_of(compared, 30), INLINE_BIN_MAX);
	UNIT_EQUAL(row->has_histogram, 0);
	compare_add(compared, &sample, 1);
	UNIT_EQUAL(count_of(compared, 30), INLINE_BIN_MAX + 1);
	UNIT_EQUAL(count_of(compared, other_bin), 1);
	UNIT_EQUAL(row->has_histogram, 1);
	compare_add(compared, &sample, 1);
	UNIT_EQUAL(count_of(compared, 30), INLINE_BIN_MAX + 2);
	compare_free(compared);
}

static void counts_outgrow_inline_bins(void)
{
	count_outgrows_inline_bin(TWSTAT_BIN_OVERDUE);
	count_outgrows_inline_bin(1);
	count_outgrows_inline_bin(31);
	count_outgrows_inline_bin(60);
}

static const struct unit_case cases[] = {
	{ "table: random sockets, spread well", spread_well },
	{ "table: random sockets, all in one chain", in_one_chain },
	{ "table: random sockets, in few chains", in_few_chains },
	{ "table: random sockets, hashes with the same low bits", same_low_bits },
	{ "table: random sockets, more destinations than a side may have", too_many },
	{ "table: each of 20000 destinations is found again", found_again },
	{ "table: requests and inbound connections make no destination", nobody_asks },
	{ "table: a few bins, then a whole histogram", inline_bins_then_all },
	{ "table: overdue sockets among few bins", overdue_among_inline_bins },
	{ "table: a count of more than 26 bits", counts_outgrow_inline_bins },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
