// SPDX-License-Identifier: GPL-2.0
/* Levels at their limits, advice, plans, groups. */
#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "analysis/advice.h"
#include "analysis/plan.h"
#include "../../ktap.h"
#include "rows.h"

static void counts(void)
{
	static const struct {
		uint64_t sockets;
		enum level level;
	} rows[] = {
		{ 999, LEVEL_NORMAL },	   { 1000, LEVEL_ELEVATED },	{ 30000, LEVEL_ELEVATED },
		{ 60001, LEVEL_ELEVATED }, { 1000000, LEVEL_ELEVATED },
	};
	char name[80];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(name, sizeof(name), "%llu TIME_WAIT are %s",
			 (unsigned long long)rows[i].sockets, level_name(rows[i].level));
		ktap_ok(count_level(rows[i].sockets) == rows[i].level, name);
	}
}

static void ratios(void)
{
	ktap_ok(ports_level(0.4999) == LEVEL_NORMAL, "49.99% of the ports are normal");
	ktap_ok(ports_level(0.50) == LEVEL_ELEVATED, "50% are elevated");
	ktap_ok(ports_level(0.80) == LEVEL_WARNING, "80% are a warning");
	ktap_ok(ports_level(0.95) == LEVEL_CRITICAL, "95% are critical");
	ktap_ok(limit_level(0.7999) == LEVEL_NORMAL, "79.99% of the limit are normal");
	ktap_ok(limit_level(0.80) == LEVEL_WARNING, "80% are a warning");
	ktap_ok(limit_level(0.95) == LEVEL_CRITICAL, "95% are critical");
}

static void forecasts(void)
{
	struct forecast out = { .state = FORECAST_OUT, .seconds = 30 };

	ktap_ok(forecast_level(&out) == LEVEL_CRITICAL, "out in 30 s is critical");
	out.seconds = 30.001;
	ktap_ok(forecast_level(&out) == LEVEL_WARNING, "out later is a warning");
	out.state = FORECAST_SETTLES;
	ktap_ok(forecast_level(&out) == LEVEL_NORMAL, "what settles is normal");
}

static void plans(void)
{
	struct plan plan;

	plan_of(&usual, 262144, 1000, 0, &plan);
	ktap_within(plan.timewait, 61024, "plan: 1000/s are 61,024 sockets");
	ktap_within(plan.bytes, 61024.0 * 272, "plan: of 272 bytes");
	ktap_within(plan.fails_after, 28.232, "plan: the ports last 28.2 s");
	ktap_ok(!plan.over_limit, "plan: below the limit");
	plan_of(&usual, 262144, 5000, 0, &plan);
	ktap_ok(plan.over_limit, "plan: 305,120 are over the limit");
	plan_of(&usual, 400, 1000, 0, &plan);
	ktap_ok(plan.over_limit && !plan.fails, "plan: a limit below the ports keeps them free");
	plan_of(&usual, 0, 1000, 0, &plan);
	ktap_ok(plan.over_limit && !plan.fails, "plan: a limit of 0 is a limit");
	plan_of(&usual, INFINITY, 100, 20, &plan);
	ktap_ok(!plan.fails, "plan: 100/s do not fail");
	ktap_within(plan.pool, 7, "plan: 5 connections at once and a quarter are 7");
	ktap_within(safe_rate(&usual), 28232 / 62.048, "plan: safe when timers are latest");
}

static const struct advice *find(const struct advice_list *list, const char *id)
{
	unsigned int i;

	for (i = 0; i < list->nr_items; i++)
		if (!strcmp(list->item[i].id, id))
			return &list->item[i];
	return NULL;
}

static void advise(struct made *row, struct snapshot *snap, struct advice_list *list)
{
	struct assessment rows;
	struct verdict verdict;

	*snapshot_add_destination(snap) = row->dest;
	snap->destination[0].bin_count = row->bin;
	if (assess(snap, &rows))
		abort();
	verdict_of(snap, &rows, &verdict);
	advice_of(snap, &rows, &verdict, list);
	assessment_free(&rows);
}

static void start(struct snapshot *snap, struct made *row)
{
	snapshot_init(snap);
	summary_set(&snap->summary, KEY_LOCAL_PORTS_USABLE, 28232);
	summary_set(&snap->summary, KEY_TIMER_GRANULARITY_MS, 2048);
	summary_set(&snap->summary, KEY_TCP_TW_REUSE, 2);
	make_row(row);
	add_sockets(row, 1, 60, 300);
	add_live(row, 48);
}

static void advices(void)
{
	struct advice_list list;
	struct snapshot snap;
	struct made row;

	start(&snap, &row);
	row.dest.count[COUNT_REUSE_READY] = 18000;
	advise(&row, &snap, &list);
	ktap_ok(find(&list, "pool") && find(&list, "pool")->value == 60,
		"advice: a pool for 48 at once has 60");
	ktap_ok(find(&list, "tw_reuse") && find(&list, "tw_reuse")->value == 18000,
		"advice: reuse frees what is ready");
	ktap_ok(find(&list, "fin_timeout") && find(&list, "fin_timeout")->kind == ADVICE_NOT,
		"advice: tcp_fin_timeout does not help");
	ktap_ok(!find(&list, "fin_wait2"), "advice: silent about FIN_WAIT2 without any");
	snapshot_free(&snap);

	start(&snap, &row);
	row.dest.count[COUNT_REUSE_NO_TIMESTAMP] = 18000;
	advise(&row, &snap, &list);
	ktap_ok(!find(&list, "tw_reuse"), "advice: no reuse without timestamps");
	ktap_ok(!!find(&list, "reuse_no_timestamp"), "advice: and it says so");
	snapshot_free(&snap);

	start(&snap, &row);
	summary_set(&snap.summary, KEY_TCP_TW_REUSE, 1);
	row.dest.count[COUNT_REUSE_READY] = 100;
	advise(&row, &snap, &list);
	ktap_ok(!find(&list, "tw_reuse"), "advice: reuse is not advised where it is on");
	snapshot_free(&snap);
}

/* A setting has to be changed where the sockets are. */
static void elsewhere(void)
{
	struct advice_list list;
	struct snapshot snap;
	struct made row;

	start(&snap, &row);
	snprintf(snap.name, sizeof(snap.name), "a\033b");
	row.dest.count[COUNT_REUSE_READY] = 18000;
	advise(&row, &snap, &list);
	ktap_ok(strstr(find(&list, "tw_reuse")->reason, "in a?b: net.ipv4.tcp_tw_reuse=1:") ==
			find(&list, "tw_reuse")->reason,
		"advice: it says in which namespace");
	ktap_ok(strstr(find(&list, "port_range")->reason, "in a?b: net.ipv4.ip_local") ==
			find(&list, "port_range")->reason,
		"advice: of each setting");
	snapshot_free(&snap);
}

static void quiet(void)
{
	struct advice_list list;
	struct snapshot snap;
	struct made row;

	snapshot_init(&snap);
	summary_set(&snap.summary, KEY_LOCAL_PORTS_USABLE, 28232);
	make_row(&row);
	add_sockets(&row, 1, 60, 10);
	advise(&row, &snap, &list);
	ktap_ok(list.nr_items == 0, "advice: none when nothing is wrong");
	snapshot_free(&snap);
}

/* Two source addresses to one service, each at half of its ports. */
static void two_addresses(void)
{
	static const struct grouping by = { .kind = GROUP_REMOTE };
	struct assessment rows;
	struct snapshot snap;
	struct made row;

	snapshot_init(&snap);
	summary_set(&snap.summary, KEY_LOCAL_PORTS_USABLE, 28232);
	make_row(&row);
	add_sockets(&row, 1, 60, 230);
	*snapshot_add_destination(&snap) = row.dest;
	row.dest.local.byte[3]++;
	*snapshot_add_destination(&snap) = row.dest;
	if (assess(&snap, &rows))
		abort();
	ktap_ok(rows.row[0].forecast.state == FORECAST_SETTLES, "two addresses: one lasts");
	ktap_ok(rows.row[1].forecast.state == FORECAST_SETTLES, "two addresses: so does the other");
	if (assessment_group(&rows, &snap, &usual, &by))
		abort();
	ktap_ok(rows.nr_rows == 1, "two addresses: one remote");
	ktap_within((double)rows.row[0].dest.count[COUNT_TIMEWAIT], 27600, "counts add");
	ktap_within((double)rows.row[0].dest.count[COUNT_PORTS], 13800, "ports do not");
	ktap_within(rows.row[0].forecast.rate.per_second, 460, "rates add");
	ktap_ok(rows.row[0].forecast.state == FORECAST_SETTLES, "the group does not run out");
	assessment_free(&rows);
	snapshot_free(&snap);
}

int main(void)
{
	ktap_begin();
	counts();
	ratios();
	forecasts();
	plans();
	advices();
	elsewhere();
	quiet();
	two_addresses();
	return ktap_end();
}
