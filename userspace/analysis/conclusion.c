// SPDX-License-Identifier: GPL-2.0
/*
 * What connect() to a destination would find now. Some of it is not known: a netlink
 * dump does not say which timewait sockets tcp_tw_reuse could take over, nor which ports
 * bind() took, and in a range of odd size connect() does not try one port. Then the
 * ports that are blocked are between two bounds.
 */
#include "analysis/conclusion.h"

/** bound_name() - as in JSON */
const char *bound_name(enum bound bound)
{
	static const char *const names[] = { "exact", "lower", "upper" };

	return names[bound];
}

/** sockets_inside() - the share of a destination's sockets whose port is usable, 0 to 1 */
double sockets_inside(const struct destination *dest)
{
	uint64_t all = destination_sockets(dest) + dest->count[COUNT_LIVE];

	if (!destination_knows(dest, COUNT_LIVE) || !all || dest->count[COUNT_PORTS] >= all)
		return 1;
	return (double)dest->count[COUNT_PORTS] / (double)all;
}

/* Its usable ports that bind() did not take. */
static double own_ports(const struct conditions *cond, const struct destination *dest)
{
	double ports = (double)dest->count[COUNT_PORTS];
	double own = cond->usable - cond->bound - (double)dest->left_max;

	if (!dest->has_left || own > ports)
		return ports;
	return own > 0 ? own : 0;
}

/** sockets_bound() - the share of its sockets inside the range whose port bind() took */
double sockets_bound(const struct conditions *cond, const struct destination *dest)
{
	double ports = (double)dest->count[COUNT_PORTS];

	return ports > 0 ? (ports - own_ports(cond, dest)) / ports : 0;
}

/* Without ports_left: an older module, or one that does not know it for this row. */
static void conclude_from_ports(const struct conditions *cond, const struct destination *dest,
				struct conclusion *conclusion)
{
	bool exact = cond->bound_known && cond->bound <= 0;

	conclusion->blocked_min = (double)dest->count[COUNT_PORTS];
	conclusion->blocked_max = exact ? conclusion->blocked_min : cond->usable;
	conclusion->max_known = exact;
	if (exact && cond->odd && conclusion->blocked_max < cond->usable)
		conclusion->blocked_max++;
}

/* Timewait sockets that block nothing where tcp_tw_reuse takes their ports over. */
static void take_reusable_off(const struct conditions *cond, const struct destination *dest,
			      struct conclusion *conclusion)
{
	bool was_full = conclusion->blocked_min >= cond->usable;

	if (!reuse_may_apply(cond, dest))
		return;
	if (!cond->reuse_known || !destination_knows(dest, COUNT_REUSE_READY)) {
		conclusion->blocked_min -= (double)destination_sockets(dest);
	} else if (!dest->has_left) {
		conclusion->blocked_min -= (double)dest->count[COUNT_REUSE_READY];
		if (cond->bound_known && cond->bound <= 0)
			conclusion->blocked_max -= (double)dest->count[COUNT_REUSE_READY];
	} else {
		conclusion->blocked_min -= (double)dest->reuse_ports;
		conclusion->blocked_max -= (double)dest->reuse_ports;
	}
	/* Of an odd range, the port that is not tried may be one of these. */
	if (cond->odd && was_full && conclusion->blocked_max < cond->usable &&
	    conclusion->blocked_max <= conclusion->blocked_min)
		conclusion->blocked_max++;
}

static double within(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/**
 * conclude() - the bounds of what is blocked
 * @cond: the namespace
 * @dest: the destination; only outbound ones with an address hold ports
 * @conclusion: filled
 */
void conclude(const struct conditions *cond, const struct destination *dest,
	      struct conclusion *conclusion)
{
	*conclusion = (struct conclusion){ 0 };
	if (dest->side != TWSTAT_OUTBOUND || dest->other || !cond->usable_known ||
	    !destination_knows(dest, COUNT_PORTS))
		return;
	conclusion->is_known = true;
	conclusion->outside = !dest->count[COUNT_PORTS] && cond->usable > 0 &&
			      destination_sockets(dest) + dest->count[COUNT_LIVE];
	conclusion->own = own_ports(cond, dest);
	if (dest->has_left) {
		conclusion->max_known = dest->left || cond->bound_known ||
					conclusion->own + cond->bound >= cond->usable;
		conclusion->blocked_min = cond->usable - (double)dest->left_max;
		conclusion->blocked_max = cond->usable - (double)dest->left;
	} else {
		conclude_from_ports(cond, dest, conclusion);
	}
	take_reusable_off(cond, dest, conclusion);
	conclusion->blocked_min = within(conclusion->blocked_min, cond->bound, cond->usable);
	conclusion->blocked_max =
		within(conclusion->blocked_max, conclusion->blocked_min, cond->usable);
}
