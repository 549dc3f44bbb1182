/* SPDX-License-Identifier: GPL-2.0 */
/* The bins of remaining time, as ranges of milliseconds. */
#ifndef TWSTAT_READER_BINS_H
#define TWSTAT_READER_BINS_H

#include <stdint.h>

#include "core/twstat.h"

#define BINS TWSTAT_BINS
/* Ends of the two open bins. */
#define BIN_MINUS_INF INT64_MIN
#define BIN_INF INT64_MAX

int64_t bin_from_ms(unsigned int bin);
int64_t bin_to_ms(unsigned int bin);

#endif
