// SPDX-License-Identifier: GPL-2.0
/* What a rate of closes costs. */
#include <math.h>

#include "analysis/advice.h"
#include "analysis/plan.h"

/** ports_open() - usable ports that bind() did not take */
double ports_open(const struct conditions *cond)
{
	return cond->usable > cond->bound ? cond->usable - cond->bound : 0;
}

/* The part of the usable ports that so many sockets and bind() hold. */
static double ratio_of(const struct conditions *cond, double sockets)
{
	return cond->usable > 0 ? (cond->bound + sockets) / cond->usable : 1;
}

/* What is left of so many sockets where tcp_tw_reuse takes over those with timestamps. */
static double with_reuse(const struct conditions *cond, double rate, double sockets)
{
	return cond->timestamps ? fmin(sockets, rate * cond->reuse_delay) : sockets;
}

static void plan_ports(const struct conditions *cond, double sockets, struct plan *plan)
{
	double least = with_reuse(cond, plan->rate, sockets);

	plan->ports_max_ratio = ratio_of(cond, sockets);
	plan->loopback_ratio = ratio_of(cond, cond->reuse ? least : sockets);
	plan->ports_ratio = plan->ports_max_ratio;
	/* Where its setting is not known it may apply. */
	if (cond->reuse == 1 || !cond->reuse_known)
		plan->ports_ratio = ratio_of(cond, least);
	plan->fails = plan->ports_ratio >= 1;
	plan->may_fail = plan->ports_max_ratio >= 1;
	plan->fails_on_loopback = plan->loopback_ratio >= 1;
	plan->fails_after = plan->may_fail ? ports_open(cond) / plan->rate : 0;
}

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
	*plan = (struct plan){ .rate = rate };
	plan->timewait = rate * timewait_holds(cond);
	plan->bytes = plan->timewait * cond->object_bytes;
	plan->bytes_known = cond->object_known;
	plan->over_limit = plan->timewait > limit;
	/* At the limit closes skip TIME_WAIT, and their ports are free at once. */
	if (cond->usable_known)
		plan_ports(cond, plan->over_limit ? limit : plan->timewait, plan);
	if (per_connection > 0)
		plan->pool = pool_size(rate / per_connection);
}

/**
 * safe_rate() - the highest safe rate to one destination
 * @cond: of the namespace
 *
 * For the latest timers, without tcp_tw_reuse and without the port that connect() does
 * not try in a range of odd size.
 */
double safe_rate(const struct conditions *cond)
{
	double ports = ports_open(cond) - (cond->odd ? 1 : 0);

	return ports > 0 ? ports / (cond->length + cond->granularity) : 0;
}
