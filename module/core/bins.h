/* SPDX-License-Identifier: GPL-2.0 */
/* The TIME_WAIT sockets of a destination by bin. */
#ifndef TWSTAT_BINS_H
#define TWSTAT_BINS_H

#include "table.h"

/* A bin that is kept in the destination itself, and its count. */
#define TWSTAT_INLINE_BIN_SHIFT 6
#define TWSTAT_INLINE_BIN_MAX (1U << (32 - TWSTAT_INLINE_BIN_SHIFT))

static inline u32 twstat_inline_bin_one(u32 bin)
{
	return 1U << TWSTAT_INLINE_BIN_SHIFT | bin;
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
	return !row->has_histogram && row->inline_bins[0] && !row->inline_bins[1];
}

static inline bool twstat_inline_bins_next(const struct twstat_destination *destination,
					   struct twstat_bin_cursor *cursor)
{
	u32 i, packed, least = TWSTAT_BINS;

	for (i = 0; i < TWSTAT_INLINE_BINS && destination->inline_bins[i]; i++) {
		packed = destination->inline_bins[i];
		if (packed % TWSTAT_BINS < cursor->bin || packed % TWSTAT_BINS >= least)
			continue;
		least = packed % TWSTAT_BINS;
		cursor->count = packed >> TWSTAT_INLINE_BIN_SHIFT;
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

	if (!row->has_histogram)
		return twstat_inline_bins_next(row, cursor);
	bins = row->bins;
	while (cursor->bin < TWSTAT_BINS && !bins[cursor->bin])
		cursor->bin++;
	if (cursor->bin == TWSTAT_BINS)
		return false;
	cursor->count = bins[cursor->bin];
	return true;
}

#endif /* TWSTAT_BINS_H */
