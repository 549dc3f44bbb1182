/* SPDX-License-Identifier: GPL-2.0 */
/* Formatting the lines of each section. */
#ifndef TWSTAT_FORMAT_ROWS_H
#define TWSTAT_FORMAT_ROWS_H

#include "columns.h"
#include "format.h"
#include "snapshot.h"

/* Upper bound of a line, and of the whole summary. */
#define TWSTAT_LINE_MAX 2560

char *twstat_put_header(char *out, unsigned int section);
char *twstat_put_summary(char *out, const struct twstat_snapshot *snapshot);
char *twstat_put_netns_header(char *out);
char *twstat_put_netns(char *out, const struct twstat_meta *meta,
		       const struct twstat_totals *totals, u32 buckets_used);
char *twstat_put_timer(char *out, const struct twstat_totals *totals, u32 bin);
char *twstat_put_chain_length(char *out, u32 chain_length, u64 buckets, u64 timewait);
char *twstat_put_row(char *out, const struct twstat_left *left,
		     const struct twstat_destination *row);
char *twstat_put_owner(char *out, const struct twstat_snapshot *snapshot,
		       const struct twstat_destination *row);

/* Parts of the lines of destinations. */
char *twstat_put_field(char *out, u32 value);
char *twstat_put_who(char *out, const struct twstat_destination *row);
char *twstat_put_histogram(char *out, const struct twstat_destination *row);

/* The shortest and longest remaining time, which are equal for a single socket. */
static inline char *twstat_put_range(char *out, const struct twstat_destination *row)
{
	char *start = out;
	u64 shortest[2];

	out = twstat_put_s32(out, row->min_ms);
	out = twstat_put_char(out, ' ');
	if (row->max_ms != row->min_ms)
		return twstat_put_s32(out, row->max_ms);
	/* Load all before storing, since source and destination may overlap. */
	memcpy(&shortest[0], start, 8);
	memcpy(&shortest[1], start + 4, 8);
	memcpy(out, &shortest[0], 8);
	memcpy(out + 4, &shortest[1], 8);
	return out + (out - start) - 1;
}

/**
 * struct twstat_place - position of a socket in the hash table
 * @shown: the reader may see it
 * @mark_shown: the reader may see the mark of the socket
 * @bucket: index of the bucket
 * @position: number of sockets before it in its chain
 */
struct twstat_place {
	bool shown;
	bool mark_shown;
	u32 bucket;
	u32 position;
};

char *twstat_put_socket(char *out, const struct twstat_socket *socket, enum twstat_side side,
			const struct twstat_place *place);

#endif /* TWSTAT_FORMAT_ROWS_H */
