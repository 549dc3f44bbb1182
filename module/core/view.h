/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot as text, a piece at a time. */
#ifndef TWSTAT_VIEW_H
#define TWSTAT_VIEW_H

#include "format_rows.h"

/**
 * struct twstat_cursor - how far a snapshot has been shown
 * @section: the section at hand
 * @begun: its name and header have been shown
 * @position: within it: a bin, a chain length
 * @row: the next one, among the destinations
 */
struct twstat_cursor {
	u32 section;
	bool begun;
	u32 position;
	const struct twstat_destination *row;
};

/**
 * struct twstat_text - some pieces in a row
 * @end: where they end
 * @enough: at or behind it no piece begins; TWSTAT_LINE_MAX is room for one
 * @last: where the last of them begins
 * @before: the cursor it was read from
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
