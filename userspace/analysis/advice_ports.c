// SPDX-License-Identifier: GPL-2.0
/* Advice for a destination whose local ports run out. */
#include <math.h>
#include <stdio.h>

#include "analysis/advisor.h"
#include "model/text.h"

static const struct assessed *worst_row(const struct advisor *adv)
{
	return &adv->rows->row[adv->worst];
}

/* Live sockets alone, which no close has followed for a minute. */
static bool is_leak(const struct assessed *row)
{
	return row->forecast.rate.steepest < 0.2 &&
	       row->dest.count[COUNT_LIVE] > destination_sockets(&row->dest) * 9;
}

static void advise_leak(struct advisor *adv)
{
	const struct assessed *row = worst_row(adv);
	char name[ASSESSED_TEXT], live[32];

	advise(adv, "live", advise_do_or_or(adv), adv->worst, (double)row->dest.count[COUNT_LIVE],
	       "look at the live sockets to %s: %s of them, and none was closed in the last minute; those in CLOSE_WAIT need a close() in the program",
	       assessed_text(row, name, sizeof(name)),
	       show_count(row->dest.count[COUNT_LIVE], live, sizeof(live)));
}

/* Live sockets of one instant: a pool needs more at times. */
static void advise_pool_of(struct advisor *adv, uint64_t live)
{
	const struct assessed *row = worst_row(adv);
	char name[ASSESSED_TEXT], count[32], pool[32], busiest[32], open_text[32], fits[64] = "";
	double size = pool_size((double)live);

	if (adv->cond.usable_known && size > ports_open(&adv->cond))
		snprintf(fits, sizeof(fits), ", more than the %s ports there are",
			 show_count((uint64_t)ports_open(&adv->cond), open_text,
				    sizeof(open_text)));
	advise(adv, "pool", advise_do_or_or(adv), adv->worst, size,
	       "pool %s: %s live at once, so at least %s connection%s%s; %s closes in the busiest second",
	       assessed_text(row, name, sizeof(name)), show_count(live, count, sizeof(count)),
	       show_count((uint64_t)size, pool, sizeof(pool)), size > 1 ? "s" : "", fits,
	       show_count((uint64_t)row->forecast.rate.busiest, busiest, sizeof(busiest)));
}

/* Without live sockets only the closes say how much is asked for. */
static void advise_pool_by_rate(struct advisor *adv)
{
	const struct assessed *row = worst_row(adv);
	double busiest = row->forecast.rate.busiest;
	char name[ASSESSED_TEXT], count[32];

	advise(adv, "pool", advise_do_or_or(adv), adv->worst, -1,
	       "pool %s: %s closes in the busiest second, none live now; divide by the requests a second that a connection serves: twstat plan %.0f --per-connection N",
	       assessed_text(row, name, sizeof(name)),
	       show_count((uint64_t)busiest, count, sizeof(count)), busiest);
}

/** advise_pool() - the size of a pool for @worst, as far as it is known */
void advise_pool(struct advisor *adv)
{
	const struct assessed *row = worst_row(adv);
	uint64_t live = row->dest.count[COUNT_LIVE];

	if (!destination_knows(&row->dest, COUNT_LIVE))
		return;
	if (row->live_most > live)
		live = row->live_most;
	if (is_leak(row))
		advise_leak(adv);
	else if (live)
		advise_pool_of(adv, live);
	else
		advise_pool_by_rate(adv);
}

/* What bind() took blocks every destination, and reuse and more addresses do not help. */
static void advise_bound(struct advisor *adv)
{
	const struct conditions *cond = &adv->cond;
	char bound[32], usable[32];

	if (cond->bound * 8 < cond->usable || cond->bound <= 0)
		return;
	advise(adv, "bind_no_port", advise_do_or_or(adv), -1, cond->bound,
	       "IP_BIND_ADDRESS_NO_PORT in programs that bind an address: bind() or listen() took %s%s of %s ports, for every destination; listeners belong outside ip_local_port_range",
	       cond->bound_known ? "" : "at least ",
	       show_count((uint64_t)cond->bound, bound, sizeof(bound)),
	       show_count((uint64_t)cond->usable, usable, sizeof(usable)));
}

/* Ports that tcp_tw_reuse could give back now, at most where @exact is false. */
static uint64_t reusable(const struct destination *dest)
{
	return dest->has_left ? dest->reuse_ports : dest->count[COUNT_REUSE_READY];
}

static void advise_reuse_setting(struct advisor *adv, const char *name)
{
	const struct destination *dest = &worst_row(adv)->dest;
	uint64_t ready = dest->count[COUNT_REUSE_READY], ports = reusable(dest);
	char number[32];

	if (ports)
		advise(adv, "tw_reuse", advise_do_or_or(adv), adv->worst, (double)ports,
		       "%snet.ipv4.tcp_tw_reuse=1: frees %s%s ports to %s now (is %u: %s)",
		       adv->where, dest->has_left ? "" : "up to ",
		       show_short(ports, number, sizeof(number)), name, adv->cond.reuse,
		       adv->cond.reuse ? "loopback only" : "off");
	else if (ready)
		advise(adv, "reuse_bound", ADVICE_NOT, adv->worst, (double)ready,
		       "tcp_tw_reuse for %s: bind() took the ports of all %s sockets that are old enough",
		       name, show_short(ready, number, sizeof(number)));
}

static void advise_reuse(struct advisor *adv)
{
	const struct assessed *row = worst_row(adv);
	char name[ASSESSED_TEXT];

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
	else
		advise_reuse_setting(adv, name);
}

/*
 * Ports in use once the closes have settled. When ports run out, their rate falls to
 * what these let through: then the steepest of the last minute is closer to the demand.
 */
static double ports_needed(const struct advisor *adv)
{
	const struct forecast *cast = &worst_row(adv)->forecast;
	double settles = cast->settles_ratio * adv->cond.usable - adv->cond.bound;
	double steepest = cast->rate.steepest * timewait_holds(&adv->cond) +
			  (double)worst_row(adv)->dest.count[COUNT_LIVE];

	if (!adv->near_full || reuse_may_apply(&adv->cond, &worst_row(adv)->dest))
		return fmax(settles, adv->near_full ? cast->blocked - adv->cond.bound : 0);
	return fmax(settles, steepest);
}

static void advise_range(struct advisor *adv)
{
	double needed = ports_needed(adv);
	char number[32];

	if (adv->cond.usable > WIDEST_RANGE * 0.9 || needed > WIDEST_RANGE * 0.95)
		return;
	advise(adv, "port_range", advise_do_or_or(adv), adv->worst, WIDEST_RANGE,
	       "%snet.ipv4.ip_local_port_range=\"1024 65535\": settles %sat %.0f%% of %s ports; first put listeners' ports into ip_local_reserved_ports, and NodePorts of Kubernetes, which have no listener",
	       adv->where, adv->near_full ? "at least " : "", 100 * needed / WIDEST_RANGE,
	       show_count(WIDEST_RANGE, number, sizeof(number)));
}

/* Each pair of addresses has its own ports, but for those that bind() took. */
static void advise_addresses(struct advisor *adv)
{
	double more = ceil(ports_needed(adv) / ports_open(&adv->cond) / PORTS_RATIO_MAX);
	char name[ADDRESS_TEXT];

	if (more < 2 || !isfinite(more))
		return;
	advise(adv, "addresses", advise_do_or_or(adv), adv->worst, more,
	       "spread %s over %s%.0f source or destination addresses: each pair has its own ports%s",
	       destination_text(&worst_row(adv)->dest, name, sizeof(name)),
	       adv->near_full ? "at least " : "", more,
	       adv->cond.bound > 0 ? ", except those that bind() took" : "");
}

static void advise_reserved(struct advisor *adv)
{
	const struct summary *sum = &adv->snap->summary;

	if (!adv->cond.usable_known || adv->cond.usable > 0)
		return;
	advise(adv, "reserved_ports", advise_do_or_or(adv), -1, -1,
	       "%snet.ipv4.ip_local_reserved_ports: it leaves no port of %llu to %llu; reserve fewer, or widen ip_local_port_range",
	       adv->where, (unsigned long long)summary_get(sum, KEY_LOCAL_PORT_MIN),
	       (unsigned long long)summary_get(sum, KEY_LOCAL_PORT_MAX));
}

/** advise_ports() - what helps the destination that runs out, and every one */
void advise_ports(struct advisor *adv)
{
	const struct assessed *row = adv->worst < 0 ? NULL : worst_row(adv);
	/* More ports or addresses help only against what it holds itself. */
	bool own = row && adv->cond.bound * 2 < row->forecast.blocked;

	advise_reserved(adv);
	if (adv->worst >= 0 || verdict_cause(adv->verdict, CAUSE_PORTS)->row == ROW_EVERY)
		advise_bound(adv);
	if (!row || (adv->cond.usable_known && adv->cond.usable <= 0))
		return;
	advise_pool(adv);
	advise_reuse(adv);
	if (own) {
		advise_range(adv);
		advise_addresses(adv);
	}
	if (!row->dest.count[COUNT_TIMEWAIT])
		return;
	advise(adv, "fin_timeout", ADVICE_NOT, -1, -1,
	       "tcp_fin_timeout: it shortens FIN_WAIT2 only, TIME_WAIT stays %.0f s",
	       adv->cond.length);
}
