/* SPDX-License-Identifier: GPL-2.0 */
/* The blocked ports of one destination over the next TIME_WAIT length. */
#ifndef TWSTAT_READER_CURVE_H
#define TWSTAT_READER_CURVE_H

#include "analysis/conclusion.h"

/**
 * struct curve - B(t), see curve.c
 * @cond: the namespace
 * @leave: sockets that free a blocked port when they end, by bin
 * @bins: bit (1 << bin) for every bin of @leave that is not 0
 * @blocked: ports blocked now
 * @young: sockets that can be reused after the delay
 * @rate: closes a second whose ports stay blocked for the whole length
 * @short_rate: closes a second whose ports can be reused after the delay
 * @live: change of live sockets a second
 * @length: TIME_WAIT's, mean lateness included
 * @cap: the most that its TIME_WAIT sockets can be, by tcp_max_tw_buckets
 */
struct curve {
	const struct conditions *cond;
	double leave[BINS];
	uint64_t bins;
	double blocked;
	double young;
	double rate;
	double short_rate;
	double live;
	double length;
	double cap;
};

void curve_add_bins(struct curve *curve, const uint64_t bin[BINS], double share);
void curve_add_bound(struct curve *curve);
void curve_set_cap(struct curve *curve);
double curve_at(const struct curve *curve, double t);
double curve_crossing(const struct curve *curve, double limit);

#endif
