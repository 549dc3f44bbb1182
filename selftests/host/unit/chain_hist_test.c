// SPDX-License-Identifier: GPL-2.0
#include "core/chain_hist.h"
#include "memory.h"
#include "unit.h"

#define LONGEST 2000

static void nothing(void)
{
	struct twstat_chain_hist chain_hist = { .used = 0 };
	u32 length = 1;

	UNIT_TRUE(!twstat_chain_hist_next(&chain_hist, &length));
	UNIT_EQUAL(chain_hist.used, 0);
}

static void by_hand(void)
{
	struct twstat_memory memory = { 0 };
	struct twstat_chain_hist chain_hist = { .used = 0 };
	const struct twstat_chain_len *entry;
	u32 length = 1;

	twstat_pages_init(&chain_hist.pages, &memory);
	UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, 700, 650), 0);
	UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, 2, 1), 0);
	UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, 2, 2), 0);
	UNIT_EQUAL(chain_hist.used, 3);
	entry = twstat_chain_hist_next(&chain_hist, &length);
	UNIT_TRUE(entry && length == 2);
	UNIT_TRUE(entry && entry->buckets == 2 && entry->timewait == 3);
	length++;
	entry = twstat_chain_hist_next(&chain_hist, &length);
	UNIT_TRUE(entry && length == 700);
	UNIT_TRUE(entry && entry->buckets == 1 && entry->timewait == 650);
	length++;
	UNIT_TRUE(!twstat_chain_hist_next(&chain_hist, &length));
	UNIT_TRUE(!twstat_chain_hist_next(&chain_hist, &length));
	twstat_pages_free(&chain_hist.pages);
	UNIT_EQUAL(memory.held, 0);
}

static void random_chains(void)
{
	static u64 buckets[LONGEST + 1], timewait[LONGEST + 1];
	struct twstat_memory memory = { 0 };
	struct twstat_chain_hist chain_hist = { .used = 0 };
	const struct twstat_chain_len *entry;
	u32 i, length, part, next = 1;

	twstat_pages_init(&chain_hist.pages, &memory);
	for (i = 0; i < 3000; i++) {
		length = 1 + unit_below(LONGEST);
		part = unit_below(length + 1);
		UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, length, part), 0);
		buckets[length]++;
		timewait[length] += part;
	}
	UNIT_EQUAL(chain_hist.used, 3000);
	for (length = 1; length <= LONGEST; length++) {
		if (!buckets[length])
			continue;
		entry = twstat_chain_hist_next(&chain_hist, &next);
		UNIT_EQUAL(next++, length);
		UNIT_EQUAL(entry ? entry->buckets : 0, buckets[length]);
		UNIT_EQUAL(entry ? entry->timewait : 0, timewait[length]);
	}
	UNIT_TRUE(!twstat_chain_hist_next(&chain_hist, &next));
	twstat_pages_free(&chain_hist.pages);
}

static void every_allocation_fails(void)
{
	u32 fail_at, length, last = 3 * TWSTAT_CHAIN_HIST_PER_PAGE;
	struct twstat_memory memory = { 0 };
	struct twstat_chain_hist chain_hist;

	/* Four pages, their directory and the root. */
	for (fail_at = 1; fail_at <= 6; fail_at++) {
		memset(&memory, 0, sizeof(memory));
		memset(&chain_hist, 0, sizeof(chain_hist));
		memory.fail_at = fail_at;
		twstat_pages_init(&chain_hist.pages, &memory);
		UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, last, 1), -ENOMEM);
		UNIT_EQUAL(chain_hist.used, 0);
		length = 1;
		UNIT_TRUE(!twstat_chain_hist_next(&chain_hist, &length));
		UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, last, 1), 0);
		UNIT_EQUAL(chain_hist.used, 1);
		UNIT_EQUAL(memory.held, 6);
		twstat_pages_free(&chain_hist.pages);
		UNIT_EQUAL(memory.held, 0);
	}
}

static void too_long(void)
{
	u32 most = TWSTAT_PAGES_MAX;
	struct twstat_memory memory = { 0 };
	struct twstat_chain_hist chain_hist = { .used = 0 };

	twstat_pages_init(&chain_hist.pages, &memory);
	chain_hist.pages.count = most;
	UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, most * TWSTAT_CHAIN_HIST_PER_PAGE, 0),
		   -E2BIG);
	UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, ~0U, 0), -E2BIG);
	UNIT_EQUAL(chain_hist.used, 0);
}

/* A single long chain makes many empty entries; skipping them must reschedule. */
static void long_chain_yields(void)
{
	struct twstat_memory memory = { 0 };
	struct twstat_chain_hist chain_hist = { .used = 0 };
	u32 length = 1, before;

	twstat_pages_init(&chain_hist.pages, &memory);
	UNIT_EQUAL(twstat_chain_hist_add(&chain_hist, 200000, 1), 0);
	before = unit_yields;
	UNIT_TRUE(twstat_chain_hist_next(&chain_hist, &length));
	UNIT_EQUAL(length, 200000);
	UNIT_TRUE(unit_yields - before >= 200000 / 4096);
	twstat_pages_free(&chain_hist.pages);
}

static const struct unit_case cases[] = {
	{ "chain_hist: of nothing", nothing },
	{ "chain_hist: some chains", by_hand },
	{ "chain_hist: random chains", random_chains },
	{ "chain_hist: each allocation fails once", every_allocation_fails },
	{ "chain_hist: a chain beyond what fits", too_long },
	{ "chain_hist: reschedules while it skips empty lengths", long_chain_yields },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
