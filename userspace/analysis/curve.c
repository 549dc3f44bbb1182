// SPDX-License-Identifier: GPL-2.0
/*
 * The blocked ports of one destination over the next TIME_WAIT length H:
 *
 *	B(t) = blocked - D(t) + a * min(t, H)
 *
 * the ports blocked now, less those whose TIME_WAIT ends by t, plus those of
 * connections closed until then at the present rate a. The histogram gives D to a
 * second, so B is piecewise linear, and the smallest t with B(t) >= usable is computed
 * exactly. By the end of H all present sockets are gone.
 *
 * Where tcp_tw_reuse applies, sockets with timestamps block a port only until they are
 * old enough; those without block it for the whole length. The share of timestamps among
 * future sockets is taken from the present ones.
 *
 * At tcp_max_tw_buckets closes skip TIME_WAIT. A destination then keeps the share of the
 * limit that it has of all closes.
 */
#include <math.h>
#include <stdlib.h>

#include "analysis/curve.h"

/* Ends of the bins, and up to five other points. */
#define BENDS (BINS + 5)

static double min_double(double a, double b)
{
	return a < b ? a : b;
}

/** curve_add_bins() - sockets of a histogram, of which a share frees a port each */
void curve_add_bins(struct curve *curve, const uint64_t bin[BINS], double share)
{
	unsigned int i;

	for (i = 0; share > 0 && i < BINS; i++) {
		if (!bin[i])
			continue;
		curve->leave[i] += (double)bin[i] * share;
		curve->bins |= 1ull << i;
	}
}

/** curve_add_bound() - the ports that bind() took, for any destination */
void curve_add_bound(struct curve *curve)
{
	unsigned int i;

	for (i = 0; curve->cond->bound > 0 && i < BINS; i++) {
		if (curve->cond->bound_leave[i] <= 0)
			continue;
		curve->leave[i] += curve->cond->bound_leave[i];
		curve->bins |= 1ull << i;
	}
	curve->rate += curve->cond->bound_rate;
}

/* Sockets of the curve that end. */
static double leavers_all(const struct curve *curve)
{
	double sum = curve->young;
	uint64_t left;

	for (left = curve->bins; left; left &= left - 1)
		sum += curve->leave[__builtin_ctzll(left)];
	return sum;
}

/** curve_set_cap() - what tcp_max_tw_buckets lets it have; the rates are set before */
void curve_set_cap(struct curve *curve)
{
	const struct conditions *cond = curve->cond;
	double rate = curve->rate + curve->short_rate, part, room;

	curve->cap = INFINITY;
	if (isinf(cond->tw_max) || rate <= 0)
		return;
	part = cond->closes > rate ? rate / cond->closes : 1;
	room = cond->tw_max > cond->tw_count ? cond->tw_max - cond->tw_count : 0;
	curve->cap = fmax(leavers_all(curve) + room * part, cond->tw_max * part);
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

		sum += curve->leave[i] * elapsed_part(t, bin_start(curve, i), bin_end(curve, i));
	}
	return sum;
}

/* The TIME_WAIT sockets that block a port at t, without the limit. */
static double timewait_at(const struct curve *curve, double t)
{
	double delay = curve->cond->reuse_delay;

	return leavers_all(curve) - leavers(curve, t) - curve->young * elapsed_part(t, 0, delay) +
	       curve->rate * min_double(t, curve->length) +
	       curve->short_rate * min_double(t, delay);
}

/** curve_at() - the blocked ports at a time, in s from now */
double curve_at(const struct curve *curve, double t)
{
	return curve->blocked - leavers_all(curve) + min_double(timewait_at(curve, t), curve->cap) +
	       curve->live * t;
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

/**
 * curve_crossing() - when the curve first reaches a limit
 * @curve: the curve
 * @limit: in ports
 *
 * Between two bends the curve is a line, or a line and then the cap: such a piece is
 * either below the limit at its end, or crosses it on the line.
 *
 * Return: seconds, at most @length; -1 if it does not.
 */
double curve_crossing(const struct curve *curve, double limit)
{
	double bend[BENDS], before = curve_at(curve, 0);
	unsigned int n, i;

	if (before >= limit)
		return 0;
	if (!within_reach(curve, limit))
		return -1;
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
