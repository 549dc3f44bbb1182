// SPDX-License-Identifier: GPL-2.0
/* What all destinations of a namespace have in common: timers, ports, reuse. */
#include <math.h>
#include <stdio.h>

#include "analysis/conditions.h"
#include "model/text.h"

/* The first network device of every namespace is its loopback. */
#define LOOPBACK_IFINDEX 1
#define DAY_MS 86400000

/* The most that a socket has left, by the bins, in s. */
static double longest_left(const struct snapshot *snap)
{
	unsigned int i = BINS - 1;

	while (i > TWSTAT_BIN_OVERDUE && !snap->timewait[i])
		i--;
	return i <= TWSTAT_BIN_LAST_SECOND ? i : INFINITY;
}

/* More than a day is no time of a kernel: the text was changed. */
static double seconds_of(const struct summary *sum, enum summary_key key, uint64_t other)
{
	uint64_t ms = summary_or(sum, key, other);

	return (double)(ms <= DAY_MS ? ms : other) / 1000;
}

/*
 * Some kernels have a shorter TIME_WAIT. Where they do not tell, sockets that are too
 * young for reuse do: they entered TIME_WAIT within the delay, and have most of it left.
 */
static double timewait_length(const struct snapshot *snap, double delay)
{
	double length = seconds_of(&snap->summary, KEY_TIMEWAIT_LEN_MS, 60000) ?: 60;
	double shown = longest_left(snap);

	if (!summary_get(&snap->summary, KEY_REUSE_YOUNG) || shown < 1)
		return length;
	/* A second for the delay's own granularity. */
	return shown + delay + 1 < length ? shown : length;
}

static void ports_of(const struct summary *sum, struct conditions *cond)
{
	uint64_t min = summary_get(sum, KEY_LOCAL_PORT_MIN);
	uint64_t max = summary_get(sum, KEY_LOCAL_PORT_MAX);

	cond->usable = (double)summary_get(sum, KEY_LOCAL_PORTS_USABLE);
	cond->usable_known = summary_knows(sum, KEY_LOCAL_PORTS_USABLE);
	cond->odd = max > min && (max - min) % 2 == 0;
	cond->tw_max = summary_knows(sum, KEY_TW_MAX) ? (double)summary_get(sum, KEY_TW_MAX) :
							INFINITY;
	cond->tw_count = (double)summary_get(sum, KEY_TW_COUNT);
}

/**
 * conditions_of() - from the summary and, for what they share, the destinations
 * @snap: the snapshot
 * @cond: filled; values that are not known are the defaults of Linux
 */
void conditions_of(const struct snapshot *snap, struct conditions *cond)
{
	const struct summary *sum = &snap->summary;

	*cond = (struct conditions){ 0 };
	cond->granularity = seconds_of(sum, KEY_TIMER_GRANULARITY_MS, 2048);
	cond->reuse = (unsigned int)summary_get(sum, KEY_TCP_TW_REUSE);
	cond->reuse_known = summary_knows(sum, KEY_TCP_TW_REUSE);
	cond->reuse_delay = seconds_of(sum, KEY_TCP_TW_REUSE_DELAY_MS, 1000);
	cond->length = timewait_length(snap, cond->reuse_delay);
	cond->timestamps = summary_or(sum, KEY_TCP_TIMESTAMPS, 1);
	cond->object_bytes = (double)summary_or(sum, KEY_TW_OBJECT_BYTES, 264);
	cond->granularity_known = summary_knows(sum, KEY_TIMER_GRANULARITY_MS);
	cond->object_known = summary_knows(sum, KEY_TW_OBJECT_BYTES);
	ports_of(sum, cond);
	bound_of(snap, cond);
}

/** show_memory() - memory of so many sockets; "~" when the size of one is a guess */
const char *show_memory(const struct conditions *cond, double sockets, char *buf, size_t size)
{
	char bytes[32];

	snprintf(buf, size, "%s%s", cond->object_known ? "" : "~",
		 show_bytes(sockets * cond->object_bytes, bytes, sizeof(bytes)));
	return buf;
}

/** timewait_holds() - mean life of a TIME_WAIT socket in s: length and mean lateness */
double timewait_holds(const struct conditions *cond)
{
	return cond->length + cond->granularity / 2;
}

/**
 * reuse_applies() - whether tcp_tw_reuse may take over ports of a destination
 * @cond: the namespace
 * @dest: an outbound destination
 *
 * As in tcp_twsk_unique(): 1 is all outbound connections, 2 only loopback.
 */
bool reuse_applies(const struct conditions *cond, const struct destination *dest)
{
	if (!cond->reuse_known || dest->side != TWSTAT_OUTBOUND)
		return false;
	if (cond->reuse == 1)
		return true;
	return cond->reuse == 2 &&
	       (dest->dev == LOOPBACK_IFINDEX || address_loopback(&dest->local) ||
		address_loopback(&dest->remote));
}

/** reuse_may_apply() - whether it applies, or that is not known */
bool reuse_may_apply(const struct conditions *cond, const struct destination *dest)
{
	return !cond->reuse_known || reuse_applies(cond, dest);
}
