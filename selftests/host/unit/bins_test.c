// SPDX-License-Identifier: GPL-2.0
#include <limits.h>

#include "oracle.h"
#include "unit.h"

static void edges(void)
{
	static const struct {
		s32 remaining_ms;
		u32 bin;
	} edge[] = {
		{ INT_MIN, 0 }, { -1000, 0 },	{ -1, 0 },	{ 0, 1 },	 { 1, 1 },
		{ 999, 1 },	{ 1000, 1 },	{ 1001, 2 },	{ 2000, 2 },	 { 2001, 3 },
		{ 59000, 59 },	{ 59001, 60 },	{ 60000, 60 },	{ 60001, 61 },	 { 120000, 61 },
		{ 120001, 62 }, { 300000, 62 }, { 300001, 63 }, { INT_MAX, 63 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(edge); i++)
		UNIT_EQUAL(twstat_bin(edge[i].remaining_ms), edge[i].bin);
}

static void every_millisecond(void)
{
	s32 remaining_ms;

	for (remaining_ms = -2000; remaining_ms < 310000; remaining_ms++)
		if (!UNIT_EQUAL(twstat_bin(remaining_ms), oracle_bin(remaining_ms)))
			return;
}

static void ends_are_inside(void)
{
	u32 bin;

	for (bin = 1; bin < TWSTAT_BIN_BEYOND; bin++) {
		UNIT_EQUAL(twstat_bin(twstat_bin_end_ms(bin)), bin);
		UNIT_EQUAL(twstat_bin(twstat_bin_end_ms(bin) + 1), bin + 1);
	}
	UNIT_EQUAL(twstat_bin_end_ms(TWSTAT_BIN_OVERDUE), 0);
	UNIT_EQUAL(twstat_bin(twstat_bin_end_ms(TWSTAT_BIN_OVERDUE) - 1), TWSTAT_BIN_OVERDUE);
}

static const struct unit_case cases[] = {
	{ "bins: each edge is in the bin it should be in", edges },
	{ "bins: every millisecond of five minutes", every_millisecond },
	{ "bins: the end of a bin is inside it and begins the next", ends_are_inside },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
