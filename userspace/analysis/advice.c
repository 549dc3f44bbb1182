// SPDX-License-Identifier: GPL-2.0
/*
 * What to do, and what would not help. Each rule adds its advice where the
 * numbers call for it.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "analysis/advice.h"
#include "model/text.h"

/* Spare connections of a pool. */
#define POOL_SPARE 1.25
/* Ports of the widest range, 1024 to 65535. */
#define WIDEST_RANGE 64512
/* Advice plans for at most this ratio of blocked ports. */
#define PORTS_RATIO_MAX 0.8
/* FIN_WAIT2 sockets worth a mention. */
#define MANY_FIN_WAIT2 1000

/**
 * struct advisor - input and output of the rules
 * @snap: the snapshot
 * @cond: its conditions
 * @rows: the destinations
 * @verdict: the verdict
 * @worst: the destination that needs help, -1 when none does
 * @list: the advice
 */
struct advisor {
	const struct snapshot *snap;
	struct conditions cond;
	const struct assessment *rows;
	const struct verdict *verdict;
	long worst;
	struct advice_list *list;
};

/** advice_kind_name() - "do", "or" or "not" */
const char *advice_kind_name(enum advice_kind kind)
{
	static const char *const names[] = { "do", "or", "not" };

	return names[kind];
}

/** pool_size() - connections of a pool for so many in use at once: a quarter more */
double pool_size(double live)
{
	return live < 1 ? 1 : ceil(live * POOL_SPARE);
}

__attribute__((format(printf, 6, 7))) static void advise(struct advisor *adv, const char *id,
							 enum advice_kind kind, long row,
							 double value, const char *format, ...)
{
	struct advice *item = &adv->list->item[adv->list->nr_items];
	va_list args;

	if (adv->list->nr_items == ADVICES)
		return;
	adv->list->nr_items++;
	item->id = id;
	item->kind = kind;
	item->row = row;
	item->value = value;
	va_start(args, format);
	vsnprintf(item->reason, sizeof(item->reason), format, args);
	va_end(args);
}

/* The first advice is "do", others are "or". */
static enum advice_kind do_or_or(const struct advisor *adv)
{
	return adv->list->nr_items ? ADVICE_OR : ADVICE_DO;
}

/* The destination with the worst forecast, then with the most blocked ports. */
static long find_worst(const struct assessment *rows)
{
	long worst = -1;
	size_t i;

	for (i = 0; i < rows->nr_rows; i++) {
		const struct forecast *cast = &rows->row[i].forecast;
		const struct forecast *best = worst < 0 ? NULL : &rows->row[worst].forecast;

		if (!cast->has_ports ||
		    (cast->state < FORECAST_OUT && cast->settles_ratio < PORTS_RATIO_MAX &&
		     cast->blocked_ratio < 0.5))
			continue;
		if (!best || cast->state > best->state ||
		    (cast->state == best->state &&
		     (cast->state == FORECAST_OUT ? cast->seconds < best->seconds :
						    cast->blocked_ratio > best->blocked_ratio)))
			worst = (long)i;
	}
	return worst;
}

static void advise_pool(struct advisor *adv)
{
	const struct assessed *row = &adv->rows->row[adv->worst];
	char name[ASSESSED_TEXT], live[32], pool[32];
	double size;

	if (!destination_knows(&row->dest, COUNT_LIVE))
		return;
	size = pool_size((double)row->dest.count[COUNT_LIVE]);
	advise(adv, "pool", do_or_or(adv), adv->worst, size,
	       "pool %s: %s live at once, so %s connection%s suffice%s",
	       assessed_text(row, name, sizeof(name)),
	       show_count(row->dest.count[COUNT_LIVE], live, sizeof(live)),
	       show_count((uint64_t)size, pool, sizeof(pool)), size > 1 ? "s" : "",
	       size > 1 ? "" : "s");
}

static void advise_reuse(struct advisor *adv)
{
	const struct assessed *row = &adv->rows->row[adv->worst];
	uint64_t ready = row->dest.count[COUNT_REUSE_READY];
	char name[ASSESSED_TEXT], number[32];

	if (!destination_knows(&row->dest, COUNT_REUSE_READY) || !adv->cond.reuse_known)
		return;
	assessed_text(row, name, sizeof(name));
	if (row->dest.count[COUNT_REUSE_NO_TIMESTAMP] * 2 > row->dest.count[COUNT_TIMEWAIT])
		advise(adv, "reuse_no_timestamp", ADVICE_NOT, adv->worst,
		       (double)row->dest.count[COUNT_REUSE_NO_TIMESTAMP],
		       "tcp_tw_reuse for %s: no TCP timestamps on its connections, reuse cannot help",
		       name);
	else if (reuse_applies(&adv->cond, &row->dest))
		advise(adv, "reuse_on", ADVICE_NOT, adv->worst, adv->cond.reuse,
		       "tcp_tw_reuse for %s: it is on already, and counted here", name);
	else if (ready)
		advise(adv, "tw_reuse", do_or_or(adv), adv->worst, (double)ready,
		       "net.ipv4.tcp_tw_reuse=1: frees %s ports to %s now (is %u: %s)",
		       show_short(ready, number, sizeof(number)), name, adv->cond.reuse,
		       adv->cond.reuse ? "loopback only" : "off");
}

/* Ports in use once the present rate has settled. */
static double ports_needed(const struct advisor *adv)
{
	return adv->rows->row[adv->worst].forecast.settles_ratio * adv->cond.usable;
}

static void advise_range(struct advisor *adv)
{
	double needed = ports_needed(adv);
	char number[32];

	if (adv->cond.usable > WIDEST_RANGE * 0.9 || needed > WIDEST_RANGE * 0.95)
		return;
	advise(adv, "port_range", do_or_or(adv), adv->worst, WIDEST_RANGE,
	       "net.ipv4.ip_local_port_range=\"1024 65535\": settles at %.0f%% of %s ports; put listeners' ports into ip_local_reserved_ports first",
	       100 * needed / WIDEST_RANGE, show_count(WIDEST_RANGE, number, sizeof(number)));
}

static void advise_addresses(struct advisor *adv)
{
	double more = ceil(ports_needed(adv) / adv->cond.usable / PORTS_RATIO_MAX);
	char name[ADDRESS_TEXT];

	if (more < 2)
		return;
	advise(adv, "addresses", do_or_or(adv), adv->worst, more,
	       "spread %s over %.0f source or destination addresses: each pair has its own ports",
	       destination_text(&adv->rows->row[adv->worst].dest, name, sizeof(name)), more);
}

static void advise_ports(struct advisor *adv)
{
	if (adv->worst < 0)
		return;
	advise_pool(adv);
	advise_reuse(adv);
	advise_range(adv);
	advise_addresses(adv);
	advise(adv, "fin_timeout", ADVICE_NOT, -1, -1,
	       "tcp_fin_timeout: it shortens FIN_WAIT2 only, TIME_WAIT stays %.0f s",
	       adv->cond.length);
}

static void advise_limit(struct advisor *adv)
{
	const struct summary *sum = &adv->snap->summary;
	/* The kernel's own default is half the buckets of the hash table. */
	uint64_t max = summary_get(sum, KEY_TW_MAX) ?:
						      summary_or(sum, KEY_EHASH_BUCKETS, 16384) / 4;
	bool dropped = adv->snap->netstat_known & (1u << NETSTAT_OVERFLOW) &&
		       adv->snap->netstat[NETSTAT_OVERFLOW];
	char number[32], bytes[32];

	if (verdict_cause(adv->verdict, CAUSE_LIMIT)->level == LEVEL_NORMAL)
		return;
	advise(adv, "tw_buckets", do_or_or(adv), -1, (double)max * 2,
	       "net.ipv4.tcp_max_tw_buckets=%llu: the limit is %s, the rest costs %s at most",
	       (unsigned long long)max * 2,
	       show_count(summary_get(sum, KEY_TW_MAX), number, sizeof(number)),
	       show_memory(&adv->cond, (double)(max * 2 - summary_get(sum, KEY_TW_MAX)), bytes,
			   sizeof(bytes)));
	advise(adv, "tw_buckets_lower", ADVICE_NOT, -1, -1,
	       "lowering tcp_max_tw_buckets: closes then skip TIME_WAIT and its protection%s",
	       dropped ? ", as some have since boot" : "");
}

static void advise_inbound(struct advisor *adv)
{
	const uint64_t *timewait = adv->verdict->totals.timewait;
	char number[32], bytes[32];

	if (timewait[TWSTAT_INBOUND] < 10000 ||
	    timewait[TWSTAT_INBOUND] < timewait[TWSTAT_OUTBOUND])
		return;
	advise(adv, "inbound", do_or_or(adv), -1, (double)timewait[TWSTAT_INBOUND],
	       "nothing about %s inbound sockets: they cost %s and no port; if the peer closes first, the peer has them",
	       show_count(timewait[TWSTAT_INBOUND], number, sizeof(number)),
	       show_memory(&adv->cond, (double)timewait[TWSTAT_INBOUND], bytes, sizeof(bytes)));
}

static void advise_fin_wait2(struct advisor *adv)
{
	const struct totals *totals = &adv->verdict->totals;
	char number[32];

	if (totals->fin_wait2 < MANY_FIN_WAIT2 ||
	    totals->fin_wait2 * 4 < totals->timewait[0] + totals->timewait[1])
		return;
	advise(adv, "fin_wait2", do_or_or(adv), -1, (double)totals->fin_wait2,
	       "look for CLOSE_WAIT at the peers: %s sockets in FIN_WAIT2 wait for a close from there; tcp_fin_timeout shortens only this",
	       show_count(totals->fin_wait2, number, sizeof(number)));
}

/**
 * advice_of() - what to do, and what would not help
 * @snap: the snapshot
 * @rows: its destinations, not grouped
 * @verdict: of them
 * @list: filled: what to do, then what would not help
 */
void advice_of(const struct snapshot *snap, const struct assessment *rows,
	       const struct verdict *verdict, struct advice_list *list)
{
	struct advisor adv = { .snap = snap, .rows = rows, .verdict = verdict, .list = list };

	list->nr_items = 0;
	conditions_of(snap, &adv.cond);
	adv.worst = find_worst(rows);
	advise_ports(&adv);
	advise_limit(&adv);
	advise_fin_wait2(&adv);
	advise_inbound(&adv);
}
