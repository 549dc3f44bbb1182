/* SPDX-License-Identifier: GPL-2.0 */
/* Formatting a snapshot as text, piece by piece. */
#ifndef TWSTAT_VIEW_H
#define TWSTAT_VIEW_H

#include "format_rows.h"

struct twstat_netns;

/**
 * struct twstat_cursor - position in the text of a snapshot
 * @section: index of the current section
 * @begun: the name and the header of the section have been written
 * @position: position within the section: a bin or a chain length
 * @row: the next row, in the section of destinations
 * @netns: the next namespace, in the text of all namespaces
 */
struct twstat_cursor {
	u32 section;
	bool begun;
	u32 position;
	const struct twstat_destination *row;
	const struct twstat_netns *netns;
};

/**
 * struct twstat_text - a buffer of consecutive pieces
 * @end: end of the text
 * @enough: no piece is started at or after this; TWSTAT_LINE_MAX bytes must follow it
 * @last: start of the last piece
 * @before: the cursor from which the last piece was written
 */
struct twstat_text {
	char *end;
	char *enough;
	char *last;
	struct twstat_cursor before;
};

char *twstat_view_next(char *out, const struct twstat_snapshot *snapshot, unsigned int sections,
		       struct twstat_cursor *cursor);
void twstat_view_fill(struct twstat_text *text, const struct twstat_snapshot *snapshot,
		      unsigned int sections, struct twstat_cursor *cursor);

#endif /* TWSTAT_VIEW_H */
