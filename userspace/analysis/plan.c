// SPDX-License-Identifier: GPL-2.0
/* What a rate of closes costs. */
#include "analysis/advice.h"
#include "analysis/plan.h"

/**
 * plan_of() - sockets, memory and ports at a rate
 * @cond: of the namespace
 * @limit: tcp_max_tw_buckets, INFINITY when not known
 * @rate: closes a second
 * @per_connection: requests a second that a pooled connection serves, 0: none
 * @plan: filled
 *
 * At a steady rate sockets accumulate for one TIME_WAIT length and its mean
 * lateness. connect() fails if the ports run out before the first is free again.
 * @limit bounds what one destination holds, if it has no other.
 */
void plan_of(const struct conditions *cond, double limit, double rate, double per_connection,
	     struct plan *plan)
{
	double blocked;

	*plan = (struct plan){ .rate = rate };
	plan->timewait = rate * timewait_holds(cond);
	plan->bytes = plan->timewait * cond->object_bytes;
	plan->bytes_known = cond->object_known;
	plan->over_limit = plan->timewait > limit;
	/* At the limit closes skip TIME_WAIT, and their ports are free at once. */
	blocked = plan->over_limit ? limit : plan->timewait;
	if (cond->usable > 0) {
		plan->ports_ratio = blocked / cond->usable;
		plan->fails = plan->ports_ratio >= 1;
		plan->fails_after = plan->fails ? cond->usable / rate : 0;
	}
	if (per_connection > 0)
		plan->pool = pool_size(rate / per_connection);
}

/** safe_rate() - the highest safe rate to one destination, for the latest timers */
double safe_rate(const struct conditions *cond)
{
	return cond->usable / (cond->length + cond->granularity);
}
