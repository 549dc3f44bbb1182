/* SPDX-License-Identifier: GPL-2.0 */
/* TIME_WAIT sockets of a destination by remaining time. */
#ifndef TWSTAT_BINS_H
#define TWSTAT_BINS_H

#include "destination.h"
#include "pages.h"

#define TWSTAT_HISTOGRAMS_PER_PAGE (TWSTAT_PAGE_BYTES / (TWSTAT_BINS * sizeof(u32)))

/**
 * struct twstat_histograms - full histograms of a table's destinations
 * @pages: TWSTAT_BINS counters per histogram, zeroed
 * @count: histograms in use
 */
struct twstat_histograms {
	struct twstat_pages pages;
	u32 count;
};

void twstat_bin_add_slow(struct twstat_histograms *histograms, struct twstat_destination *entry,
			 u32 bin);

/* Number of pages that hold @count histograms. */
static inline u32 twstat_histogram_pages(u32 count)
{
	return (count + TWSTAT_HISTOGRAMS_PER_PAGE - 1) / TWSTAT_HISTOGRAMS_PER_PAGE;
}

/* An inline bin: the bin number in the low bits, its count above them. */
#define TWSTAT_INLINE_BIN_SHIFT 6
#define TWSTAT_INLINE_BIN_MAX (1U << (32 - TWSTAT_INLINE_BIN_SHIFT))

static inline u32 twstat_inline_bin_one(u32 bin)
{
	return 1U << TWSTAT_INLINE_BIN_SHIFT | bin;
}

/**
 * struct twstat_bin_cursor - position in a destination's histogram
 * @bin: bin to continue from; the bin that was found
 * @count: TIME_WAIT sockets in it
 */
struct twstat_bin_cursor {
	u32 bin;
	u32 count;
};

/* True if the row has TIME_WAIT sockets and all of them are in the first inline bin. */
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
 * twstat_next_bin() - find the next bin of a row that is not empty
 * @row: the row
 * @cursor: updated to the bin that was found
 *
 * Return: false if no bin is left.
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
