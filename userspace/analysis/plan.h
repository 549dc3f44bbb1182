/* SPDX-License-Identifier: GPL-2.0 */
/* What a rate of closes costs. */
#ifndef TWSTAT_READER_PLAN_H
#define TWSTAT_READER_PLAN_H

#include "analysis/conditions.h"

/**
 * struct plan - at one rate of closes, all to one destination
 * @rate: closes a second
 * @timewait: sockets at steady state
 * @bytes: their memory
 * @bytes_known: else @bytes is a guess
 * @ports_ratio: of the usable ports
 * @fails: the ports do not suffice
 * @fails_after: s from the first close until none is left, where @fails
 * @over_limit: more sockets than tcp_max_tw_buckets
 * @pool: connections of a pool that serves this rate, 0 when not asked for
 */
struct plan {
	double rate;
	double timewait;
	double bytes;
	bool bytes_known;
	double ports_ratio;
	bool fails;
	double fails_after;
	bool over_limit;
	double pool;
};

void plan_of(const struct conditions *cond, double limit, double rate, double per_connection,
	     struct plan *plan);
double safe_rate(const struct conditions *cond);

#endif
