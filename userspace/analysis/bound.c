// SPDX-License-Identifier: GPL-2.0
/* The ports that bind() took, which all destinations of a namespace share. */
#include "analysis/conclusion.h"
#include "analysis/rate.h"

/* Sockets of a destination on such ports, and its closes that add to them. */
static void add_bound(const struct destination *dest, struct conditions *cond)
{
	double for_all = (cond->bound - cond->shared) / cond->bound;
	double share = sockets_inside(dest) * sockets_bound(cond, dest) * for_all;
	uint64_t bin[BINS];
	struct rate rate;
	unsigned int i;

	if (dest->side != TWSTAT_OUTBOUND || dest->other || !dest->has_left || share <= 0)
		return;
	histogram_expand(dest, bin);
	rate_of(cond, bin, &rate);
	cond->bound_rate += rate.per_second * share;
	for (i = 0; i < BINS; i++)
		cond->bound_leave[i] += (double)bin[i] * share;
}

/* Whether a destination has sockets on ports that a plain connect() chose. */
static bool connects_plainly(const struct destination *dest, const struct conditions *cond)
{
	return dest->side == TWSTAT_OUTBOUND && dest->count[COUNT_PORTS] &&
	       sockets_bound(cond, dest) < 1;
}

/*
 * Ports that sockets with SO_REUSEADDR share are not blocked for the programs that bind
 * so. Where another one connects without bind(), they are.
 */
static double shared_ports(const struct snapshot *snap, const struct conditions *cond)
{
	uint64_t shared = summary_get(&snap->summary, KEY_PORTS_BOUND_SHARED);
	size_t i;

	for (i = 0; shared && i < snap->nr_destinations + snap->nr_dropped; i++)
		if (connects_plainly(&snap->destination[i], cond))
			return 0;
	return (double)shared;
}

/**
 * bound_of() - how many there are, and how their number changes
 * @snap: the snapshot; rows that a filter dropped count as well
 * @cond: its other conditions; these are added
 *
 * The dump cannot tell all of them: there they are a lower bound.
 */
void bound_of(const struct snapshot *snap, struct conditions *cond)
{
	const struct summary *sum = &snap->summary;
	struct rate rate;
	size_t i;

	rate_of(cond, snap->timewait, &rate);
	cond->closes = rate.per_second;
	cond->bound = (double)summary_get(sum, KEY_PORTS_BOUND);
	cond->shared = shared_ports(snap, cond);
	cond->bound_known = summary_knows(sum, KEY_PORTS_BOUND) && snap->source != SOURCE_SOCK_DIAG;
	for (i = 0; cond->bound > 0 && i < snap->nr_destinations + snap->nr_dropped; i++)
		add_bound(&snap->destination[i], cond);
}
