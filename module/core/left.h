/* SPDX-License-Identifier: GPL-2.0 */
/* How many ports connect() finds left for a destination. */
#ifndef TWSTAT_LEFT_H
#define TWSTAT_LEFT_H

#include "hash.h"
#include "scopes.h"

/* Destinations without timewait sockets have a row for this part of the usable ports. */
#define TWSTAT_LEFT_ROW_PART 8

void twstat_left_begin(struct twstat_left *left, const struct twstat_port_sets *ports);
void twstat_left_finish(struct twstat_table *table, const struct twstat_hash_keys *keys);

/**
 * struct twstat_left_ports - further connections of a row
 * @least: that find a port for certain
 * @most: that may find one
 */
struct twstat_left_ports {
	u32 least;
	u32 most;
};

struct twstat_left_ports twstat_left_of(const struct twstat_left *left, u32 own, u32 shared);

/* Usable ports of the row that are not bound already. */
static inline u32 twstat_left_taken(const struct twstat_destination *row)
{
	return row->ports - row->bound;
}

/* Rows that are shown for their ports, once twstat_left_finish() has set the limit. */
static inline bool twstat_left_has_row(const struct twstat_table *table,
				       const struct twstat_destination *row)
{
	return row->ports >= twstat_left_in(table, row->key.service)->row_ports &&
	       !twstat_destination_has_row(row);
}

#endif /* TWSTAT_LEFT_H */
