// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "memory.h"
#include "sample.h"
#include "unit.h"
#include "core/left.h"
#include "core/namespaces_view.h"
#include "core/others.h"
#include "core/sort.h"

#define NAMESPACES 3
#define LIMIT 4
#define TEXT_MAX 65536

static struct twstat_memory memory;
static struct twstat_hash_keys keys;
static struct twstat_scopes scopes;
static struct twstat_namespaces_view view;
static struct twstat_netns netns[NAMESPACES];
static struct twstat_part part[NAMESPACES];
static char text[TEXT_MAX];

/* The last one has no sockets; the inode numbers descend. */
static void begin(void)
{
	u32 i;

	memset(&view, 0, sizeof(view));
	memset(&scopes, 0, sizeof(scopes));
	memset(netns, 0, sizeof(netns));
	memset(part, 0, sizeof(part));
	twstat_table_init(&view.table, &memory, LIMIT);
	view.table.scopes = &scopes;
	UNIT_EQUAL(twstat_scopes_begin(&scopes, &memory, NAMESPACES), 0);
	view.first = netns;
	for (i = 0; i < NAMESPACES; i++) {
		netns[i].meta.netns = 0x10000005 - i;
		if (i + 1 == NAMESPACES)
			break;
		netns[i].next = &netns[i + 1];
		netns[i].part = &part[i];
		part[i].netns = netns[i].meta.netns;
		part[i].no_device = i;
		twstat_others_init(part[i].other[0]);
		twstat_scope(&scopes, i)->part = &part[i];
	}
}

/* One timewait socket of the destination @number. */
static void add(u32 space, u32 number, u32 device)
{
	struct sample sample;

	/* Neighbours of a sample differ in the device alone, which is replaced. */
	sample_outbound(&sample, 2 * number, TWSTAT_TIME_WAIT, 1000);
	UNIT_EQUAL(twstat_table_reserve(&view.table, 1), 0);
	UNIT_EQUAL(twstat_scopes_reserve(&scopes, 1), 0);
	sample.observation.service.device =
		device ? twstat_scope_find(&scopes, &keys, &part[space], device) : space;
	sample.observation.hash = twstat_hash(&keys, &sample.observation);
	twstat_totals_add(&part[space].totals, &sample.observation);
	twstat_table_add(&view.table, &sample.observation, 1);
}

static void finish(void)
{
	twstat_table_finish(&view.table);
	twstat_left_finish(&view.table, &keys);
	twstat_sort(&view.table);
	twstat_netns_sort(&view.first);
}

static void end(void)
{
	twstat_scopes_free(&scopes);
	twstat_table_free(&view.table);
	UNIT_EQUAL(memory.held, 0);
}

/* In buffers of @room bytes and what a piece may need more. */
static void read_text(u32 room)
{
	struct twstat_cursor cursor = { 0 };
	struct twstat_text piece = { .end = text };
	char *start;

	do {
		start = piece.end;
		piece.enough = start + room;
		twstat_namespaces_fill(&piece, &view, &cursor);
	} while (piece.end != start && piece.end < text + TEXT_MAX - TWSTAT_LINE_MAX - room);
	*piece.end = '\0';
}

/* Lines that begin with an inode number. */
static u32 lines_of(u32 inode)
{
	char start[16];
	u32 count = 0;
	char *line;

	snprintf(start, sizeof(start), "\n%u ", inode);
	for (line = text; (line = strstr(line, start)); line++)
		count++;
	return count;
}

static void same_destination(void)
{
	begin();
	add(0, 1, 0);
	add(1, 1, 0);
	add(1, 1, 0);
	finish();
	UNIT_EQUAL(view.table.count, 2);
	UNIT_EQUAL(part[0].rows, 1);
	UNIT_EQUAL(part[1].rows, 1);
	UNIT_EQUAL(twstat_totals_sockets(&part[1].totals), 2);
	end();
}

static void devices(void)
{
	begin();
	add(0, 1, 0);
	add(0, 1, 7);
	add(1, 1, 7);
	add(1, 1, 7);
	finish();
	UNIT_EQUAL(view.table.count, 3);
	UNIT_EQUAL(scopes.count, NAMESPACES + 2);
	UNIT_EQUAL(part[0].rows, 2);
	UNIT_EQUAL(part[1].rows, 1);
	UNIT_EQUAL(part[0].left.devices, 1);
	end();
}

static void limit(void)
{
	u32 i;

	begin();
	for (i = 0; i < 3; i++)
		add(0, i, 0);
	for (i = 0; i < 3; i++)
		add(1, i, 0);
	finish();
	UNIT_EQUAL(view.table.count, LIMIT);
	UNIT_EQUAL(twstat_others_sum(part[0].other[0]).sockets, 0);
	UNIT_EQUAL(twstat_others_sum(part[1].other[0]).sockets, 2);
	UNIT_EQUAL(part[1].rows, 1);
	end();
}

static void whole_text(void)
{
	static char whole[TEXT_MAX];
	const char *row;
	u32 i;

	begin();
	for (i = 0; i < 6; i++)
		add(1, i, 0);
	add(0, 1, 0);
	finish();
	read_text(TEXT_MAX / 2);
	memcpy(whole, text, TEXT_MAX);
	UNIT_TRUE(!strncmp(text, "[namespaces]\nnetns timewait fin_wait2 live abi ", 47));
	UNIT_TRUE(strstr(text, "\n[destinations]\nnetns family side "));
	/* A row each, in the order of the inode numbers, and the destinations. */
	UNIT_EQUAL(lines_of(0x10000003), 1);
	UNIT_EQUAL(lines_of(0x10000004), 1 + LIMIT + 1);
	UNIT_EQUAL(lines_of(0x10000005), 1 + 1);
	row = strstr(text, "\n268435460 6 0 0 ");
	UNIT_TRUE(row && row > strstr(text, "\n268435459 0 0 0 "));
	UNIT_TRUE(row && row < strstr(text, "\n268435461 1 0 0 "));
	UNIT_TRUE(strstr(text, "\n268435460 ipv4 outbound * * * 2 "));
	/* The same in small pieces. */
	read_text(1);
	UNIT_TEXT(text, whole);
	end();
}

static const struct unit_case cases[] = {
	{ "namespaces have rows of their own for one destination", same_destination },
	{ "devices are those of a namespace", devices },
	{ "the limit is for all namespaces, other rows are of each", limit },
	{ "the text of two sections", whole_text },
};

int main(void)
{
	u32 i;

	keys.start = unit_random();
	for (i = 0; i < ARRAY_SIZE(keys.addrs); i++)
		keys.addrs[i] = unit_random();
	keys.service[0] = unit_random();
	keys.service[1] = unit_random();
	return unit_run(cases, ARRAY_SIZE(cases));
}
