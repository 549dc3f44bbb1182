/* SPDX-License-Identifier: GPL-2.0 */
/* One line of each section, as proc(5) readers see it. */
#ifndef TWSTAT_FORMAT_ROWS_H
#define TWSTAT_FORMAT_ROWS_H

#include "columns.h"
#include "snapshot.h"

/* No line, and no summary, is longer. */
#define TWSTAT_LINE_MAX 2560

char *twstat_put_header(char *out, unsigned int section);
char *twstat_put_summary(char *out, const struct twstat_snapshot *snapshot);
char *twstat_put_timer(char *out, const struct twstat_totals *totals, u32 bin);
char *twstat_put_chain_length(char *out, u32 chain_length, u64 buckets, u64 timewait);
char *twstat_put_destination(char *out, const struct twstat_table *table,
			     const struct twstat_destination *destination);

/**
 * struct twstat_place - where a socket hangs in the hash table
 * @shown: the reader may know it
 * @bucket: its slot
 * @position: sockets before it in its chain
 */
struct twstat_place {
	bool shown;
	u32 bucket;
	u32 position;
};

char *twstat_put_socket(char *out, const struct twstat_socket *socket, enum twstat_side side,
			const struct twstat_place *place);

#endif /* TWSTAT_FORMAT_ROWS_H */
