// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "order.h"
#include "view.h"

/*
 * Each of these writes the next piece of its section at @out and moves
 * @position on; what it returns is @out itself when the section is over.
 */
static char *twstat_piece_summary(char *out,
				  const struct twstat_snapshot *snapshot,
				  u32 *position)
{
	return (*position)++ ? out : twstat_put_summary(out, snapshot);
}

static char *twstat_piece_timers(char *out,
				 const struct twstat_snapshot *snapshot,
				 u32 *position)
{
	if (*position == TWSTAT_BINS)
		return out;
	return twstat_put_timer(out, &snapshot->totals, (*position)++);
}

static char *twstat_piece_buckets(char *out,
				  const struct twstat_snapshot *snapshot,
				  u32 *position)
{
	const struct twstat_lengths *lengths = &snapshot->lengths;
	const struct twstat_length *entry;
	u64 empty = snapshot->facts.ehash_buckets - lengths->used;

	if (!*position) {
		++*position;
		return twstat_put_length(out, 0, empty, 0);
	}
	entry = twstat_lengths_next(lengths, position);
	if (!entry)
		return out;
	return twstat_put_length(out, (*position)++, entry->buckets,
				 entry->timewait);
}

static char *twstat_piece_destinations(char *out,
				       const struct twstat_snapshot *snapshot,
				       u32 *position)
{
	const struct twstat_table *table = &snapshot->table;
	const struct twstat_destination *row = twstat_row_next(table, position);

	return row ? twstat_put_destination(out, table, row) : out;
}

/* Not by a pointer: such calls are dear, and rows are many. */
static char *twstat_piece(char *out, const struct twstat_snapshot *snapshot,
			  unsigned int section, u32 *position)
{
	switch (section) {
	case TWSTAT_DESTINATIONS:
		return twstat_piece_destinations(out, snapshot, position);
	case TWSTAT_BUCKETS:
		return twstat_piece_buckets(out, snapshot, position);
	case TWSTAT_TIMERS:
		return twstat_piece_timers(out, snapshot, position);
	default:
		return twstat_piece_summary(out, snapshot, position);
	}
}

static char *twstat_no_header(char *out)
{
	return out;
}

static const struct {
	unsigned int section;
	const char *name;
	char *(*header)(char *out);
} twstat_sections[] = {
	{ TWSTAT_SUMMARY, "[summary]\n", twstat_no_header },
	{ TWSTAT_TIMERS, "[timers]\n", twstat_put_timers_header },
	{ TWSTAT_BUCKETS, "[buckets]\n", twstat_put_buckets_header },
	{ TWSTAT_DESTINATIONS, "[destinations]\n",
	  twstat_put_destinations_header },
};

static char *twstat_view_begin(char *out, unsigned int sections, u32 section)
{
	if (sections == TWSTAT_ALL_SECTIONS)
		out = twstat_put_string(out, twstat_sections[section].name);
	return twstat_sections[section].header(out);
}

/**
 * twstat_view_next() - the next piece of text
 * @out: room for TWSTAT_LINE_MOST
 * @snapshot: what is shown; ordered when destinations are
 * @sections: which of its sections; all of them go under their names
 * @cursor: where it stands, all 0 at the beginning; moved on
 *
 * Return: where the piece ends, @out itself at the end of the text.
 */
char *twstat_view_next(char *out, const struct twstat_snapshot *snapshot,
		       unsigned int sections, struct twstat_cursor *cursor)
{
	char *end = out;

	for (; cursor->section < ARRAY_SIZE(twstat_sections);
	     cursor->section++, cursor->begun = false, cursor->position = 0) {
		unsigned int section = twstat_sections[cursor->section].section;

		if (!(sections & section))
			continue;
		if (unlikely(!cursor->begun)) {
			cursor->begun = true;
			end = twstat_view_begin(out, sections, cursor->section);
			if (end != out)
				return end;
		}
		end = twstat_piece(out, snapshot, section, &cursor->position);
		if (end != out)
			return end;
	}
	return end;
}
