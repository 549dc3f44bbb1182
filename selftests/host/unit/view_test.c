// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <stdlib.h>

#include "example.h"
#include "unit.h"
#include "core/view.h"

#define GOLDEN UNIT_FOLDER "/example.golden"
#define SECTIONS 4
#define PIECES_MAX 128

static struct twstat_snapshot snapshot;
static struct twstat_memory memory;
static char golden[EXAMPLE_TEXT_MAX];

/**
 * struct piece - one piece of the text
 * @before: cursor before the piece
 * @offset: offset of the piece in the text
 */
struct piece {
	struct twstat_cursor before;
	u32 offset;
};

/* The next piece, checked against TWSTAT_LINE_MAX; 0 at the end. */
static u32 next_piece(char *text, u32 sections, struct twstat_cursor *cursor)
{
	char *room = malloc(TWSTAT_LINE_MAX);
	u32 length;

	assert(room);
	length = twstat_view_next(room, &snapshot, sections, cursor) - room;
	memcpy(text, room, length);
	text[length] = '\0';
	free(room);
	return length;
}

static u32 read_from(char *text, u32 sections, struct twstat_cursor cursor, struct piece *pieces)
{
	u32 length, offset = 0, count = 0;

	do {
		if (pieces)
			pieces[count].before = cursor;
		if (pieces)
			pieces[count].offset = offset;
		length = next_piece(text + offset, sections, &cursor);
		offset += length;
		UNIT_TRUE(++count < PIECES_MAX);
	} while (length && count < PIECES_MAX);
	/* Reading at the end returns nothing again. */
	UNIT_EQUAL(next_piece(text + offset, sections, &cursor), 0);
	return count;
}

static void whole_text(void)
{
	static char text[EXAMPLE_TEXT_MAX + TWSTAT_LINE_MAX];
	struct twstat_cursor cursor = { 0 };

	read_from(text, TWSTAT_ALL_SECTIONS, cursor, NULL);
	UNIT_TEXT(text, golden);
}

/* Start, after its name, and end of a section of the golden text. */
static const char *section_of(u32 section, u32 *length)
{
	static const char *const names[SECTIONS + 1] = {
		"[summary]\n",
		"[timers]\n",
		"[buckets]\n",
		"[destinations]\n",
	};
	const char *begin = strstr(golden, names[section]), *end;

	assert(begin);
	begin += strlen(names[section]);
	end = strchr(begin, '[');
	*length = end ? (u32)(end - begin) : strlen(begin);
	return begin;
}

/* Sections alone have the same text as together, without their names. */
static void some_sections(void)
{
	static char text[EXAMPLE_TEXT_MAX + TWSTAT_LINE_MAX];
	static char wanted[EXAMPLE_TEXT_MAX];
	struct twstat_cursor cursor = { 0 };
	u32 sections, section, length, offset;

	for (sections = 0; sections < TWSTAT_ALL_SECTIONS; sections++) {
		offset = 0;
		for (section = 0; section < SECTIONS; section++) {
			const char *begin = section_of(section, &length);

			if (!(sections >> section & 1))
				continue;
			memcpy(wanted + offset, begin, length);
			offset += length;
		}
		wanted[offset] = '\0';
		read_from(text, sections, cursor, NULL);
		UNIT_TEXT(text, wanted);
	}
}

/* A saved cursor can be read from repeatedly. */
static void restarts(void)
{
	static char text[EXAMPLE_TEXT_MAX + TWSTAT_LINE_MAX];
	static struct piece pieces[PIECES_MAX];
	struct twstat_cursor cursor = { 0 };
	u32 i, count;

	count = read_from(text, TWSTAT_ALL_SECTIONS, cursor, pieces);
	UNIT_TRUE(count > 70);
	for (i = count; i--;) {
		read_from(text, TWSTAT_ALL_SECTIONS, pieces[i].before, NULL);
		UNIT_TEXT(text, golden + pieces[i].offset);
	}
}

/* twstat_view_fill() writes the same pieces, and the last can be repeated. */
static void filled(u32 wanted)
{
	static char room[EXAMPLE_TEXT_MAX + TWSTAT_LINE_MAX];
	static char again[EXAMPLE_TEXT_MAX + TWSTAT_LINE_MAX];
	struct twstat_cursor cursor = { 0 };
	struct twstat_text text = { .end = room };

	do {
		text.enough = text.end + wanted;
		twstat_view_fill(&text, &snapshot, TWSTAT_ALL_SECTIONS, &cursor);
		*text.end = '\0';
		read_from(again, TWSTAT_ALL_SECTIONS, text.before, NULL);
		UNIT_TEXT(again, golden + (text.last - room));
		if (text.end >= text.enough)
			UNIT_TRUE(text.last < text.enough);
	} while (text.end != text.last);
	UNIT_TEXT(room, golden);
}

static void fills(void)
{
	static const u32 wanted[] = { 1, 2, 79, 80, 500, EXAMPLE_TEXT_MAX };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		filled(wanted[i]);
}

static void no_rows(void)
{
	static struct twstat_snapshot empty;
	static char text[TWSTAT_LINE_MAX * 2];
	struct twstat_cursor cursor = { 0 };
	char *end;
	u32 i;

	twstat_table_init(&empty.table, &memory, 1);
	end = twstat_view_next(text, &empty, TWSTAT_DESTINATIONS, &cursor);
	UNIT_TRUE(end - text > 10 && end[-1] == '\n');
	for (i = 0; i < 3; i++)
		UNIT_TRUE(twstat_view_next(end, &empty, TWSTAT_DESTINATIONS, &cursor) == end);
}

static const struct unit_case cases[] = {
	{ "view: a whole snapshot is the text written by hand", whole_text },
	{ "view: every choice of sections", some_sections },
	{ "view: the rest of the text from each place in it", restarts },
	{ "view: many pieces at once", fills },
	{ "view: a header and no rows", no_rows },
};

int main(void)
{
	int status;

	example_init(&snapshot, &memory);
	example_read(GOLDEN, golden);
	status = unit_run(cases, ARRAY_SIZE(cases));
	example_free(&snapshot);
	return status || memory.held;
}
