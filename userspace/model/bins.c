// SPDX-License-Identifier: GPL-2.0
/* The bins of remaining time, as ranges of milliseconds. */
#include "model/bins.h"

/**
 * bin_to_ms() - the upper, closed end of a bin in ms
 * @bin: 0 to BINS - 1
 *
 * Return: the end; 0 for the overdue bin, whose end is open; BIN_INF for the
 * last one.
 */
int64_t bin_to_ms(unsigned int bin)
{
	return bin == TWSTAT_BIN_BEYOND ? BIN_INF : twstat_bin_end_ms(bin);
}

/** bin_from_ms() - the lower end of a bin in ms, BIN_MINUS_INF for the first */
int64_t bin_from_ms(unsigned int bin)
{
	return bin == TWSTAT_BIN_OVERDUE ? BIN_MINUS_INF : twstat_bin_end_ms(bin - 1);
}
