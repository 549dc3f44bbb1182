// SPDX-License-Identifier: GPL-2.0
/*
 * What to do, and what would not help. Each rule adds its advice where the
 * numbers call for it.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analysis/advisor.h"
#include "model/text.h"

/* Spare connections of a pool. */
#define POOL_SPARE 1.25
/* FIN_WAIT2 sockets worth a mention. */
#define MANY_FIN_WAIT2 1000
/* Sockets of a destination with ports outside the range that are worth a mention. */
#define OUTSIDE_MIN 16
/* So many rows of peers' high ports are the clients of a service. */
#define GUESSED_MIN 20

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

/** advise() - add advice, unless there is no room */
void advise(struct advisor *adv, const char *id, enum advice_kind kind, long row, double value,
	    const char *format, ...)
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

/** advise_do_or_or() - the first advice is "do", others are "or" */
enum advice_kind advise_do_or_or(const struct advisor *adv)
{
	unsigned int i;

	for (i = 0; i < adv->list->nr_items; i++)
		if (adv->list->item[i].kind != ADVICE_NOT)
			return ADVICE_OR;
	return ADVICE_DO;
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

static void advise_inbound(struct advisor *adv)
{
	const uint64_t *timewait = adv->verdict->totals.timewait;
	char number[32], bytes[32];

	if (timewait[TWSTAT_INBOUND] < 10000 ||
	    timewait[TWSTAT_INBOUND] < timewait[TWSTAT_OUTBOUND])
		return;
	advise(adv, "inbound", advise_do_or_or(adv), -1, (double)timewait[TWSTAT_INBOUND],
	       "nothing about %s inbound sockets: they cost %s and no port; if the peer closes first, the peer has them",
	       show_count(timewait[TWSTAT_INBOUND], number, sizeof(number)),
	       show_memory(&adv->cond, (double)timewait[TWSTAT_INBOUND], bytes, sizeof(bytes)));
}

/* Many outbound sockets, of which no destination has many. */
static void advise_spread(struct advisor *adv)
{
	const struct cause *fullest = verdict_cause(adv->verdict, CAUSE_PORTS);
	uint64_t outbound = adv->verdict->totals.timewait[TWSTAT_OUTBOUND];
	char number[32], bytes[32];

	if (adv->worst >= 0 || fullest->row == ROW_EVERY || !fullest->known || outbound < 10000 ||
	    outbound <= adv->verdict->totals.timewait[TWSTAT_INBOUND])
		return;
	advise(adv, "spread", advise_do_or_or(adv), -1, (double)outbound,
	       "nothing about %s outbound sockets: no destination has more than %.0f%% of the ports, and they cost %s",
	       show_count(outbound, number, sizeof(number)), ceil(fullest->value * 100),
	       show_memory(&adv->cond, (double)outbound, bytes, sizeof(bytes)));
}

/* Sockets that connect() did not give a port of the range: nothing is known of others. */
static bool is_outside(const struct destination *dest)
{
	return dest->side == TWSTAT_OUTBOUND && !dest->other &&
	       destination_knows(dest, COUNT_PORTS) && !dest->count[COUNT_PORTS];
}

static void advise_outside(struct advisor *adv)
{
	long most = -1;
	uint64_t sockets = OUTSIDE_MIN;
	char name[ASSESSED_TEXT], number[32];
	size_t i;

	for (i = 0; adv->cond.usable > 0 && i < adv->rows->nr_rows; i++) {
		const struct destination *dest = &adv->rows->row[i].dest;
		uint64_t all = destination_sockets(dest) + dest->count[COUNT_LIVE];

		if (!is_outside(dest) || all < sockets)
			continue;
		sockets = all;
		most = (long)i;
	}
	if (most < 0)
		return;
	advise(adv, "outside", ADVICE_NOT, most, (double)sockets,
	       "counted for %s: all its %s sockets have ports outside ip_local_port_range",
	       assessed_text(&adv->rows->row[most], name, sizeof(name)),
	       show_count(sockets, number, sizeof(number)));
}

/*
 * Where no port is in the range and nothing listens, the side is a guess: outbound. Many
 * such peers with a high port each are the clients of one service.
 */
static void advise_guess(struct advisor *adv)
{
	uint64_t last = summary_get(&adv->snap->summary, KEY_LOCAL_PORT_MAX), rows = 0;
	char number[32];
	size_t i;

	for (i = 0; adv->cond.usable > 0 && i < adv->rows->nr_rows; i++) {
		const struct destination *dest = &adv->rows->row[i].dest;

		rows += is_outside(dest) && dest->port > last &&
			destination_sockets(dest) + dest->count[COUNT_LIVE] < OUTSIDE_MIN;
	}
	if (rows < GUESSED_MIN)
		return;
	advise(adv, "inbound_guess", ADVICE_NOT, -1, (double)rows,
	       "outbound, most likely: %s rows of peers' ports above ip_local_port_range are clients of a service here whose listener is gone",
	       show_count(rows, number, sizeof(number)));
}

static void advise_fin_wait2(struct advisor *adv)
{
	const struct totals *totals = &adv->verdict->totals;
	char number[32];

	if (totals->fin_wait2 < MANY_FIN_WAIT2 ||
	    totals->fin_wait2 * 4 < totals->timewait[0] + totals->timewait[1])
		return;
	advise(adv, "fin_wait2", advise_do_or_or(adv), -1, (double)totals->fin_wait2,
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
	char name[NETNS_NAME];

	list->nr_items = 0;
	conditions_of(snap, &adv.cond);
	if (*snap->name && strcmp(snap->name, "self"))
		snprintf(adv.where, sizeof(adv.where),
			 "in %s: ", show_foreign(snap->name, name, sizeof(name)));
	adv.worst = find_worst(rows);
	adv.near_full = adv.worst >= 0 &&
			rows->row[adv.worst].forecast.blocked_ratio >= PORTS_RATIO_MAX;
	advise_ports(&adv);
	advise_limit(&adv);
	advise_fin_wait2(&adv);
	advise_inbound(&adv);
	advise_spread(&adv);
	advise_outside(&adv);
	advise_guess(&adv);
}
