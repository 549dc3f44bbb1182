// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "core/format_rows.h"
#include "core/left.h"
#include "core/sort.h"
#include "unit.h"

static struct twstat_port_sets ports;
static struct twstat_left left;

static void set_range(u32 minimum, u32 count)
{
	memset(&ports, 0, sizeof(ports));
	memset(&left, 0, sizeof(left));
	ports.minimum = minimum;
	ports.maximum = minimum + count - 1;
	ports.usable_count = count;
	memset(&ports.port[minimum], TWSTAT_PORT_USABLE, count);
}

static void reserve(u32 port)
{
	ports.port[port] &= ~TWSTAT_PORT_USABLE;
	ports.usable_count--;
}

static void take(u32 port)
{
	ports.port[port] |= TWSTAT_PORT_BOUND;
	ports.bound_count++;
}

static void check_left(u32 own, u32 shared, u32 least, u32 most)
{
	twstat_left_begin(&left, &ports);
	UNIT_EQUAL(twstat_left_of(&left, own, shared).least, least);
	UNIT_EQUAL(twstat_left_of(&left, own, shared).most, most);
}

static void even_ranges(void)
{
	set_range(20000, 64);
	check_left(0, 0, 64, 64);
	check_left(63, 0, 1, 1);
	check_left(64, 0, 0, 0);
	check_left(65, 0, 0, 0); /* a connection that is being recycled */
	reserve(20063);
	check_left(3, 0, 60, 60);
	take(20000);
	take(20007);
	check_left(3, 0, 58, 58);
	check_left(61, 0, 0, 0);
	set_range(1, 65535 - 1);
	check_left(1, 0, 65533, 65533);
}

/* One that either scan leaves out is in doubt, unless neither end can be had. */
static void odd_ranges(void)
{
	set_range(20000, 65);
	check_left(0, 0, 64, 65);
	check_left(64, 0, 0, 1);
	check_left(65, 0, 0, 0);
	reserve(20064);
	check_left(0, 0, 63, 64);
	take(20000);
	check_left(0, 0, 63, 63);
	set_range(20000, 65);
	take(20000);
	check_left(0, 0, 63, 64);
	reserve(20064);
	check_left(0, 0, 63, 63);
	set_range(20000, 65);
	reserve(20010);
	check_left(0, 0, 63, 64);
	set_range(20000, 3);
	check_left(0, 0, 2, 3);
}

static void one_port(void)
{
	set_range(20000, 1);
	check_left(0, 0, 1, 1);
	check_left(1, 0, 0, 0);
	take(20000);
	check_left(0, 0, 0, 0);
	set_range(20000, 2);
	check_left(0, 0, 2, 2);
}

static void in_doubt(void)
{
	set_range(20000, 64);
	check_left(10, 20, 34, 54);
	check_left(10, 60, 0, 54);
	check_left(60, TWSTAT_UNKNOWN - 1, 0, 4);
	ports.unseen_count = 5;
	check_left(10, 20, 29, 54);
	set_range(20000, 65);
	check_left(10, 20, 34, 55);
}

/* count sockets of a numbered outbound destination, on usable ports */
static void add(struct twstat_table *table, u32 number, enum twstat_kind kind, u32 count)
{
	struct sample sample;

	/* An even one is of no device. */
	sample_outbound(&sample, 2 * number, kind, 1000);
	sample.observation.socket = &sample.socket;
	sample.observation.port_usable = 1;
	for (; count; count--) {
		UNIT_EQUAL(twstat_table_reserve(table, 1), 0);
		twstat_table_add(table, &sample.observation, 1);
	}
}

static void check_order(const struct twstat_table *table, const u32 *wanted, u32 count)
{
	const struct twstat_destination *row = table->first;
	u32 i;

	for (i = 0; row && i < count; i++, row = row->next)
		UNIT_EQUAL(row->ports, wanted[i]);
	UNIT_EQUAL(i, count);
	UNIT_TRUE(!row);
}

static const struct twstat_hash_keys no_keys;

static struct compared *new_table(u32 limit, u32 range)
{
	struct compared *compared = compare_new(limit);

	set_range(20000, range);
	twstat_left_begin(&compared->table.left, &ports);
	return compared;
}

/* After all with timewait sockets, from an eighth of the usable ports on. */
static void live_rows(void)
{
	static const u32 wanted[] = { 2, 1, 40, 9, 8 };
	struct compared *compared = new_table(64, 64);
	struct twstat_table *table = &compared->table;

	add(table, 1, TWSTAT_LIVE, 8);
	add(table, 2, TWSTAT_LIVE, 40);
	add(table, 3, TWSTAT_TIME_WAIT, 1);
	add(table, 4, TWSTAT_LIVE, 7);
	add(table, 5, TWSTAT_LIVE, 9);
	add(table, 6, TWSTAT_FIN_WAIT2, 2);
	twstat_table_finish(table);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(table->live_rows, 3);
	UNIT_EQUAL(twstat_table_rows(table), 2);
	twstat_sort(table);
	check_order(table, wanted, ARRAY_SIZE(wanted));
	compare_free(compared);
}

static void live_rows_only(void)
{
	static const u32 wanted[] = { 300, 5, 2, 1 };
	struct compared *compared = new_table(64, 7);
	struct twstat_table *table = &compared->table;
	struct sample sample;

	add(table, 1, TWSTAT_LIVE, 2);
	add(table, 2, TWSTAT_LIVE, 300);
	add(table, 3, TWSTAT_LIVE, 1);
	add(table, 4, TWSTAT_LIVE, 5);
	/* One on a port out of the range. */
	sample_outbound(&sample, 20, TWSTAT_LIVE, 1000);
	compare_add(compared, &sample, 1);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(table->live_rows, 4);
	twstat_sort(table);
	check_order(table, wanted, ARRAY_SIZE(wanted));
	compare_free(compared);
}

/* The first to give way, and then their ports are those of others. */
static void live_rows_give_way(void)
{
	static const u32 wanted[] = { 1, 1, 40 };
	struct compared *compared = new_table(2, 64);
	struct twstat_table *table = &compared->table;

	add(table, 1, TWSTAT_LIVE, 40);
	add(table, 2, TWSTAT_TIME_WAIT, 1);
	add(table, 3, TWSTAT_TIME_WAIT, 1);
	twstat_table_finish(table);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(table->live_rows, 0);
	twstat_sort(table);
	check_order(table, wanted, ARRAY_SIZE(wanted));
	compare_free(compared);
}

/* What connect() finds left is not known: no such rows. */
static void not_known(void)
{
	struct compared *compared = compare_new(4);

	add(&compared->table, 1, TWSTAT_LIVE, 60000);
	twstat_left_finish(&compared->table, &no_keys);
	UNIT_EQUAL(compared->table.live_rows, 0);
	twstat_sort(&compared->table);
	UNIT_TRUE(!compared->table.first);
	compare_free(compared);
}

/* The last three columns of a row. */
static void check_text(const struct twstat_table *table, const struct twstat_destination *row,
		       const char *wanted)
{
	char *line = malloc(TWSTAT_LINE_MAX), *at;
	u32 words = 0;

	at = twstat_put_row(line, &table->left, row) - 1;
	*at = '\0';
	while (at > line && words < 3)
		words += *--at == ' ';
	UNIT_TEXT(at + 1, wanted);
	free(line);
}

static void texts(void)
{
	struct compared *compared = new_table(4, 21);
	struct twstat_destination row = { .live = 1, .fin_wait2 = 1 };
	char wanted[64];
	u32 own;

	for (own = 0; own < 24; own++) {
		row.ports = own + 3;
		row.bound = 3;
		row.timewait[TWSTAT_REUSE_NONE] = 2;
		snprintf(wanted, sizeof(wanted), "%u %u 0", own < 20 ? 20 - own : 0,
			 own < 21 ? 21 - own : 0);
		check_text(&compared->table, &row, wanted);
	}
	row.incomplete = true;
	check_text(&compared->table, &row, "- - -");
	row.incomplete = false;
	row.key.service.side = TWSTAT_INBOUND;
	row.timewait[TWSTAT_REUSE_READY] = 1;
	check_text(&compared->table, &row, "- - -");
	row.key.service.side = TWSTAT_OUTBOUND;
	row.ports = 7;
	check_text(&compared->table, &row, "16 17 1");
	compare_free(compared);
}

/* Sockets of one destination, by the device they are bound to. */
static void add_device(struct twstat_table *table, u32 device, u32 count)
{
	struct sample sample;

	sample_outbound(&sample, 8, TWSTAT_LIVE, 1000);
	sample.observation.socket = &sample.socket;
	sample.observation.service.device = device;
	sample.observation.port_usable = 1;
	sample.observation.hash = twstat_hash(&no_keys, &sample.observation);
	for (; count; count--) {
		UNIT_EQUAL(twstat_table_reserve(table, 1), 0);
		twstat_table_add(table, &sample.observation, 1);
	}
}

static const struct twstat_destination *row_of(const struct twstat_table *table, u32 device)
{
	u32 i;

	for (i = 1; i <= table->count; i++)
		if (twstat_destination(table, i)->key.service.device == device)
			return twstat_destination(table, i);
	return NULL;
}

static void devices(void)
{
	struct compared *compared = new_table(16, 64);
	struct twstat_table *table = &compared->table;

	add_device(table, 0, 20);
	add(table, 1, TWSTAT_LIVE, 30);
	add_device(table, 3, 5);
	add_device(table, 4, 9);
	twstat_table_finish(table);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(row_of(table, 3)->shared, 29);
	UNIT_EQUAL(row_of(table, 4)->shared, 25);
	check_text(table, row_of(table, 3), "30 59 0");
	check_text(table, row_of(table, 0), "44 44 0");
	compare_free(compared);
}

static void lost_devices(void)
{
	struct compared *compared = new_table(1, 64);
	struct twstat_table *table = &compared->table;

	add_device(table, 3, 10);
	add_device(table, 4, 9);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(row_of(table, 3)->shared, TWSTAT_UNKNOWN);
	check_text(table, row_of(table, 3), "- - -");
	compare_free(compared);
}

static void many_devices(void)
{
	struct compared *compared = new_table(64, 64);
	struct twstat_table *table = &compared->table;
	u32 device;

	for (device = 1; device <= TWSTAT_LEFT_DEVICES; device++)
		add_device(table, device, 1);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(row_of(table, 1)->shared, TWSTAT_LEFT_DEVICES - 1);
	compare_free(compared);
	compared = new_table(64, 64);
	table = &compared->table;
	for (device = 1; device <= TWSTAT_LEFT_DEVICES + 1; device++)
		add_device(table, device, 1);
	twstat_left_finish(table, &no_keys);
	UNIT_EQUAL(row_of(table, 1)->shared, TWSTAT_UNKNOWN);
	compare_free(compared);
}

static const struct unit_case cases[] = {
	{ "left: an even range, exactly", even_ranges },
	{ "left: an odd range but for one port", odd_ranges },
	{ "left: a range of one port, exactly", one_port },
	{ "left: ports in doubt lower the lower bound alone", in_doubt },
	{ "left: rows of many ports come last, by their ports", live_rows },
	{ "left: rows of many ports and no others", live_rows_only },
	{ "left: rows of many ports give way", live_rows_give_way },
	{ "left: no row without the ports of the namespace", not_known },
	{ "left: the columns of few ports and of many", texts },
	{ "left: rows of other devices may be in the way", devices },
	{ "left: rows of devices when some were evicted", lost_devices },
	{ "left: rows of more devices than are compared", many_devices },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
