// SPDX-License-Identifier: GPL-2.0
/* The verdict: a level, and its causes. */
#include <stdlib.h>

#include "analysis/verdict.h"

/* Critical when ports run out within so many seconds. */
#define OUT_CRITICAL_S 30
/* So many TIME_WAIT sockets are worth a look. */
#define ELEVATED_SOCKETS 1000

static const char *const level_names[] = { "normal", "elevated", "high", "warning", "critical" };
static const char *const cause_names[] = { "count", "ports", "forecast", "limit" };
static const char *const cause_units[] = { "sockets", "ratio", "s", "ratio" };

/** level_name() - as in JSON, lower case */
const char *level_name(enum level level)
{
	return level_names[level];
}

/** cause_name() - as in JSON */
const char *cause_name(enum cause_kind kind)
{
	return cause_names[kind];
}

/** cause_unit() - what a cause's value counts */
const char *cause_unit(enum cause_kind kind)
{
	return cause_units[kind];
}

/** verdict_cause() - the cause of a kind; a verdict has one of each */
const struct cause *verdict_cause(const struct verdict *verdict, enum cause_kind kind)
{
	unsigned int i;

	for (i = 0; i < CAUSES - 1 && verdict->cause[i].kind != kind; i++)
		;
	return &verdict->cause[i];
}

/**
 * count_level() - how remarkable a number of TIME_WAIT sockets is
 * @sockets: TIME_WAIT sockets of a namespace
 *
 * They cost memory, and nothing fails because of their number alone: ports, the
 * forecast and tcp_max_tw_buckets have levels of their own, and alert.
 */
enum level count_level(uint64_t sockets)
{
	return sockets < ELEVATED_SOCKETS ? LEVEL_NORMAL : LEVEL_ELEVATED;
}

/** ports_level() - the level of a ratio of blocked ports */
enum level ports_level(double blocked_ratio)
{
	if (blocked_ratio >= 0.95)
		return LEVEL_CRITICAL;
	if (blocked_ratio >= 0.80)
		return LEVEL_WARNING;
	return blocked_ratio >= 0.50 ? LEVEL_ELEVATED : LEVEL_NORMAL;
}

/** limit_level() - the level of a ratio of tcp_max_tw_buckets */
enum level limit_level(double ratio)
{
	if (ratio >= 0.95)
		return LEVEL_CRITICAL;
	return ratio >= 0.80 ? LEVEL_WARNING : LEVEL_NORMAL;
}

/** forecast_level() - the level of a forecast */
enum level forecast_level(const struct forecast *forecast)
{
	if (forecast->state == FORECAST_FULL)
		return LEVEL_CRITICAL;
	if (forecast->state != FORECAST_OUT)
		return LEVEL_NORMAL;
	return forecast->seconds <= OUT_CRITICAL_S ? LEVEL_CRITICAL : LEVEL_WARNING;
}

static void count_totals(const struct assessment *rows, struct totals *totals)
{
	size_t i;

	for (i = 0; i < rows->nr_rows; i++) {
		const struct destination *dest = &rows->row[i].dest;

		totals->timewait[dest->side] += dest->count[COUNT_TIMEWAIT];
		totals->fin_wait2 += dest->count[COUNT_FIN_WAIT2];
		totals->overdue += dest->count[COUNT_OVERDUE];
		totals->overdue_known |= destination_knows(dest, COUNT_OVERDUE);
	}
}

/* Whether connect() has no port for any destination. */
static bool no_port_at_all(const struct conditions *cond)
{
	return cond->usable_known && cond->bound - cond->shared >= cond->usable;
}

/* What bind() took is blocked for every destination, and for new ones too. */
static void find_bound_ports(const struct conditions *cond, struct cause *cause)
{
	double bound = cond->bound - cond->shared;
	double ratio = no_port_at_all(cond) ? 1 : bound / cond->usable;

	if (!cond->usable_known || (!cond->bound_known && bound <= 0 && ratio < 1) ||
	    (cause->known && ratio < cause->value))
		return;
	cause->known = true;
	cause->value = ratio;
	cause->row = bound > 0 || ratio >= 1 ? ROW_EVERY : cause->row;
}

static void find_ports(const struct conditions *cond, const struct assessment *rows,
		       struct cause *cause)
{
	size_t i;

	for (i = 0; i < rows->nr_rows; i++) {
		const struct forecast *cast = &rows->row[i].forecast;

		if (!cast->has_ports || (cause->known && cast->blocked_ratio <= cause->value))
			continue;
		cause->known = true;
		cause->value = cast->blocked_ratio;
		cause->row = (long)i;
	}
	find_bound_ports(cond, cause);
	cause->level = ports_level(cause->value);
}

static void find_forecast(const struct conditions *cond, const struct assessment *rows,
			  struct cause *cause)
{
	size_t i;

	for (i = 0; i < rows->nr_rows; i++) {
		const struct forecast *cast = &rows->row[i].forecast;

		if (cast->state < FORECAST_OUT || (cause->known && cast->seconds >= cause->value))
			continue;
		cause->known = true;
		cause->value = cast->seconds;
		cause->row = (long)i;
		cause->level = forecast_level(cast);
	}
	if (!no_port_at_all(cond))
		return;
	*cause = (struct cause){ CAUSE_FORECAST, LEVEL_CRITICAL, 0, ROW_EVERY, true };
}

static void find_limit(const struct summary *sum, struct cause *cause)
{
	uint64_t max = summary_get(sum, KEY_TW_MAX);

	if (!summary_knows(sum, KEY_TW_MAX) || !summary_knows(sum, KEY_TW_COUNT))
		return;
	cause->known = true;
	/* With a limit of 0 every close skips TIME_WAIT: it is always reached. */
	cause->value = max ? (double)summary_get(sum, KEY_TW_COUNT) / (double)max : 1;
	cause->level = limit_level(cause->value);
}

/* Worst first; the forecast before others of its level, for it has a time. */
static int compare_causes(const void *left, const void *right)
{
	static const int rank[] = {
		[CAUSE_FORECAST] = 0, [CAUSE_PORTS] = 1, [CAUSE_LIMIT] = 2, [CAUSE_COUNT] = 3
	};
	const struct cause *a = left, *b = right;

	if (a->level != b->level)
		return a->level > b->level ? -1 : 1;
	return rank[a->kind] - rank[b->kind];
}

/**
 * verdict_of() - the verdict on a namespace
 * @snap: the snapshot
 * @rows: its destinations, or the wanted ones, not grouped
 * @verdict: filled
 */
void verdict_of(const struct snapshot *snap, const struct assessment *rows, struct verdict *verdict)
{
	struct conditions cond;
	struct cause *cause;
	uint64_t sockets;
	unsigned int i;

	conditions_of(snap, &cond);
	*verdict = (struct verdict){ .level = LEVEL_NORMAL };
	cause = verdict->cause;
	for (i = 0; i < CAUSES; i++)
		cause[i] = (struct cause){ .kind = (enum cause_kind)i, .row = -1 };
	count_totals(rows, &verdict->totals);
	sockets = verdict->totals.timewait[TWSTAT_OUTBOUND] +
		  verdict->totals.timewait[TWSTAT_INBOUND];
	cause[CAUSE_COUNT].known = true;
	cause[CAUSE_COUNT].value = (double)sockets;
	cause[CAUSE_COUNT].level = count_level(sockets);
	find_ports(&cond, rows, &cause[CAUSE_PORTS]);
	find_forecast(&cond, rows, &cause[CAUSE_FORECAST]);
	find_limit(&snap->summary, &cause[CAUSE_LIMIT]);
	qsort(cause, CAUSES, sizeof(*cause), compare_causes);
	verdict->level = cause[0].level;
}
