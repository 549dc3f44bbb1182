// SPDX-License-Identifier: GPL-2.0
/* Advice about tcp_max_tw_buckets. */
#include <math.h>
#include <stdio.h>

#include "analysis/advisor.h"
#include "model/text.h"

static bool has_dropped(const struct advisor *adv)
{
	return adv->snap->netstat_known & (1u << NETSTAT_OVERFLOW) &&
	       adv->snap->netstat[NETSTAT_OVERFLOW];
}

/* Sockets that the closes need: those that the limit let in, and those it did not. */
static double sockets_needed(const struct advisor *adv)
{
	double rate = adv->cond.closes + adv->verdict->overflow_per_second;

	return rate * timewait_holds(&adv->cond);
}

/* Twice the limit, or as much as the closes need and a quarter more. */
static uint64_t raised_limit(const struct advisor *adv)
{
	const struct summary *sum = &adv->snap->summary;
	/* The kernel's own default is half the buckets of the hash table. */
	uint64_t max = summary_get(sum, KEY_TW_MAX) ?:
						      summary_or(sum, KEY_EHASH_BUCKETS, 16384) / 4;
	uint64_t needed = (uint64_t)ceil(sockets_needed(adv) * 1.25);

	return needed > max * 2 ? needed : max * 2;
}

/*
 * The destination that would be out of ports with so high a limit, -1 for none: it gets
 * its part of the closes that skip TIME_WAIT now.
 */
static long fails_with(const struct advisor *adv, double limit)
{
	long worst = -1;
	double most = PORTS_RATIO_MAX * adv->cond.usable;
	size_t i;

	for (i = 0; i < adv->rows->nr_rows; i++) {
		const struct assessed *row = &adv->rows->row[i];
		double part = row->forecast.rate.per_second / adv->cond.closes;
		double blocked = row->forecast.blocked - (double)row->dest.count[COUNT_TIMEWAIT] +
				 limit * part;

		if (!row->forecast.has_ports || adv->cond.closes <= 0 || blocked < most ||
		    reuse_may_apply(&adv->cond, &row->dest))
			continue;
		most = blocked;
		worst = (long)i;
	}
	return worst;
}

static void advise_no_raise(struct advisor *adv, uint64_t limit, long row)
{
	char name[ASSESSED_TEXT];

	advise(adv, "tw_buckets_ports", ADVICE_NOT, row, (double)limit,
	       "raising tcp_max_tw_buckets to %llu alone: the limit is what keeps ports to %s free, which would run out with it",
	       (unsigned long long)limit, assessed_text(&adv->rows->row[row], name, sizeof(name)));
}

static void advise_raise(struct advisor *adv, uint64_t limit)
{
	const struct summary *sum = &adv->snap->summary;
	bool at_limit = adv->cond.tw_count >= adv->cond.tw_max * 0.95;
	char number[32], bytes[32];

	advise(adv, "tw_buckets", advise_do_or_or(adv), -1, (double)limit,
	       "%snet.ipv4.tcp_max_tw_buckets=%llu%s: the limit is %s, the rest costs %s at most",
	       adv->where, (unsigned long long)limit,
	       at_limit || has_dropped(adv) ? " at least" : "",
	       show_count(summary_get(sum, KEY_TW_MAX), number, sizeof(number)),
	       show_memory(&adv->cond, (double)(limit - summary_get(sum, KEY_TW_MAX)), bytes,
			   sizeof(bytes)));
}

/** advise_limit() - whether to raise it, and not to lower it */
void advise_limit(struct advisor *adv)
{
	uint64_t limit = raised_limit(adv);
	long row;

	if (verdict_cause(adv->verdict, CAUSE_LIMIT)->level == LEVEL_NORMAL)
		return;
	row = fails_with(adv, (double)limit);
	if (row < 0)
		advise_raise(adv, limit);
	if (row >= 0 && adv->worst < 0) {
		adv->worst = row;
		advise_pool(adv);
	}
	if (row >= 0)
		advise_no_raise(adv, limit, row);
	advise(adv, "tw_buckets_lower", ADVICE_NOT, -1, -1,
	       "lowering tcp_max_tw_buckets: closes then skip TIME_WAIT and its protection%s",
	       has_dropped(adv) ? ", as some have since boot" : "");
}
