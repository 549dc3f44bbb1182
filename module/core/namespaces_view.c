// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "namespaces_view.h"
#include "others.h"

enum twstat_namespaces_section {
	TWSTAT_NAMESPACES_ROWS,
	TWSTAT_NAMESPACES_DESTINATIONS,
	TWSTAT_NAMESPACES_OTHERS, /* of the same section of the text */
	TWSTAT_NAMESPACES_SECTIONS,
};

/* Namespaces passed by before others may run. */
#define TWSTAT_NETNS_YIELD 1024

static const struct twstat_totals twstat_no_sockets;

/**
 * twstat_netns_sort() - sort namespaces by inode number
 * @first: the first of them; updated
 *
 * A radix sort of one bit a pass, which needs no memory.
 *
 * Context: may sleep.
 */
void twstat_netns_sort(struct twstat_netns **first)
{
	struct twstat_netns *netns, *list[2], **end[2];
	u32 bit, set, done = 0;

	for (bit = 0; bit < 32; bit++) {
		end[0] = &list[0];
		end[1] = &list[1];
		for (netns = *first; netns; netns = netns->next) {
			if (++done % TWSTAT_NETNS_YIELD == 0)
				twstat_yield();
			set = netns->meta.netns >> bit & 1;
			*end[set] = netns;
			end[set] = &netns->next;
		}
		*end[1] = NULL;
		*end[0] = list[1];
		*first = list[0];
	}
}

static char *twstat_namespaces_put_row(char *out, const struct twstat_part *part,
				       const struct twstat_destination *row)
{
	out = twstat_put_char(twstat_put_u32(out, part->netns), ' ');
	return twstat_put_row(out, &part->left, row);
}

/*
 * Each of these functions writes the next piece at @out, advances the cursor and
 * returns the end of the piece, or @out at the end of the section.
 */
static char *twstat_piece_netns(char *out, struct twstat_cursor *cursor)
{
	const struct twstat_netns *netns = cursor->netns;

	if (!netns)
		return out;
	cursor->netns = netns->next;
	return twstat_put_netns(out, &netns->meta,
				netns->part ? &netns->part->totals : &twstat_no_sockets,
				netns->buckets_used);
}

static char *twstat_piece_destination(char *out, const struct twstat_table *table,
				      struct twstat_cursor *cursor)
{
	const struct twstat_destination *row = cursor->row;
	const struct twstat_scope *scope;
	struct twstat_destination shown;

	if (!row)
		return out;
	cursor->row = row->next;
	scope = twstat_scope(table->scopes, row->key.service.device);
	shown = *row;
	shown.key.service.device = scope->device;
	return twstat_namespaces_put_row(out, scope->part, &shown);
}

static char *twstat_piece_other(char *out, struct twstat_cursor *cursor)
{
	const struct twstat_destination *other;
	const struct twstat_part *part;
	u32 done = 0;

	for (; cursor->netns; cursor->netns = cursor->netns->next, cursor->position = 0) {
		if (++done % TWSTAT_NETNS_YIELD == 0)
			twstat_yield();
		part = cursor->netns->part;
		while (part && cursor->position < TWSTAT_FAMILIES * TWSTAT_SIDES) {
			other = &part->other[0][0] + cursor->position++;
			if (twstat_other_has_row(other))
				return twstat_namespaces_put_row(out, part, other);
		}
	}
	return out;
}

static char *twstat_namespaces_piece(char *out, const struct twstat_namespaces_view *view,
				     struct twstat_cursor *cursor)
{
	switch (cursor->section) {
	case TWSTAT_NAMESPACES_ROWS:
		return twstat_piece_netns(out, cursor);
	case TWSTAT_NAMESPACES_DESTINATIONS:
		return twstat_piece_destination(out, &view->table, cursor);
	default:
		return twstat_piece_other(out, cursor);
	}
}

static char *twstat_namespaces_begin(char *out, const struct twstat_namespaces_view *view,
				     struct twstat_cursor *cursor)
{
	cursor->begun = true;
	cursor->netns = view->first;
	cursor->row = view->table.first;
	if (cursor->section == TWSTAT_NAMESPACES_ROWS)
		return twstat_put_netns_header(twstat_put_string(out, "[namespaces]\n"));
	if (cursor->section == TWSTAT_NAMESPACES_OTHERS)
		return out;
	out = twstat_put_string(out, "[destinations]\nnetns ");
	return twstat_put_header(out, TWSTAT_DESTINATIONS);
}

static char *twstat_namespaces_next(char *out, const struct twstat_namespaces_view *view,
				    struct twstat_cursor *cursor)
{
	char *end;

	for (; cursor->section < TWSTAT_NAMESPACES_SECTIONS;
	     cursor->section++, cursor->begun = false, cursor->position = 0) {
		if (unlikely(!cursor->begun)) {
			end = twstat_namespaces_begin(out, view, cursor);
			if (end != out)
				return end;
		}
		end = twstat_namespaces_piece(out, view, cursor);
		if (end != out)
			return end;
	}
	return out;
}

/**
 * twstat_namespaces_fill() - write the next pieces of text
 * @text: @end and @enough are set by the caller, the rest is filled in
 * @view: what is shown, its table sorted
 * @cursor: position in the text, zeroed at the start; advanced
 *
 * Writes nothing at the end of the text.
 *
 * Context: may sleep.
 */
void twstat_namespaces_fill(struct twstat_text *text, const struct twstat_namespaces_view *view,
			    struct twstat_cursor *cursor)
{
	do {
		text->last = text->end;
		text->before = *cursor;
		text->end = twstat_namespaces_next(text->end, view, cursor);
	} while (text->end != text->last && text->end < text->enough);
}
