// SPDX-License-Identifier: GPL-2.0
/* Eviction of destinations when a side is full. */
#include "compare.h"
#include "core/others.h"
#include "core/sort.h"
#include "unit.h"

static const struct twstat_destination *other_of(const struct compared *compared)
{
	return &compared->table.other[TWSTAT_IPV4][TWSTAT_OUTBOUND];
}

static void add(struct compared *compared, u32 number, enum twstat_kind kind)
{
	struct sample sample;

	sample_outbound(&sample, number, kind, 1000);
	sample.observation.port_usable = true;
	compare_add(compared, &sample, 1);
	compare_check(compared);
}

static void live_give_way(void)
{
	struct compared *compared = compare_new(2);

	add(compared, 1, TWSTAT_LIVE);
	add(compared, 1, TWSTAT_LIVE);
	add(compared, 2, TWSTAT_LIVE);
	add(compared, 3, TWSTAT_TIME_WAIT);
	UNIT_EQUAL(twstat_table_rows(&compared->table), 1);
	add(compared, 4, TWSTAT_FIN_WAIT2);
	UNIT_EQUAL(twstat_table_rows(&compared->table), 2);
	UNIT_EQUAL(other_of(compared)->live, 3);
	UNIT_EQUAL(other_of(compared)->ports, 3);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).sockets, 0);
	/* An evicted destination has no row any more. */
	add(compared, 1, TWSTAT_LIVE);
	UNIT_EQUAL(other_of(compared)->live, 4);
	compare_free(compared);
}

static void timewait_stay(void)
{
	struct compared *compared = compare_new(2);

	add(compared, 1, TWSTAT_TIME_WAIT);
	add(compared, 2, TWSTAT_FIN_WAIT2);
	add(compared, 3, TWSTAT_TIME_WAIT);
	add(compared, 3, TWSTAT_FIN_WAIT2);
	add(compared, 4, TWSTAT_TIME_WAIT);
	add(compared, 1, TWSTAT_TIME_WAIT);
	UNIT_EQUAL(twstat_table_rows(&compared->table), 2);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).sockets, 3);
	UNIT_EQUAL(twstat_destination_timewait(other_of(compared)), 2);
	UNIT_EQUAL(other_of(compared)->ports, 3);
	compare_free(compared);
}

static void live_make_nothing_give_way(void)
{
	struct compared *compared = compare_new(1);

	add(compared, 1, TWSTAT_LIVE);
	add(compared, 1, TWSTAT_LIVE);
	add(compared, 2, TWSTAT_LIVE);
	UNIT_EQUAL(compared->table.count, 1);
	UNIT_EQUAL(twstat_destination(&compared->table, 1)->live, 2);
	UNIT_EQUAL(other_of(compared)->live, 1);
	UNIT_EQUAL(twstat_table_rows(&compared->table), 0);
	compare_free(compared);
}

/* A destination with live sockets that gets a timewait socket is kept. */
static void live_with_timewait_stay(void)
{
	struct compared *compared = compare_new(2);

	add(compared, 1, TWSTAT_LIVE);
	add(compared, 1, TWSTAT_TIME_WAIT);
	add(compared, 2, TWSTAT_LIVE);
	add(compared, 3, TWSTAT_TIME_WAIT);
	UNIT_EQUAL(other_of(compared)->live, 1);
	add(compared, 2, TWSTAT_TIME_WAIT);
	UNIT_EQUAL(twstat_destination_timewait(other_of(compared)), 1);
	compare_free(compared);
}

/* Each side has its own limit, and each family its own other row. */
static void sides_apart(void)
{
	u32 number, sides[TWSTAT_SIDES] = { 0 };
	struct compared *compared = compare_new(3);
	struct sample sample;

	for (number = 0; number < 256; number++) {
		sample_numbered(&sample, number, TWSTAT_TIME_WAIT, SAMPLE_HASH_GOOD);
		if (number < 128 && sample.observation.service.side == TWSTAT_INBOUND)
			continue;
		sides[sample.observation.service.side]++;
		compare_add(compared, &sample, 1);
		compare_check(compared);
	}
	UNIT_EQUAL(compared->table.side_count[TWSTAT_OUTBOUND], 3);
	UNIT_EQUAL(compared->table.side_count[TWSTAT_INBOUND], 3);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).sockets, sides[0] + sides[1] - 6);
	compare_free(compared);
}

/* Each entry is reused once. */
static void many_give_way(void)
{
	struct compared *compared = compare_new(200);
	u32 number;

	for (number = 0; number < 200; number++)
		add(compared, number, TWSTAT_LIVE);
	for (number = 1000; number < 1250; number++)
		add(compared, number, TWSTAT_TIME_WAIT);
	UNIT_EQUAL(compared->table.count, 200);
	UNIT_EQUAL(twstat_table_rows(&compared->table), 200);
	UNIT_EQUAL(other_of(compared)->live, 200);
	UNIT_EQUAL(twstat_destination_timewait(other_of(compared)), 50);
	compare_free(compared);
}

static const struct twstat_destination *row_of(const struct compared *compared, u32 number)
{
	struct twstat_observation *observation;
	struct sample sample;

	sample_outbound(&sample, number, TWSTAT_TIME_WAIT, 1000);
	observation = &sample.observation;
	observation->socket = &sample.socket;
	return twstat_chain_find(*twstat_head_of(&compared->table, observation->hash), observation);
}

/* A destination that was evicted and is added again is incomplete. */
static void returned_is_incomplete(void)
{
	struct compared *compared = compare_new(2);
	u32 i;

	for (i = 0; i < 1000; i++)
		add(compared, 1, TWSTAT_LIVE);
	add(compared, 3, TWSTAT_LIVE);
	add(compared, 2, TWSTAT_TIME_WAIT);
	for (i = 0; i < 5; i++)
		add(compared, 1, TWSTAT_TIME_WAIT);
	add(compared, 1, TWSTAT_LIVE);
	compare_finish(compared);
	UNIT_TRUE(row_of(compared, 1)->incomplete);
	UNIT_TRUE(!row_of(compared, 2)->incomplete);
	UNIT_EQUAL(row_of(compared, 2)->ports, 1);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).live, 1002);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).ports, 1007);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).sockets, 0);
	compare_free(compared);
}

/* So is a destination whose first live sockets exceeded the limit. */
static void late_is_incomplete(void)
{
	struct compared *compared = compare_new(1);

	add(compared, 1, TWSTAT_LIVE);
	add(compared, 2, TWSTAT_LIVE);
	add(compared, 2, TWSTAT_TIME_WAIT);
	compare_finish(compared);
	UNIT_TRUE(row_of(compared, 2)->incomplete);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).live, 2);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).ports, 3);
	compare_free(compared);
}

/* Rows that were added before the side was full stay complete. */
static void early_stay_complete(void)
{
	struct compared *compared = compare_new(2);

	add(compared, 1, TWSTAT_TIME_WAIT);
	add(compared, 2, TWSTAT_LIVE);
	add(compared, 3, TWSTAT_TIME_WAIT);
	add(compared, 1, TWSTAT_LIVE);
	add(compared, 3, TWSTAT_LIVE);
	compare_finish(compared);
	UNIT_TRUE(!row_of(compared, 1)->incomplete);
	UNIT_EQUAL(row_of(compared, 1)->live, 1);
	/* Nothing was lost before the first eviction. */
	UNIT_TRUE(!row_of(compared, 3)->incomplete);
	UNIT_EQUAL(row_of(compared, 3)->live, 1);
	UNIT_EQUAL(twstat_table_sum_other(&compared->table).live, 1);
	compare_free(compared);
}

/* Other rows are shown if they have only live sockets. */
static void other_of_live_is_shown(void)
{
	struct compared *compared = compare_new(1);
	const struct twstat_destination *row;

	add(compared, 1, TWSTAT_LIVE);
	add(compared, 2, TWSTAT_TIME_WAIT);
	compare_finish(compared);
	twstat_sort(&compared->table);
	compare_order(&compared->table);
	row = compared->table.first;
	UNIT_EQUAL(twstat_destination_timewait(row), 1);
	UNIT_TRUE(row->next == other_of(compared));
	UNIT_EQUAL(row->next->live, 1);
	compare_free(compared);
}

static const struct unit_case cases[] = {
	{ "limits: live destinations give way to timewait ones", live_give_way },
	{ "limits: timewait destinations stay", timewait_stay },
	{ "limits: nothing gives way to live destinations", live_make_nothing_give_way },
	{ "limits: a live destination with timewait sockets stays", live_with_timewait_stay },
	{ "limits: sides and families apart", sides_apart },
	{ "limits: each place is taken over once", many_give_way },
	{ "limits: a destination that returns is incomplete", returned_is_incomplete },
	{ "limits: a destination whose live sockets came late is incomplete", late_is_incomplete },
	{ "limits: earlier destinations stay complete", early_stay_complete },
	{ "limits: other rows of live sockets alone are shown", other_of_live_is_shown },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
