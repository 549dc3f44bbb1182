// SPDX-License-Identifier: GPL-2.0
#include "bins.h"

static void twstat_inline_bins_to_histogram(struct twstat_histograms *histograms,
					    struct twstat_destination *entry)
{
	u32 number = histograms->count++;
	u32 *page = twstat_page(&histograms->pages, number / TWSTAT_HISTOGRAMS_PER_PAGE);
	u32 *bins = &page[number % TWSTAT_HISTOGRAMS_PER_PAGE * TWSTAT_BINS];
	u32 i;

	for (i = 0; i < TWSTAT_INLINE_BINS; i++)
		bins[entry->inline_bins[i] % TWSTAT_BINS] += entry->inline_bins[i] >>
							     TWSTAT_INLINE_BIN_SHIFT;
	entry->has_histogram = 1;
	entry->bins = bins;
}

static bool twstat_inline_bins_add(struct twstat_destination *entry, u32 bin)
{
	u32 *packed;

	for (packed = entry->inline_bins; packed < entry->inline_bins + TWSTAT_INLINE_BINS;
	     packed++) {
		if (!*packed)
			*packed = bin;
		if (*packed % TWSTAT_BINS != bin)
			continue;
		if (*packed >> TWSTAT_INLINE_BIN_SHIFT == TWSTAT_INLINE_BIN_MAX - 1)
			return false;
		*packed += 1U << TWSTAT_INLINE_BIN_SHIFT;
		return true;
	}
	return false;
}

/**
 * twstat_bin_add_slow() - count a socket of a destination without a histogram
 * @histograms: of its table, with room for one more
 * @entry: the destination
 * @bin: bin of the socket's remaining time
 *
 * Moves the inline bins to a histogram if the bin does not fit among them.
 */
void twstat_bin_add_slow(struct twstat_histograms *histograms, struct twstat_destination *entry,
			 u32 bin)
{
	if (twstat_inline_bins_add(entry, bin))
		return;
	twstat_inline_bins_to_histogram(histograms, entry);
	entry->bins[bin]++;
}
