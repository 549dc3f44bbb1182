/* SPDX-License-Identifier: GPL-2.0 */
/* The rate of closes, computed from the histogram of remaining times. */
#ifndef TWSTAT_READER_RATE_H
#define TWSTAT_READER_RATE_H

#include "analysis/conditions.h"

/* With fewer sockets in the last 30 s there is no forecast. */
#define RATE_SOCKETS_MIN 20

enum trend { TREND_UNKNOWN, TREND_FALLING, TREND_STEADY, TREND_RISING };

/**
 * struct rate - closes that entered TIME_WAIT
 * @per_second: over the window
 * @window: the newest so many seconds, 5, 10 or 30
 * @enough: at least RATE_SOCKETS_MIN were in the window
 * @trend: the newest 10 s against the oldest 10 s still visible
 * @steepest: the most closes a second over any 5 s of the last minute
 * @busiest: the most closes in one second of the last minute
 */
struct rate {
	double per_second;
	double window;
	bool enough;
	enum trend trend;
	double steepest;
	double busiest;
};

double bins_between(const struct conditions *cond, const uint64_t bin[BINS], double from,
		    double to);
void rate_of(const struct conditions *cond, const uint64_t bin[BINS], struct rate *rate);
const char *trend_name(enum trend trend);

#endif
