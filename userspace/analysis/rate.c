// SPDX-License-Identifier: GPL-2.0
/* The rate of closes, computed from the histogram of remaining times. */
#include "array.h"
#include "analysis/rate.h"

static const double windows[] = { 5, 10, 30 };

#define WINDOWS ARRAY_SIZE(windows)
#define TREND_WINDOW 10.0
#define STEEPEST_WINDOW 5
#define RISING 1.2
#define FALLING 0.8

/** trend_name() - as in JSON; NULL when it is not known */
const char *trend_name(enum trend trend)
{
	static const char *const names[] = { NULL, "falling", "steady", "rising" };

	return names[trend];
}

/* The part of a bin that is in a range, 0 to 1. */
static double overlap(const struct conditions *cond, unsigned int bin, double from, double to)
{
	double low = (double)bin_from_ms(bin) / 1000;
	double high = bin == BINS - 1 ? cond->length : (double)bin_to_ms(bin) / 1000;
	double start = low > from ? low : from, stop = high < to ? high : to;

	return stop > start ? (stop - start) / (high - low) : 0;
}

/**
 * bins_between() - sockets whose remaining time lies in a range
 * @cond: the namespace; the last bin ends at its TIME_WAIT length
 * @bin: counts by bin
 * @from: s, open
 * @to: s, closed
 *
 * Sockets are assumed to be spread evenly over a bin. Overdue ones are left out.
 */
double bins_between(const struct conditions *cond, const uint64_t bin[BINS], double from, double to)
{
	/* Below a minute a bin is a second: start at the bin of @from. */
	unsigned int i = from >= 1 && from < TWSTAT_BIN_LAST_SECOND ? (unsigned int)from : 1;
	unsigned int end = to < TWSTAT_BIN_LAST_SECOND ? (unsigned int)to + 2 : BINS;
	double sum = 0;

	for (; i < end; i++)
		if (bin[i])
			sum += (double)bin[i] * overlap(cond, i, from, to);
	return sum;
}

/* Bins of the last minute are a second each; others say nothing about one second. */
static void find_peaks(const uint64_t bin[BINS], struct rate *rate)
{
	double window = 0;
	unsigned int i;

	/* Overdue sockets of the netlink dump are in bin 1. */
	for (i = 2; i <= TWSTAT_BIN_LAST_SECOND; i++) {
		window += (double)bin[i];
		if (i >= STEEPEST_WINDOW + 2)
			window -= (double)bin[i - STEEPEST_WINDOW];
		if (window > rate->steepest * STEEPEST_WINDOW)
			rate->steepest = window / STEEPEST_WINDOW;
		if ((double)bin[i] > rate->busiest)
			rate->busiest = (double)bin[i];
	}
	if (rate->per_second > rate->steepest)
		rate->steepest = rate->per_second;
}

static enum trend trend_of(const struct conditions *cond, const uint64_t bin[BINS])
{
	double newest = bins_between(cond, bin, cond->length - TREND_WINDOW, cond->length);
	double oldest = bins_between(cond, bin, 0, TREND_WINDOW);

	if (newest > oldest * RISING)
		return TREND_RISING;
	return newest < oldest * FALLING ? TREND_FALLING : TREND_STEADY;
}

/**
 * rate_of() - the rate of closes and its trend
 * @cond: the namespace
 * @bin: TIME_WAIT sockets by bin
 * @rate: filled
 *
 * The window is the shortest of 5, 10 and 30 s with enough sockets: short to
 * follow changes, but not based on a handful of sockets.
 */
void rate_of(const struct conditions *cond, const uint64_t bin[BINS], struct rate *rate)
{
	double entered = 0;
	unsigned int i;

	for (i = 0; i < WINDOWS; i++) {
		rate->window = windows[i] < cond->length ? windows[i] : cond->length;
		entered = bins_between(cond, bin, cond->length - rate->window, cond->length);
		if (entered >= RATE_SOCKETS_MIN)
			break;
	}
	rate->per_second = entered / rate->window;
	rate->enough = entered >= RATE_SOCKETS_MIN;
	rate->trend = rate->enough ? trend_of(cond, bin) : TREND_UNKNOWN;
	rate->steepest = 0;
	rate->busiest = 0;
	find_peaks(bin, rate);
}
