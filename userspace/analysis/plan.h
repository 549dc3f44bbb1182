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
 * @ports_ratio: of the usable ports, at least
 * @ports_max_ratio: at most: tcp_tw_reuse takes no port over
 * @loopback_ratio: at least, to loopback, where tcp_tw_reuse may apply to that alone
 * @fails: the ports do not suffice
 * @may_fail: they do not unless tcp_tw_reuse takes ports over
 * @fails_on_loopback: they do not even to loopback
 * @fails_after: s from the first close until none is left, where @may_fail
 * @over_limit: more sockets than tcp_max_tw_buckets
 * @pool: connections of a pool that serves this rate, 0 when not asked for
 */
struct plan {
	double rate;
	double timewait;
	double bytes;
	bool bytes_known;
	double ports_ratio;
	double ports_max_ratio;
	double loopback_ratio;
	bool fails;
	bool may_fail;
	bool fails_on_loopback;
	double fails_after;
	bool over_limit;
	double pool;
};

void plan_of(const struct conditions *cond, double limit, double rate, double per_connection,
	     struct plan *plan);
double ports_open(const struct conditions *cond);
double safe_rate(const struct conditions *cond);

#endif
