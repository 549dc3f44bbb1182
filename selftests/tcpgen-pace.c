// SPDX-License-Identifier: GPL-2.0
/*
 * Connections at a rate. Each has its time, and one that is late does not move
 * the others, so a machine that stalls catches up and the rate holds.
 */
#define _GNU_SOURCE
#include <time.h>

#include "tcpgen.h"

/**
 * pace_begin() - the first connection is due
 * @pace: filled in
 * @opt: the rate, and the seconds in which it changes
 * @start: CLOCK_MONOTONIC in ns
 */
void pace_begin(struct pace *pace, const struct options *opt, unsigned long long start)
{
	*pace = (struct pace){ .opt = opt, .start = start, .due = start };
}

/* Connections a second when the next one is due. */
static double rate_now(const struct pace *pace)
{
	const struct options *opt = pace->opt;
	double passed = (double)(pace->due - pace->start) / NSEC_PER_SEC;
	double rise = (double)opt->last_rate - opt->rate;

	if (opt->rate == opt->last_rate)
		return opt->rate;
	if (passed >= opt->seconds)
		return opt->last_rate;
	return opt->rate + rise * passed / opt->seconds;
}

static void sleep_until(unsigned long long when)
{
	struct timespec ts = {
		.tv_sec = when / NSEC_PER_SEC,
		.tv_nsec = when % NSEC_PER_SEC,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

/**
 * pace_wait() - wait until the next connection is due
 * @pace: from pace_begin(); without a rate this returns at once
 */
void pace_wait(struct pace *pace)
{
	unsigned long long late;

	if (!pace->opt->rate)
		return;
	sleep_until(pace->due);
	late = clock_now(CLOCK_MONOTONIC) - pace->due;
	if (late > pace->latest)
		pace->latest = late;
	pace->due += NSEC_PER_SEC / rate_now(pace);
}
