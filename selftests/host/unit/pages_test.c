// SPDX-License-Identifier: GPL-2.0
#include "memory.h"
#include "unit.h"

#define SLOTS ((u32)TWSTAT_DIRECTORY_SLOTS)

/* Pages, the directories that hold pointers to them, and the root of those. */
static u32 with_directories(u32 count)
{
	return count + (count + SLOTS - 1) / SLOTS + (count > 0);
}

static void grow_and_trim(void)
{
	static const u32 counts[] = {
		1,	   2,	      SLOTS - 1, SLOTS,	    SLOTS + 1, 2 * SLOTS, 2 * SLOTS + 1,
		2 * SLOTS, SLOTS + 1, SLOTS,	 SLOTS - 1, 3 * SLOTS, 1,	  0,
		5,
	};
	struct twstat_memory memory = { 0 };
	struct twstat_pages pages;
	u32 i;

	twstat_pages_init(&pages, &memory);
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		if (pages.count < counts[i])
			UNIT_EQUAL(twstat_pages_reserve(&pages, counts[i]), 0);
		else
			twstat_pages_trim(&pages, counts[i]);
		UNIT_EQUAL(pages.count, counts[i]);
		UNIT_EQUAL(memory.held, with_directories(counts[i]));
	}
	twstat_pages_free(&pages);
	UNIT_EQUAL(memory.held, 0);
	twstat_pages_free(&pages);
	UNIT_EQUAL(twstat_pages_reserve(&pages, 1), 0);
	twstat_pages_free(&pages);
	UNIT_EQUAL(memory.held, 0);
}

static void nothing_to_do(void)
{
	struct twstat_memory memory = { 0 };
	struct twstat_pages pages;

	twstat_pages_init(&pages, &memory);
	UNIT_EQUAL(twstat_pages_reserve(&pages, 0), 0);
	UNIT_EQUAL(twstat_pages_reserve(&pages, 3), 0);
	UNIT_EQUAL(twstat_pages_reserve(&pages, 2), 0);
	twstat_pages_trim(&pages, 3);
	twstat_pages_trim(&pages, 4);
	UNIT_EQUAL(pages.count, 3);
	UNIT_EQUAL(memory.calls, 5);
	twstat_pages_free(&pages);
}

/* Pages are not moved while the array grows and shrinks. */
static void pages_stay(void)
{
	struct twstat_memory memory = { 0 };
	u32 i, count = 2 * SLOTS + 3;
	struct twstat_pages pages;

	twstat_pages_init(&pages, &memory);
	for (i = 0; i < count; i++) {
		UNIT_EQUAL(twstat_pages_reserve(&pages, i + 1), 0);
		UNIT_EQUAL(*(u32 *)twstat_page(&pages, i), 0);
		memset(twstat_page(&pages, i), 0xee, TWSTAT_PAGE_BYTES);
		*(u32 *)twstat_page(&pages, i) = i + 1;
	}
	for (i = 0; i < count; i++)
		UNIT_EQUAL(*(u32 *)twstat_page(&pages, i), i + 1);
	twstat_pages_trim(&pages, SLOTS + 1);
	for (i = 0; i < SLOTS + 1; i++)
		UNIT_EQUAL(*(u32 *)twstat_page(&pages, i), i + 1);
	UNIT_EQUAL(twstat_pages_reserve(&pages, SLOTS + 2), 0);
	UNIT_EQUAL(*(u32 *)twstat_page(&pages, SLOTS + 1), 0);
	twstat_pages_free(&pages);
}

/* Each allocation fails once, across two directories. */
static void every_allocation_fails(void)
{
	u32 count = SLOTS + 2, fail_at, kept;
	struct twstat_memory memory = { 0 };
	struct twstat_pages pages;

	for (fail_at = 1; fail_at <= with_directories(count); fail_at++) {
		memset(&memory, 0, sizeof(memory));
		memory.fail_at = fail_at;
		twstat_pages_init(&pages, &memory);
		UNIT_EQUAL(twstat_pages_reserve(&pages, count), -ENOMEM);
		kept = pages.count;
		UNIT_TRUE(kept < count);
		UNIT_EQUAL(memory.held, with_directories(kept));
		UNIT_EQUAL(twstat_pages_reserve(&pages, count), 0);
		UNIT_EQUAL(pages.count, count);
		UNIT_EQUAL(memory.held, with_directories(count));
		twstat_pages_free(&pages);
		UNIT_EQUAL(memory.held, 0);
	}
	memory.calls = 0;
	memory.fail_at = fail_at;
	UNIT_EQUAL(twstat_pages_reserve(&pages, count), 0);
	twstat_pages_free(&pages);
}

/* An array that has as many pages as the directories can hold. */
static void too_many(void)
{
	struct twstat_memory memory = { 0 };
	struct twstat_pages pages;

	twstat_pages_init(&pages, &memory);
	pages.count = TWSTAT_PAGES_MAX;
	UNIT_EQUAL(twstat_pages_reserve(&pages, pages.count), 0);
	UNIT_EQUAL(twstat_pages_reserve(&pages, pages.count + 1), -E2BIG);
	UNIT_EQUAL(memory.calls, 0);
}

static void frees_with_pauses(void)
{
	struct twstat_memory memory = { 0 };
	struct twstat_pages pages;
	u32 before;

	twstat_pages_init(&pages, &memory);
	UNIT_EQUAL(twstat_pages_reserve(&pages, 3 * SLOTS), 0);
	before = unit_yields;
	twstat_pages_free(&pages);
	UNIT_EQUAL(unit_yields - before, 3);
}

static void grows_with_pauses(void)
{
	struct twstat_memory memory = { 0 };
	struct twstat_pages pages;
	u32 before = unit_yields;

	twstat_pages_init(&pages, &memory);
	UNIT_EQUAL(twstat_pages_reserve(&pages, 640), 0);
	UNIT_EQUAL(unit_yields - before, 10);
	twstat_pages_free(&pages);
}

static const struct unit_case cases[] = {
	{ "pages: as many as asked for, and directories for them", grow_and_trim },
	{ "pages: there already", nothing_to_do },
	{ "pages: zeroed, and never moved", pages_stay },
	{ "pages: each allocation fails once", every_allocation_fails },
	{ "pages: no more than the directories hold", too_many },
	{ "pages: others may run while they are given back", frees_with_pauses },
	{ "pages: others may run while they are allocated", grows_with_pauses },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
