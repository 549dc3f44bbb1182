// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "view.h"

/*
 * Each of these functions writes the next piece of its section at @out, advances
 * the cursor and returns the end of the piece, or @out at the end of the section.
 */
static char *twstat_piece_summary(char *out, const struct twstat_snapshot *snapshot,
				  struct twstat_cursor *cursor)
{
	return cursor->position++ ? out : twstat_put_summary(out, snapshot);
}

static char *twstat_piece_timers(char *out, const struct twstat_snapshot *snapshot,
				 struct twstat_cursor *cursor)
{
	if (cursor->position == TWSTAT_BINS)
		return out;
	return twstat_put_timer(out, &snapshot->totals, cursor->position++);
}

static char *twstat_piece_buckets(char *out, const struct twstat_snapshot *snapshot,
				  struct twstat_cursor *cursor)
{
	const struct twstat_chain_hist *chain_hist = &snapshot->chain_hist;
	const struct twstat_chain_len *entry;
	u64 empty = snapshot->meta.ehash_buckets - chain_hist->used;

	if (!cursor->position) {
		cursor->position++;
		return twstat_put_chain_length(out, 0, empty, 0);
	}
	entry = twstat_chain_hist_next(chain_hist, &cursor->position);
	if (!entry)
		return out;
	return twstat_put_chain_length(out, cursor->position++, entry->buckets, entry->timewait);
}

static char *twstat_piece_destinations(char *out, const struct twstat_snapshot *snapshot,
				       struct twstat_cursor *cursor)
{
	const struct twstat_destination *row = cursor->row;

	if (!row)
		return out;
	cursor->row = row->next;
	return twstat_put_row(out, &snapshot->table.left, row);
}

static char *twstat_piece_owners(char *out, const struct twstat_snapshot *snapshot,
				 struct twstat_cursor *cursor)
{
	const struct twstat_destination *row = cursor->row;

	if (!row)
		return out;
	cursor->row = row->next;
	return twstat_put_owner(out, snapshot, row);
}

/* A switch, since indirect calls are expensive and there is one call per row. */
static char *twstat_piece(char *out, const struct twstat_snapshot *snapshot, unsigned int section,
			  struct twstat_cursor *cursor)
{
	switch (section) {
	case TWSTAT_DESTINATIONS:
		return twstat_piece_destinations(out, snapshot, cursor);
	case TWSTAT_OWNERS:
		return twstat_piece_owners(out, snapshot, cursor);
	case TWSTAT_BUCKETS:
		return twstat_piece_buckets(out, snapshot, cursor);
	case TWSTAT_TIMERS:
		return twstat_piece_timers(out, snapshot, cursor);
	default:
		return twstat_piece_summary(out, snapshot, cursor);
	}
}

static const struct {
	unsigned int section;
	const char *name;
} twstat_sections[] = {
	/* clang-format off */
	{ TWSTAT_SUMMARY, "[summary]\n" },
	{ TWSTAT_TIMERS, "[timers]\n" },
	{ TWSTAT_BUCKETS, "[buckets]\n" },
	{ TWSTAT_DESTINATIONS, "[destinations]\n" },
	{ TWSTAT_OWNERS, "[owners]\n" },
	/* clang-format on */
};

static char *twstat_view_begin(char *out, unsigned int sections, u32 section)
{
	if (sections == TWSTAT_ALL_SECTIONS || sections & TWSTAT_OWNERS)
		out = twstat_put_string(out, twstat_sections[section].name);
	return twstat_put_header(out, twstat_sections[section].section);
}

/**
 * twstat_view_next() - write the next piece of text
 * @out: room for TWSTAT_LINE_MAX bytes
 * @snapshot: the snapshot, sorted if @sections has TWSTAT_DESTINATIONS
 * @sections: sections to write; with TWSTAT_ALL_SECTIONS or TWSTAT_OWNERS each begins
 *	with its name
 * @cursor: position in the text, zeroed at the start; advanced
 *
 * Return: the end of the piece, or @out at the end of the text.
 */
char *twstat_view_next(char *out, const struct twstat_snapshot *snapshot, unsigned int sections,
		       struct twstat_cursor *cursor)
{
	char *end = out;

	for (; cursor->section < ARRAY_SIZE(twstat_sections);
	     cursor->section++, cursor->begun = false, cursor->position = 0) {
		unsigned int section = twstat_sections[cursor->section].section;

		if (!(sections & section))
			continue;
		if (unlikely(!cursor->begun)) {
			cursor->begun = true;
			cursor->row = section == TWSTAT_OWNERS ? snapshot->owners.table.first :
								 snapshot->table.first;
			end = twstat_view_begin(out, sections, cursor->section);
			if (end != out)
				return end;
		}
		end = twstat_piece(out, snapshot, section, cursor);
		if (end != out)
			return end;
	}
	return end;
}

static bool twstat_at_rows(const struct twstat_cursor *cursor)
{
	return cursor->begun && cursor->section < ARRAY_SIZE(twstat_sections) &&
	       twstat_sections[cursor->section].section == TWSTAT_DESTINATIONS;
}

/* The fast path for rows, which does not look at the list of sections. */
static void twstat_rows_fill(struct twstat_text *text, const struct twstat_table *table,
			     struct twstat_cursor *cursor)
{
	const struct twstat_destination *row = cursor->row;
	char *out = text->end;

	while (row && out < text->enough) {
		text->before.row = row;
		text->last = out;
		out = twstat_put_row(out, &table->left, row);
		row = row->next;
	}
	cursor->row = row;
	text->end = out;
}

/**
 * twstat_view_fill() - write the next pieces of text
 * @text: @end and @enough are set by the caller, the rest is filled in
 * @snapshot: the snapshot, sorted if @sections has TWSTAT_DESTINATIONS
 * @sections: sections to write; with TWSTAT_ALL_SECTIONS or TWSTAT_OWNERS each begins
 *	with its name
 * @cursor: position in the text, zeroed at the start; advanced
 *
 * Writes the same pieces as twstat_view_next(), and none at the end of the text.
 */
void twstat_view_fill(struct twstat_text *text, const struct twstat_snapshot *snapshot,
		      unsigned int sections, struct twstat_cursor *cursor)
{
	do {
		text->last = text->end;
		text->before = *cursor;
		if (twstat_at_rows(cursor))
			twstat_rows_fill(text, &snapshot->table, cursor);
		if (text->end == text->last)
			text->end = twstat_view_next(text->end, snapshot, sections, cursor);
	} while (text->end != text->last && text->end < text->enough);
}
