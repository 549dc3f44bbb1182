// SPDX-License-Identifier: GPL-2.0
/*
 * When does a destination run out of local ports?
 *
 * B(t) = blocked - D(t) + a * min(t, H): the ports blocked now, less those
 * whose TIME_WAIT ends by t, plus those of connections closed until then at the
 * present rate a. The histogram gives D to a second, so B is piecewise linear,
 * and the smallest t with B(t) >= usable is computed exactly. The forecast ends
 * after one TIME_WAIT length H: by then all present sockets are gone.
 *
 * Where tcp_tw_reuse applies, sockets with timestamps block a port only until
 * they are old enough; those without block it for the whole length. The share
 * of timestamps among future sockets is taken from the present ones.
 */
#include <stdlib.h>

#include "analysis/forecast.h"

/* Ends of the bins, and up to five other points. */
#define BENDS (BINS + 5)

/**
 * struct curve - B(t) of one destination
 * @cond: the namespace
 * @bin: TIME_WAIT sockets by bin
 * @bins: bit (1 << bin) for every nonempty bin
 * @blocked: ports blocked now
 * @share: of the bins' sockets that free a usable port when they end
 * @young: sockets that can be reused after the delay
 * @rate: closes a second whose ports stay blocked for the whole length
 * @short_rate: closes a second whose ports can be reused after the delay
 * @live: change of live sockets a second
 * @length: TIME_WAIT's, mean lateness included
 */
struct curve {
	const struct conditions *cond;
	const uint64_t *bin;
	uint64_t bins;
	double blocked;
	double share;
	double young;
	double rate;
	double short_rate;
	double live;
	double length;
};

static double min_double(double a, double b)
{
	return a < b ? a : b;
}

/* The part of an interval that is before t, 0 to 1. */
static double elapsed_part(double t, double from, double to)
{
	if (t <= from)
		return 0;
	return t >= to ? 1 : (t - from) / (to - from);
}

static double bin_end(const struct curve *curve, unsigned int bin)
{
	double late = curve->cond->granularity / 2;

	if (bin == TWSTAT_BIN_OVERDUE)
		return curve->cond->granularity;
	if (bin < BINS - 1)
		return (double)bin_to_ms(bin) / 1000 + late;
	return curve->length > 301 + late ? curve->length : 301 + late;
}

static double bin_start(const struct curve *curve, unsigned int bin)
{
	if (bin == TWSTAT_BIN_OVERDUE)
		return 0;
	return (double)bin_from_ms(bin) / 1000 + curve->cond->granularity / 2;
}

/* Sockets whose TIME_WAIT has ended at t. */
static double leavers(const struct curve *curve, double t)
{
	double sum = 0;
	uint64_t left;

	for (left = curve->bins; left; left &= left - 1) {
		unsigned int i = (unsigned int)__builtin_ctzll(left);

		sum += (double)curve->bin[i] *
		       elapsed_part(t, bin_start(curve, i), bin_end(curve, i));
	}
	return sum;
}

static double curve_at(const struct curve *curve, double t)
{
	double delay = curve->cond->reuse_delay;

	return curve->blocked - curve->share * leavers(curve, t) -
	       curve->young * elapsed_part(t, 0, delay) +
	       curve->rate * min_double(t, curve->length) +
	       curve->short_rate * min_double(t, delay) + curve->live * t;
}

static int compare_times(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static unsigned int bends_of(const struct curve *curve, double bend[BENDS])
{
	unsigned int n = 0, i;

	bend[n++] = 0;
	bend[n++] = curve->length;
	bend[n++] = bin_start(curve, 1);
	if (curve->cond->reuse_delay < curve->length)
		bend[n++] = curve->cond->reuse_delay;
	for (i = 0; i < BINS; i++)
		if (bin_end(curve, i) < curve->length)
			bend[n++] = bin_end(curve, i);
	qsort(bend, n, sizeof(*bend), compare_times);
	return n;
}

/* The smallest t in [0, length] at which the curve reaches the limit; -1 for none. */
static double first_crossing(const struct curve *curve, double limit)
{
	double bend[BENDS], before = curve_at(curve, 0);
	unsigned int n, i;

	if (before >= limit)
		return 0;
	n = bends_of(curve, bend);
	for (i = 1; i < n; i++) {
		double after = curve_at(curve, bend[i]);

		if (after >= limit)
			return bend[i - 1] +
			       (bend[i] - bend[i - 1]) * (limit - before) / (after - before);
		before = after;
	}
	return -1;
}

/*
 * A quick upper bound: most destinations of a busy host are far from the limit,
 * and need no walk along the curve.
 */
static bool within_reach(const struct curve *curve, double limit)
{
	double most = curve->blocked + curve->rate * curve->length +
		      curve->short_rate * min_double(curve->length, curve->cond->reuse_delay);

	return most + (curve->live > 0 ? curve->live * curve->length : 0) >= limit;
}

/* The share of a destination's sockets whose port is in the range. */
static double inside_range(const struct destination *dest)
{
	uint64_t all = destination_sockets(dest) + dest->count[COUNT_LIVE];

	if (!destination_knows(dest, COUNT_LIVE) || !all || dest->count[COUNT_PORTS] >= all)
		return 1;
	return (double)dest->count[COUNT_PORTS] / (double)all;
}

static void curve_without_reuse(struct curve *curve, const struct destination *dest, double rate)
{
	curve->share = inside_range(dest);
	curve->rate = rate * curve->share;
}

static void curve_with_reuse(struct curve *curve, const struct destination *dest, double rate)
{
	double timewait = (double)dest->count[COUNT_TIMEWAIT];
	double inside = inside_range(dest);
	double bare = timewait > 0 ? (double)dest->count[COUNT_REUSE_NO_TIMESTAMP] / timewait : 0;

	curve->blocked -= (double)dest->count[COUNT_REUSE_READY];
	curve->young = (double)dest->count[COUNT_REUSE_YOUNG] * inside;
	curve->share = inside * bare;
	curve->rate = rate * inside * bare;
	curve->short_rate = rate * inside * (1 - bare);
}

static void set_forecast(const struct curve *curve, struct forecast *forecast)
{
	double usable = curve->cond->usable;

	forecast->has_ports = true;
	forecast->blocked = curve->blocked > 0 ? curve->blocked : 0;
	forecast->blocked_ratio = forecast->blocked / usable;
	forecast->settles_ratio = curve_at(curve, curve->length) / usable;
	if (forecast->settles_ratio < 0)
		forecast->settles_ratio = 0;
	if (curve->blocked >= usable) {
		forecast->state = FORECAST_FULL;
		return;
	}
	if (!forecast->rate.enough)
		return;
	forecast->state = FORECAST_SETTLES;
	if (!within_reach(curve, usable))
		return;
	forecast->seconds = first_crossing(curve, usable);
	if (forecast->seconds >= 0)
		forecast->state = FORECAST_OUT;
	else
		forecast->seconds = 0;
}

/**
 * forecast_of() - the rate, the blocked ports, and when they run out
 * @cond: the namespace
 * @dest: the destination; only outbound ones with an address hold ports
 * @live_per_second: measured change of its live sockets, 0 when not measured
 * @forecast: filled
 */
void forecast_of(const struct conditions *cond, const struct destination *dest,
		 double live_per_second, struct forecast *forecast)
{
	struct curve curve = { .cond = cond, .live = live_per_second };
	bool applies = reuse_applies(cond, dest);
	uint64_t bin[BINS];

	*forecast = (struct forecast){ .state = FORECAST_NONE };
	histogram_expand(dest, bin);
	rate_of(cond, bin, &forecast->rate);
	if (dest->side != TWSTAT_OUTBOUND || dest->other || cond->usable <= 0 ||
	    !destination_knows(dest, COUNT_PORTS))
		return;

	curve.bin = bin;
	curve.bins = dest->bins;
	curve.length = timewait_holds(cond);
	curve.blocked = (double)dest->count[COUNT_PORTS];
	if (applies && destination_knows(dest, COUNT_REUSE_READY)) {
		forecast->bound = BOUND_LOWER;
		curve_with_reuse(&curve, dest, forecast->rate.per_second);
	} else {
		forecast->bound = applies || !cond->reuse_known ? BOUND_UPPER : BOUND_EXACT;
		curve_without_reuse(&curve, dest, forecast->rate.per_second);
	}
	set_forecast(&curve, forecast);
}

/** forecast_name() - the state as in JSON */
const char *forecast_name(enum forecast_state state)
{
	static const char *const names[] = { "none", "settles", "out", "full" };

	return names[state];
}
