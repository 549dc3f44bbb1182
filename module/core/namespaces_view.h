/* SPDX-License-Identifier: GPL-2.0 */
/* The figures of all network namespaces, and formatting them as text. */
#ifndef TWSTAT_NAMESPACES_VIEW_H
#define TWSTAT_NAMESPACES_VIEW_H

#include "scopes.h"
#include "snapshot.h"
#include "view.h"

/**
 * struct twstat_netns - a namespace
 * @next: the next one, in the order of their inode numbers once sorted
 * @meta: its properties
 * @buckets_used: buckets that are not empty
 * @part: what is counted of it; NULL while it has no sockets
 */
struct twstat_netns {
	struct twstat_netns *next;
	struct twstat_meta meta;
	u32 buckets_used;
	struct twstat_part *part;
};

/**
 * struct twstat_namespaces_view - what is shown
 * @first: the namespaces
 * @table: the destinations of all of them
 */
struct twstat_namespaces_view {
	struct twstat_netns *first;
	struct twstat_table table;
};

void twstat_netns_sort(struct twstat_netns **first);
void twstat_namespaces_fill(struct twstat_text *text, const struct twstat_namespaces_view *view,
			    struct twstat_cursor *cursor);

#endif /* TWSTAT_NAMESPACES_VIEW_H */
