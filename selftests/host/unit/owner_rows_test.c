// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "core/format.h"
#include "core/format_rows.h"
#include "core/owner_rows.h"
#include "memory.h"
#include "sample.h"
#include "unit.h"

static const struct twstat_hash_keys keys = { .start = 1, .service = { 3, 5 }, .addrs = { 7 } };

/* What the module does for each timewait socket: its destination, then its owner. */
struct counted {
	struct twstat_memory memory;
	struct twstat_snapshot snapshot;
	struct twstat_owner_counter *counter;
};

static struct counted *counted_new(u32 destinations)
{
	struct counted *counted = calloc(1, sizeof(*counted));

	twstat_table_init(&counted->snapshot.table, &counted->memory, destinations);
	twstat_owner_rows_init(&counted->snapshot.owners, &counted->memory, destinations);
	counted->counter = calloc(1, sizeof(*counted->counter));
	twstat_owner_counter_init(counted->counter, &counted->snapshot.owners, &keys);
	return counted;
}

static void counted_free(struct counted *counted)
{
	twstat_owner_rows_free(&counted->snapshot.owners);
	twstat_table_free(&counted->snapshot.table);
	UNIT_EQUAL(counted->memory.held, 0);
	free(counted->counter);
	free(counted);
}

static const struct twstat_destination *find(const struct twstat_table *table,
					     const struct twstat_observation *observation)
{
	const struct twstat_destination *found =
		twstat_chain_find(*twstat_head_of(table, observation->hash), observation);
	const union twstat_service *service = &observation->service;

	return found ? found : &table->other[service->family][service->side];
}

static void count(struct counted *counted, u32 destination, u32 kind, u32 owner)
{
	struct twstat_table *table = &counted->snapshot.table;
	struct twstat_close close = { .owner = owner, .generation = owner ? 1 : 0 };
	struct sample sample;

	sample_numbered(&sample, destination, kind, SAMPLE_HASH_GOOD);
	UNIT_EQUAL(twstat_table_reserve(table, 1), 0);
	twstat_table_add(table, &sample.observation, 1);
	UNIT_EQUAL(twstat_table_reserve(&counted->snapshot.owners.table, TWSTAT_OWNER_BATCH), 0);
	if (!twstat_owner_count_cached(counted->counter, &sample.observation, close))
		twstat_owner_count(counted->counter, find(table, &sample.observation),
				   &sample.observation, close);
	/* Sockets of one batch are given in slices. */
	if (unit_below(8) == 0)
		twstat_owner_flush(counted->counter);
}

static int finish(struct counted *counted)
{
	twstat_owner_flush(counted->counter);
	return twstat_owner_rows_finish(&counted->snapshot.owners);
}

/* The rows of a destination sum to it. */
static void check_destination(const struct counted *counted,
			      const struct twstat_destination *destination)
{
	const struct twstat_destination *row;
	u32 timewait = 0, fin_wait2 = 0, bins[TWSTAT_BINS] = {}, i;
	struct twstat_bin_cursor cursor;

	for (row = counted->snapshot.owners.table.first; row; row = row->next) {
		if (twstat_owner_destination(row) != destination)
			continue;
		timewait += twstat_destination_timewait(row);
		fin_wait2 += row->fin_wait2;
		for (cursor.bin = 0; twstat_next_bin(row, &cursor); cursor.bin++)
			bins[cursor.bin] += cursor.count;
	}
	UNIT_EQUAL(timewait, twstat_destination_timewait(destination));
	UNIT_EQUAL(fin_wait2, destination->fin_wait2);
	for (cursor.bin = 0; twstat_next_bin(destination, &cursor); cursor.bin++)
		bins[cursor.bin] -= cursor.count;
	for (i = 0; i < TWSTAT_BINS; i++)
		UNIT_EQUAL(bins[i], 0);
}

static void check_all(const struct counted *counted)
{
	const struct twstat_table *table = &counted->snapshot.table;
	const struct twstat_destination *row;
	u32 i, last = U32_MAX;

	for (i = 1; i <= table->count; i++)
		check_destination(counted, twstat_destination(table, i));
	for (i = 0; i < TWSTAT_FAMILIES * TWSTAT_SIDES; i++)
		check_destination(counted, &table->other[0][0] + i);
	for (row = counted->snapshot.owners.table.first; row; row = row->next) {
		UNIT_TRUE(twstat_destination_sockets(row) <= last);
		last = twstat_destination_sockets(row);
	}
}

static void sums(u32 limit, u32 destinations, u32 owners)
{
	struct counted *counted = counted_new(limit);
	u32 i;

	for (i = 0; i < 4000; i++)
		count(counted, unit_below(destinations), unit_below(2), 4 * unit_below(owners));
	UNIT_EQUAL(finish(counted), 0);
	check_all(counted);
	counted_free(counted);
}

static void rows_in_cache(void)
{
	sums(1000, 7, 5);
}

/* Some of them have the same place in the cache. */
static void rows_of_one_owner(void)
{
	sums(1000, 400, 1);
}

static void many_rows(void)
{
	sums(1000, 400, 50);
}

static void others(void)
{
	sums(3, 50, 9);
}

/* Beyond the limit further owners are unknown, those with a row go on. */
static void limited(void)
{
	struct counted *counted = counted_new(1000);
	const struct twstat_destination *row;
	u32 i, rows = 0, unknown = 0;

	counted->snapshot.owners.limit = 64;
	for (i = 1; i <= 2000; i++) {
		count(counted, 5, TWSTAT_TIME_WAIT, 4 * i);
		twstat_owner_flush(counted->counter);
		count(counted, 5, TWSTAT_TIME_WAIT, 4);
	}
	UNIT_EQUAL(finish(counted), 0);
	check_all(counted);
	for (row = counted->snapshot.owners.table.first; row; row = row->next) {
		rows++;
		if (!twstat_owner_close(row).generation)
			unknown = twstat_destination_timewait(row);
		if (twstat_owner_close(row).owner == 4)
			UNIT_EQUAL(twstat_destination_timewait(row), 2001);
	}
	UNIT_EQUAL(rows, 65);
	UNIT_EQUAL(unknown, 2000 - 64);
	counted_free(counted);
}

static void no_room(void)
{
	struct counted *counted = counted_new(1000);
	u32 i;

	counted->snapshot.owners.table.limit = 1;
	for (i = 0; i < 3; i++)
		count(counted, i, TWSTAT_TIME_WAIT, 0);
	UNIT_EQUAL(finish(counted), -E2BIG);
	counted_free(counted);
}

/* The text of the only row, from the column "by" on. */
static void check_text(const struct twstat_owner_seen *owner, u32 how, const char *wanted)
{
	struct counted *counted = counted_new(10);
	char text[TWSTAT_LINE_MAX], *end, *from;
	struct twstat_destination *row;

	count(counted, 1, TWSTAT_TIME_WAIT, owner ? 4 : 0);
	finish(counted);
	row = counted->snapshot.owners.table.first;
	row->key.service.device = 0;
	if (owner) {
		UNIT_EQUAL(twstat_pages_reserve(&counted->snapshot.owners.seen, 1), 0);
		*twstat_owner_seen(&counted->snapshot.owners, 0) = *owner;
		row->key.service.device = 1;
		row->key.service.port = how;
	}
	end = twstat_put_owner(text, &counted->snapshot, row);
	*end = '\0';
	from = text;
	while (from && wanted[0] && strncmp(from, wanted, strlen(wanted)))
		from = strchr(from + 1, wanted[0]);
	UNIT_TEXT(from ? wanted : text, wanted);
	counted_free(counted);
}

static void texts(void)
{
	struct twstat_owner_seen owner = { .start = 123,
					   .cgroup = 9,
					   .pid = 77,
					   .kind = TWSTAT_OWNER_PROCESS,
					   .named = true,
					   .comm = "a b\n\\\x7f\xc3" };

	twstat_format_init();
	check_text(NULL, 0, " unknown - - - - - - 1 0 ");
	check_text(&owner, TWSTAT_HOW_EXIT,
		   " process 77 123 a\\040b\\012\\134\\177\\303 0 9 exit 1 0 ");
	memcpy(owner.comm, "sixteen letters!", TWSTAT_COMM_BYTES);
	owner.cgroup = 0;
	owner.user = U32_MAX;
	owner.kind = TWSTAT_OWNER_IO_WQ;
	check_text(&owner, TWSTAT_HOW_CLOSE, " io-wq 77 123 sixteen\\040letters! - - close 1 0 ");
	strcpy(owner.comm, "-");
	owner.kind = TWSTAT_OWNER_KTHREAD;
	check_text(&owner, TWSTAT_HOW_UNKNOWN, " kthread 77 123 \\055 - - - 1 0 ");
	owner.named = false;
	owner.pid = 0;
	check_text(&owner, TWSTAT_HOW_SHUTDOWN, " kthread - - - - - shutdown 1 0 ");
	owner = (struct twstat_owner_seen){ .kind = TWSTAT_OWNER_SOFTIRQ };
	check_text(&owner, TWSTAT_HOW_UNKNOWN, " softirq - - - - - - 1 0 ");
	owner.kind = TWSTAT_OWNER_UNKNOWN;
	check_text(&owner, TWSTAT_HOW_CLOSE, " unknown - - - - - - 1 0 ");
}

static const struct unit_case cases[] = {
	{ "owner_rows: few rows sum to their destinations", rows_in_cache },
	{ "owner_rows: rows of one owner sum to their destinations", rows_of_one_owner },
	{ "owner_rows: many rows sum to their destinations", many_rows },
	{ "owner_rows: rows of other destinations", others },
	{ "owner_rows: owners beyond the limit are unknown", limited },
	{ "owner_rows: rows that there is no room for are an error", no_room },
	{ "owner_rows: the text of a row", texts },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
