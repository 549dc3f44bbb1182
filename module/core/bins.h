/* SPDX-License-Identifier: GPL-2.0 */
/* The TIME_WAIT sockets of a destination by bin. */
#ifndef TWSTAT_BINS_H
#define TWSTAT_BINS_H

#include "destination.h"
#include "pages.h"

#define TWSTAT_HISTOGRAMS_PER_PAGE (TWSTAT_PAGE_BYTES / (TWSTAT_BINS * sizeof(u32)))

/**
 * struct twstat_histograms - room for the bins of destinations that outgrow their inline bins
 * @pages: TWSTAT_BINS counts each, zero at first
 * @count: histograms in use
 */
struct twstat_histograms {
	struct twstat_pages pages;
	u32 count;
};

void twstat_bin_add_slow(struct twstat_histograms *histograms, struct twstat_destination *entry,
			 u32 bin);

/* Pages for so many histograms. */
static inline u32 twstat_histogram_pages(u32 count)
{
	return (count + TWSTAT_HISTOGRAMS_PER_PAGE - 1) / TWSTAT_HISTOGRAMS_PER_PAGE;
}

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

/* Most destinations without a histogram have one socket. */
static inline void twstat_bin_add(struct twstat_histograms *histograms,
				  struct twstat_destination *entry, u32 bin)
{
	if (entry->has_histogram)
		entry->bins[bin]++;
	else if (!entry->inline_bins[0])
		entry->inline_bins[0] = twstat_inline_bin_one(bin);
	else
		twstat_bin_add_slow(histograms, entry, bin);
}

#endif /* TWSTAT_BINS_H */
