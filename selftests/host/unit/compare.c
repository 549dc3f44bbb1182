// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <stdlib.h>

#include "core/bins.h"
#include "compare.h"
#include "core/others.h"
#include "core/sort.h"
#include "unit.h"

/**
 * compare_new() - allocate an empty table and its oracle
 * @limit: maximum number of destinations per side
 */
struct compared *compare_new(u32 limit)
{
	struct compared *compared = calloc(1, sizeof(*compared));

	assert(compared);
	compared->oracle.limit = limit;
	twstat_table_init(&compared->table, &compared->memory, limit);
	twstat_dest_cache_init(&compared->cache);
	return compared;
}

/**
 * compare_free() - free both and check that no memory is left
 * @compared: from compare_new()
 */
void compare_free(struct compared *compared)
{
	twstat_table_free(&compared->table);
	UNIT_EQUAL(compared->memory.held, 0);
	free(compared);
}

/* As the module does it: cached destinations first. */
static void compare_add_one(struct compared *compared, const struct twstat_observation *observation)
{
	struct twstat_table *table = &compared->table;

	if (!twstat_dest_cache_add(&compared->cache, table, observation) &&
	    !twstat_dest_cache_fill(&compared->cache, table, observation))
		twstat_table_add(table, observation, 1);
}

/**
 * compare_add() - add sockets to both
 * @compared: table and oracle
 * @sample: the sockets
 * @count: number of sockets, at most COMPARE_BATCH; an odd number is added one by one
 */
void compare_add(struct compared *compared, const struct sample *sample, u32 count)
{
	struct twstat_observation observations[COMPARE_BATCH];
	u32 i;

	for (i = 0; i < count; i++) {
		observations[i] = sample[i].observation;
		observations[i].socket = &sample[i].socket;
		oracle_add(&compared->oracle, &observations[i]);
		twstat_totals_add(&compared->totals, &observations[i]);
	}
	UNIT_EQUAL(twstat_table_reserve(&compared->table, count), 0);
	if (count % 2)
		for (i = 0; i < count; i++)
			compare_add_one(compared, &observations[i]);
	else
		twstat_table_add(&compared->table, observations, count);
}

/**
 * compare_fill() - add random sockets to both, in batches of random size
 * @compared: table and oracle
 * @sockets: number of sockets
 * @destinations: number of destinations
 * @hash: distribution of their hashes
 */
void compare_fill(struct compared *compared, u32 sockets, u32 destinations, enum sample_hash hash)
{
	struct sample samples[COMPARE_BATCH];
	u32 i, batch;

	for (; sockets; sockets -= batch) {
		batch = min_t(u32, 1 + unit_below(COMPARE_BATCH), sockets);
		for (i = 0; i < batch; i++)
			sample_random(&samples[i], destinations, hash);
		compare_add(compared, samples, batch);
	}
}

/* Bins are in ascending order, without duplicates, and none is empty. */
static void check_bins(const struct twstat_destination *row, const struct oracle_row *wanted)
{
	struct twstat_bin_cursor cursor = { .bin = 0 };
	u32 bin = 0;

	while (twstat_next_bin(row, &cursor)) {
		for (; bin < cursor.bin; bin++)
			UNIT_EQUAL(0, wanted->bins[bin]);
		UNIT_TRUE(cursor.count > 0);
		UNIT_EQUAL(cursor.count, wanted->bins[bin++]);
		cursor.bin++;
	}
	for (; bin < TWSTAT_BINS; bin++)
		UNIT_EQUAL(0, wanted->bins[bin]);
}

static void check_row(const struct twstat_destination *row, const struct oracle_row *wanted)
{
	u32 i;

	UNIT_EQUAL(twstat_destination_timewait(row), wanted->timewait);
	UNIT_EQUAL(row->fin_wait2, wanted->fin_wait2);
	UNIT_EQUAL(row->overdue, wanted->overdue);
	if (oracle_row_shown(wanted)) {
		UNIT_EQUAL(row->min_ms, wanted->min_ms);
		UNIT_EQUAL(row->max_ms, wanted->max_ms);
	}
	for (i = 0; i < TWSTAT_REUSE_STATES; i++)
		UNIT_EQUAL(row->timewait[i], wanted->reuse[i]);
	check_bins(row, wanted);
}

/*
 * The live sockets and ports of a row are all that the destination has, unless the
 * row is incomplete. Only rows that were added to a full side may be incomplete.
 */
static void check_live(const struct compared *compared, bool room,
		       const struct twstat_destination *row, const struct oracle_row *wanted)
{
	if (!row->incomplete) {
		UNIT_EQUAL(row->live, wanted->live);
		UNIT_EQUAL(row->ports, wanted->ports);
		UNIT_EQUAL(row->bound, wanted->bound);
		return;
	}
	UNIT_TRUE(!room);
	UNIT_TRUE(twstat_destination_has_row(row));
	UNIT_TRUE(row->live <= (compared->finished ? 0 : wanted->live));
	UNIT_TRUE(row->ports <= (compared->finished ? 0 : wanted->ports));
	UNIT_TRUE(row->bound <= (compared->finished ? 0 : wanted->bound));
}

static void check_destinations(const struct compared *compared)
{
	const struct twstat_table *table = &compared->table;
	struct oracle *oracle = (struct oracle *)&compared->oracle;
	const struct twstat_destination *row;
	u32 number, sides[TWSTAT_SIDES] = { 0 }, shown[TWSTAT_SIDES] = { 0 };
	u32 met[TWSTAT_SIDES] = { 0 };
	struct oracle_row *wanted;

	for (number = 0; number < oracle->count; number++)
		met[oracle->row[number].service.side]++;
	for (number = 1; number <= table->count; number++) {
		row = twstat_destination(table, number);
		sides[row->key.service.side]++;
		shown[row->key.service.side] += twstat_destination_has_row(row);
		UNIT_TRUE(!row->is_other);
		wanted = oracle_find(oracle, row->key.service, &row->key.addrs);
		if (!UNIT_TRUE(wanted))
			continue;
		if (twstat_destination_has_row(row))
			check_row(row, wanted);
		check_live(compared, met[wanted->service.side] <= oracle->limit, row, wanted);
	}
	for (number = 0; number < TWSTAT_SIDES; number++) {
		UNIT_EQUAL(shown[number], oracle->shown[number]);
		UNIT_EQUAL(sides[number], table->side_count[number]);
		UNIT_TRUE(sides[number] <= oracle->limit);
	}
	UNIT_EQUAL(twstat_table_rows(table), shown[0] + shown[1]);
}

static void check_others(const struct compared *compared)
{
	const struct twstat_table *table = &compared->table;
	u64 sockets = 0, live = 0, ports = 0;
	u32 i;

	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++) {
		const struct twstat_destination *row =
			&table->other[i / TWSTAT_SIDES][i % TWSTAT_SIDES];
		const struct oracle_row *wanted =
			&compared->oracle.other[i / TWSTAT_SIDES][i % TWSTAT_SIDES];

		UNIT_TRUE(row->is_other);
		UNIT_EQUAL(row->key.service.family, i / TWSTAT_SIDES);
		UNIT_EQUAL(row->key.service.side, i % TWSTAT_SIDES);
		check_row(row, wanted);
		sockets += wanted->timewait + wanted->fin_wait2;
		live += row->live;
		ports += row->ports;
	}
	UNIT_EQUAL(twstat_table_sum_other(table).sockets, sockets);
	UNIT_EQUAL(twstat_table_sum_other(table).live, live);
	UNIT_EQUAL(twstat_table_sum_other(table).ports, ports);
}

static void sum_up(struct oracle_row *sum, const struct twstat_destination *row)
{
	u32 i;

	sum->timewait += twstat_destination_timewait(row);
	sum->fin_wait2 += row->fin_wait2;
	sum->overdue += row->overdue;
	sum->live += row->live;
	sum->ports += row->ports;
	for (i = 0; i < TWSTAT_REUSE_STATES; i++)
		sum->reuse[i] += row->timewait[i];
}

/* No socket is lost or counted twice, whichever destinations were evicted. */
static void check_sums(const struct compared *compared)
{
	const struct twstat_table *table = &compared->table;
	const struct twstat_totals *totals = &compared->totals;
	struct oracle_row sum = { .live = 0 };
	u64 live = 0, ports = 0;
	u32 i;

	for (i = 1; i <= table->count; i++)
		sum_up(&sum, twstat_destination(table, i));
	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++)
		sum_up(&sum, &table->other[i / TWSTAT_SIDES][i % TWSTAT_SIDES]);
	for (i = 0; i < compared->oracle.count; i++) {
		live += compared->oracle.row[i].live;
		ports += compared->oracle.row[i].ports;
	}
	UNIT_EQUAL(sum.timewait, twstat_totals_kind(totals, TWSTAT_TIME_WAIT));
	UNIT_EQUAL(sum.fin_wait2, twstat_totals_kind(totals, TWSTAT_FIN_WAIT2));
	UNIT_EQUAL(sum.overdue, twstat_totals_overdue(totals));
	UNIT_EQUAL(sum.live, live);
	UNIT_EQUAL(sum.ports, ports);
	/* No reuse state applies to FIN_WAIT2. */
	sum.reuse[TWSTAT_REUSE_NONE] += sum.fin_wait2;
	for (i = 0; i < TWSTAT_REUSE_STATES; i++)
		UNIT_EQUAL(sum.reuse[i], twstat_totals_reuse(totals, i));
}

/**
 * compare_finish() - finish the table and compare it
 * @compared: table and oracle
 */
void compare_finish(struct compared *compared)
{
	twstat_table_finish(&compared->table);
	compared->finished = true;
	compare_check(compared);
}

/**
 * compare_check() - compare the table with the oracle
 * @compared: table and oracle; the table may be sorted
 */
void compare_check(const struct compared *compared)
{
	check_destinations(compared);
	check_others(compared);
	check_sums(compared);
}

static u64 sockets_of(const struct twstat_destination *row)
{
	return twstat_destination_sockets(row);
}

/**
 * compare_order() - check that rows descend, without duplicates, other rows last
 * @table: a sorted table
 */
void compare_order(const struct twstat_table *table)
{
	u32 rows = 0, others = 0, i, wanted = 0;
	const struct twstat_destination *row;
	u64 last = ~0ULL;

	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++) {
		row = &table->other[i / TWSTAT_SIDES][i % TWSTAT_SIDES];
		wanted += twstat_destination_has_row(row) || row->live;
	}
	/* The counts also end a circular list. */
	for (row = table->first; row; row = row->next) {
		if (row->is_other) {
			if (!UNIT_TRUE(others++ < wanted))
				break;
			UNIT_TRUE(twstat_destination_has_row(row) || row->live);
			continue;
		}
		UNIT_TRUE(twstat_destination_has_row(row));
		UNIT_EQUAL(others, 0);
		UNIT_TRUE(sockets_of(row) <= last);
		last = sockets_of(row);
		if (!UNIT_TRUE(rows++ < table->count))
			break;
	}
	UNIT_EQUAL(rows, twstat_table_rows(table));
	UNIT_EQUAL(others, wanted);
}
