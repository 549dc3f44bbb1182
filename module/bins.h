/* SPDX-License-Identifier: GPL-2.0 */
/* The TIME_WAIT sockets of a destination by bin. */
#ifndef TWSTAT_BINS_H
#define TWSTAT_BINS_H

#include "table.h"

/* A bin that is kept in the destination itself, and its count. */
#define TWSTAT_FEW_SHIFT 6
#define TWSTAT_FEW_MAX (1U << (32 - TWSTAT_FEW_SHIFT))

static inline u32 twstat_few_one(u32 bin)
{
	return 1U << TWSTAT_FEW_SHIFT | bin;
}

/**
 * struct twstat_bin_cursor - a place in a destination's histogram
 * @bin: where to look on from; the bin found
 * @count: its TIME_WAIT sockets
 */
struct twstat_bin_cursor {
	u32 bin;
	u32 count;
};

/* Its TIME_WAIT sockets, one at least, are all in the bin of its first few. */
static inline bool twstat_one_bin(const struct twstat_destination *row)
{
	return !row->whole && row->few[0] && !row->few[1];
}

static inline bool twstat_few_next(const struct twstat_destination *destination,
				   struct twstat_bin_cursor *cursor)
{
	u32 i, few, least = TWSTAT_BINS;

	for (i = 0; i < TWSTAT_FEW_BINS && destination->few[i]; i++) {
		few = destination->few[i];
		if (few % TWSTAT_BINS < cursor->bin ||
		    few % TWSTAT_BINS >= least)
			continue;
		least = few % TWSTAT_BINS;
		cursor->count = few >> TWSTAT_FEW_SHIFT;
	}
	cursor->bin = least;
	return least < TWSTAT_BINS;
}

/**
 * twstat_next_bin() - the next bin of a row that is not empty
 * @row: the row
 * @cursor: where to look on from; what was found
 *
 * Return: whether there is one.
 */
static inline bool twstat_next_bin(const struct twstat_destination *row,
				   struct twstat_bin_cursor *cursor)
{
	const u32 *bins;

	if (!row->whole)
		return twstat_few_next(row, cursor);
	bins = row->bins;
	while (cursor->bin < TWSTAT_BINS && !bins[cursor->bin])
		cursor->bin++;
	if (cursor->bin == TWSTAT_BINS)
		return false;
	cursor->count = bins[cursor->bin];
	return true;
}

#endif /* TWSTAT_BINS_H */
