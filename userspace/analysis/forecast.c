// SPDX-License-Identifier: GPL-2.0
/*
 * When does a destination run out of local ports, at this rate? The forecast rests on
 * the ports that are blocked at least; a second curve, of those that may be, is
 * computed only to tell how far off it may be.
 */
#include <math.h>

#include "analysis/curve.h"
#include "analysis/forecast.h"

/* A part of the sockets whose ports bind() did not take. */
static double own_share(const struct conditions *cond, const struct destination *dest)
{
	return sockets_inside(dest) * (1 - sockets_bound(cond, dest));
}

/* The share of its TIME_WAIT sockets that tcp_tw_reuse will never take over. */
static double without_timestamp(const struct conditions *cond, const struct destination *dest)
{
	double timewait = (double)dest->count[COUNT_TIMEWAIT];

	/* Where that is not known, it may be able to take over all. */
	if (!cond->reuse_known || !destination_knows(dest, COUNT_REUSE_READY) || timewait <= 0)
		return 0;
	return (double)dest->count[COUNT_REUSE_NO_TIMESTAMP] / timewait;
}

static void fill_curve(const struct conditions *cond, const struct destination *dest,
		       const uint64_t bin[BINS], double rate, struct curve *curve)
{
	double share = own_share(cond, dest), bare = 1;

	if (reuse_may_apply(cond, dest)) {
		bare = without_timestamp(cond, dest);
		curve->young = (double)dest->count[COUNT_REUSE_YOUNG] * share;
	}
	curve->cond = cond;
	curve->length = timewait_holds(cond);
	curve->rate = rate * share * bare;
	curve->short_rate = rate * share * (1 - bare);
	curve_add_bins(curve, bin, share * bare);
	curve_add_bound(curve);
	curve_set_cap(curve);
}

/* No port is given back before its time, and nothing is limited. */
static double settles_max(const struct conditions *cond, const struct destination *dest,
			  const uint64_t bin[BINS], const struct conclusion *now,
			  const struct curve *lower, double rate)
{
	struct curve curve = { .cond = cond,
			       .blocked = now->blocked_max,
			       .rate = rate * own_share(cond, dest),
			       .live = lower->live,
			       .length = lower->length,
			       .cap = INFINITY };

	curve_add_bins(&curve, bin, own_share(cond, dest));
	curve_add_bound(&curve);
	return curve_at(&curve, curve.length);
}

static double ratio_of(double ports, const struct conditions *cond)
{
	if (cond->usable <= 0)
		return 1;
	return ports > 0 ? ports / cond->usable : 0;
}

/* No alarm is based on ports that the programs which are seen to connect can share. */
static double blocked_for_all(const struct conditions *cond, const struct conclusion *now)
{
	double blocked = now->blocked_min - cond->shared;

	return blocked > 0 ? blocked : 0;
}

static void set_now(const struct conditions *cond, const struct conclusion *now,
		    struct forecast *forecast)
{
	forecast->has_left = true;
	forecast->left_min = cond->usable - now->blocked_max;
	forecast->left_max = cond->usable - now->blocked_min;
	forecast->has_ports = !now->outside;
	forecast->max_known = now->max_known;
	forecast->blocked = blocked_for_all(cond, now);
	forecast->blocked_ratio = ratio_of(forecast->blocked, cond);
	forecast->blocked_max_ratio = ratio_of(now->blocked_max, cond);
}

static void set_state(const struct curve *curve, struct forecast *forecast)
{
	double usable = curve->cond->usable;

	if (curve->blocked >= usable) {
		forecast->state = FORECAST_FULL;
		return;
	}
	if (!forecast->rate.enough)
		return;
	forecast->state = FORECAST_SETTLES;
	forecast->seconds = curve_crossing(curve, usable);
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
	struct curve curve = { .live = live_per_second };
	struct conclusion now;
	uint64_t bin[BINS];
	double rate;

	*forecast = (struct forecast){ .state = FORECAST_NONE };
	histogram_expand(dest, bin);
	rate_of(cond, bin, &forecast->rate);
	conclude(cond, dest, &now);
	if (!now.is_known)
		return;
	set_now(cond, &now, forecast);
	if (now.outside)
		return;
	rate = forecast->rate.per_second;
	curve.blocked = forecast->blocked;
	fill_curve(cond, dest, bin, rate, &curve);
	/* One port more or less is that of an odd range. */
	if (reuse_may_apply(cond, dest) || now.blocked_max - forecast->blocked > 1)
		forecast->bound = BOUND_LOWER;
	forecast->settles_ratio = ratio_of(curve_at(&curve, curve.length), cond);
	forecast->settles_max_ratio = forecast->settles_ratio;
	if (forecast->bound != BOUND_EXACT)
		forecast->settles_max_ratio =
			ratio_of(settles_max(cond, dest, bin, &now, &curve, rate), cond);
	set_state(&curve, forecast);
}

/** forecast_name() - the state as in JSON */
const char *forecast_name(enum forecast_state state)
{
	static const char *const names[] = { "none", "settles", "out", "full" };

	return names[state];
}

/**
 * left_bound() - the connections that are left, as one number
 * @forecast: one with @has_left
 * @left: set
 *
 * Those that are sure, unless that is none.
 *
 * Return: how the true number compares with it.
 */
enum bound left_bound(const struct forecast *forecast, double *left)
{
	bool sure = forecast->left_min > 0;

	*left = sure ? forecast->left_min : forecast->left_max;
	if (forecast->left_min >= forecast->left_max)
		return BOUND_EXACT;
	return sure ? BOUND_LOWER : BOUND_UPPER;
}

/**
 * blocked_bound() - the blocked ports as one ratio
 * @forecast: one with @has_ports
 * @ratio: set
 *
 * The upper bound only where the lower one says little.
 *
 * Return: how the true ratio compares with it; BOUND_EXACT too where both are the same
 * percentage.
 */
enum bound blocked_bound(const struct forecast *forecast, double *ratio)
{
	double low = forecast->blocked_ratio, high = forecast->blocked_max_ratio;

	*ratio = low;
	if (forecast->max_known && rint(low * 100) == rint(high * 100))
		return BOUND_EXACT;
	if (!forecast->max_known || low * 2 >= high)
		return BOUND_LOWER;
	*ratio = high;
	return BOUND_UPPER;
}
