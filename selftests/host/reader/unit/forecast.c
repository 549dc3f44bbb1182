// SPDX-License-Identifier: GPL-2.0
/*
 * The forecast, compared with figures computed by hand from its definition:
 * B(t) = blocked - D(t) + a * min(t, H), D(t) from each bin's own second
 * delayed by half the timer's granularity of 2.048 s.
 */
#include "../../ktap.h"
#include "rows.h"

static void test_steady(void)
{
	struct made row;
	struct forecast got;

	make_row(&row);
	add_sockets(&row, 1, 60, 232);
	add_live(&row, 48);
	got = cast(&usual, &row);
	ktap_within(got.rate.per_second, 232, "steady: 1160 closes in 5 s are 232 a second");
	ktap_ok(got.state == FORECAST_SETTLES, "steady: settles");
	ktap_within(got.blocked, 60 * 232 + 48, "steady: every socket blocks a port");
	ktap_within(got.settles_ratio, (48 + 232 * HOLDS) / 28232, "steady: settles at rate x L");
	ktap_ok(got.rate.trend == TREND_STEADY, "steady: the trend is steady");
	ktap_ok(got.bound == BOUND_EXACT, "steady: without reuse it is exact");
}

/* 600/s for 20 s: nothing leaves before 41 s, 16232 ports last 27.05 s. */
static void test_fresh(void)
{
	struct made row;
	struct forecast got;

	make_row(&row);
	add_sockets(&row, 41, 60, 600);
	got = cast(&usual, &row);
	ktap_ok(got.state == FORECAST_OUT, "fresh: runs out");
	ktap_within(got.seconds, (28232 - 12000) / 600.0, "fresh: after the ports there are");
	ktap_ok(got.rate.trend == TREND_RISING, "fresh: rising from nothing");
}

/* 100/s for 55 s, then 1000/s: from 1.024 s on 100 a second leave. */
static void test_ramp(void)
{
	struct made row;
	struct forecast got;

	make_row(&row);
	add_sockets(&row, 1, 55, 100);
	add_sockets(&row, 56, 60, 1000);
	got = cast(&usual, &row);
	ktap_within(got.rate.per_second, 1000, "ramp: the newest 5 s count");
	ktap_within(got.seconds, (28232 - 10500 - 102.4) / 900, "ramp: leavers are taken off");
}

static void test_overdue(void)
{
	struct made row;
	struct forecast got;

	/* 28132 blocked, 2048 of them overdue: they leave at 1000/s, 400/s come. */
	make_row(&row);
	add_sockets(&row, 0, 0, 2048);
	add_sockets(&row, 56, 60, 400);
	add_live(&row, 28132 - 2048 - 2000);
	got = cast(&usual, &row);
	/* At 2.048 s: 28132 - 2048 + 819.2; then 400/s up to 28232. */
	ktap_within(got.seconds, 2.048 + (28232 - 26903.2) / 400, "overdue: leave within g");
}

static void test_step_down(void)
{
	struct made row;
	struct forecast got;

	make_row(&row);
	add_sockets(&row, 1, 50, 400);
	add_sockets(&row, 51, 60, 5);
	got = cast(&usual, &row);
	ktap_ok(got.state == FORECAST_SETTLES, "step down: settles");
	ktap_within(got.settles_ratio, 5 * HOLDS / 28232, "step down: at the new rate");
	ktap_ok(got.rate.trend == TREND_FALLING, "step down: falling");
}

static void test_windows(void)
{
	struct made row;

	make_row(&row);
	add_sockets(&row, 51, 60, 3);
	ktap_within(cast(&usual, &row).rate.per_second, 3, "window: 15 in 5 s are too few, 10 s");
	ktap_within(cast(&usual, &row).rate.window, 10, "window: 10 s it is");

	make_row(&row);
	add_sockets(&row, 31, 60, 1);
	ktap_within(cast(&usual, &row).rate.window, 30, "window: 30 s when 10 s hold 10");
	ktap_ok(cast(&usual, &row).state == FORECAST_SETTLES, "window: 30 in 30 s suffice");

	make_row(&row);
	add_sockets(&row, 42, 60, 1);
	ktap_ok(cast(&usual, &row).state == FORECAST_NONE, "window: 19 in 30 s say nothing");
	ktap_within(cast(&usual, &row).settles_ratio, 19 / 30.0 * HOLDS / 28232,
		    "window: the ratio is there all the same");
}

static void test_full(void)
{
	struct made row;

	make_row(&row);
	add_live(&row, 28232);
	ktap_ok(cast(&usual, &row).state == FORECAST_FULL, "full: no port is left");
	ktap_within(cast(&usual, &row).seconds, 0, "full: now");

	make_row(&row);
	add_live(&row, 28231);
	ktap_ok(cast(&usual, &row).state == FORECAST_NONE, "full: one port is left");
}

/* 560/s for 10 s with timestamps, reuse on: only the youngest second blocks. */
static void test_reuse(void)
{
	struct conditions cond = usual;
	struct made row;
	struct forecast got;

	cond.reuse = 1;
	make_row(&row);
	add_sockets(&row, 51, 60, 560);
	add_live(&row, 50);
	row.dest.count[COUNT_REUSE_READY] = 5000;
	row.dest.count[COUNT_REUSE_YOUNG] = 600;
	got = cast(&cond, &row);
	ktap_within(got.blocked, 650, "reuse: ready ones block no port");
	ktap_within(got.settles_ratio, (650 - 600 + 560) / 28232.0, "reuse: H is the delay");
	ktap_ok(got.bound == BOUND_LOWER, "reuse: a lower bound");

	cond.reuse_delay = 20;
	got = cast(&cond, &row);
	ktap_within(got.settles_ratio, (650 - 600 + 560 * 20) / 28232.0, "reuse: of any length");

	row.dest.count[COUNT_REUSE_READY] = 0;
	row.dest.count[COUNT_REUSE_YOUNG] = 0;
	row.dest.count[COUNT_REUSE_NO_TIMESTAMP] = 5600;
	got = cast(&cond, &row);
	ktap_within(got.blocked, 5650, "reuse: without timestamps none is free");
	ktap_within(got.settles_ratio, (50 + 560 * HOLDS) / 28232, "reuse: they hold for all of L");
}

static void test_loopback_only(void)
{
	struct conditions cond = usual;
	struct made row;

	cond.reuse = 2;
	make_row(&row);
	add_sockets(&row, 51, 60, 560);
	row.dest.count[COUNT_REUSE_READY] = 5600;
	ktap_within(cast(&cond, &row).blocked, 5600, "reuse 2: not for another host");
	address_parse(&row.dest.remote, "127.0.0.1", 9);
	ktap_within(cast(&cond, &row).blocked, 0, "reuse 2: for loopback");
	address_parse(&row.dest.remote, "::1", 3);
	ktap_within(cast(&cond, &row).blocked, 0, "reuse 2: for ::1");
	address_parse(&row.dest.remote, "2001:db8::1", 11);
	row.dest.dev = 1;
	ktap_within(cast(&cond, &row).blocked, 0, "reuse 2: for what is bound to lo");
	row.dest.known ^= 1u << COUNT_REUSE_READY;
	ktap_within(cast(&cond, &row).blocked_max_ratio, 5600 / 28232.0,
		    "reuse 2: unknown is not free");
	ktap_within(cast(&cond, &row).blocked, 0, "reuse 2: nor is it blocked");
	ktap_ok(cast(&cond, &row).bound == BOUND_LOWER, "reuse 2: unknown is a lower bound");
}

static void test_outside_range(void)
{
	struct made row;

	make_row(&row);
	add_sockets(&row, 1, 60, 100);
	row.dest.count[COUNT_PORTS] = 3000;
	ktap_within(cast(&usual, &row).settles_ratio, 50 * HOLDS / 28232,
		    "outside the range: half the sockets hold half the ports");
	ktap_within(cast(&usual, &row).rate.per_second, 100, "outside the range: all closes count");
}

static void test_nothing_to_say(void)
{
	struct made row;

	make_row(&row);
	add_sockets(&row, 1, 60, 500);
	row.dest.other = true;
	ktap_ok(!cast(&usual, &row).has_ports, "other rows have no forecast");
	row.dest.other = false;
	row.dest.side = TWSTAT_INBOUND;
	ktap_ok(!cast(&usual, &row).has_ports, "inbound has no forecast");
	ktap_within(cast(&usual, &row).rate.per_second, 500, "but a rate");
}

static void test_live_change(void)
{
	struct made row;
	struct forecast got;

	make_row(&row);
	add_sockets(&row, 41, 60, 500);
	forecast_of(&usual, &row.dest, 100, &got);
	ktap_within(got.seconds, (28232 - 10000) / 600.0, "growing live sockets take ports too");
}

/* What a dump knows: reuse may take over all TIME_WAIT sockets, or none. */
static void test_bounds(void)
{
	struct conditions cond = usual;
	struct made row;
	struct forecast got;
	double number;

	make_row(&row);
	add_sockets(&row, 51, 60, 2000);
	add_live(&row, 100);
	row.dest.known ^= 1u << COUNT_REUSE_READY;
	cond.reuse_known = false;
	got = cast(&cond, &row);
	ktap_within(got.left_min, 28232 - 20100, "bounds: all of them block");
	ktap_within(got.left_max, 28232 - 100, "bounds: or none does");
	ktap_ok(left_bound(&got, &number) == BOUND_LOWER && number == got.left_min,
		"bounds: what is sure is shown");
	ktap_ok(blocked_bound(&got, &number) == BOUND_UPPER, "bounds: the ratio as an upper bound");
	ktap_ok(got.state == FORECAST_SETTLES && got.bound == BOUND_LOWER,
		"bounds: no forecast of the upper bound");
	ktap_ok(got.settles_max_ratio > 1, "bounds: which would run out");

	cond.bound_known = false;
	row.dest.known |= 1u << COUNT_REUSE_READY;
	cond.reuse_known = true;
	got = cast(&cond, &row);
	ktap_ok(!got.max_known && got.left_min == 0, "bounds: bind() may have taken any port");
	ktap_ok(left_bound(&got, &number) == BOUND_UPPER && number == 28232 - 20100,
		"bounds: at most so many are left");
	ktap_ok(blocked_bound(&got, &number) == BOUND_LOWER,
		"bounds: at least so many are blocked");

	cond.bound_known = true;
	cond.reuse_known = false;
	add_live(&row, 28232 - 20100);
	got = cast(&cond, &row);
	ktap_ok(got.blocked_max_ratio == 1 && got.state != FORECAST_FULL,
		"bounds: it may be full, and is not said to be");
}

/* Half of the ports are bound, by sockets that end with those of all destinations. */
static void test_bound_ports(void)
{
	struct conditions cond = usual;
	struct made row;
	struct forecast got;
	unsigned int i;

	cond.bound = 14000;
	cond.bound_rate = 200;
	for (i = 1; i <= 60; i++)
		cond.bound_leave[i] = 200;
	make_row(&row);
	add_sockets(&row, 1, 60, 20);
	row.dest.has_left = true;
	row.dest.left = 28232 - 14000 - 1200;
	row.dest.left_max = row.dest.left;
	got = cast(&cond, &row);
	ktap_within(got.blocked, 15200, "bound: and its own");
	ktap_within(got.settles_ratio, (14000 - 12000 + 220 * HOLDS) / 28232,
		    "bound: at both rates");
	row.dest.left += 600;
	row.dest.left_max += 600;
	got = cast(&cond, &row);
	ktap_within(got.settles_ratio, (2000 + 210 * HOLDS) / 28232,
		    "bound: half of its own are among them");
}

/* 1000/s of 2000/s: of a limit of 20,000 it has half. */
static void test_limit(void)
{
	struct conditions cond = usual;
	struct made row;

	cond.tw_max = 20000;
	cond.tw_count = 20000;
	cond.closes = 2000;
	make_row(&row);
	add_sockets(&row, 51, 60, 1000);
	add_live(&row, 32);
	ktap_ok(cast(&cond, &row).state == FORECAST_SETTLES, "limit: it keeps ports free");
	ktap_within(cast(&cond, &row).settles_ratio, 10032 / 28232.0, "limit: half of it");
	cond.tw_max = 60000;
	ktap_ok(cast(&cond, &row).state == FORECAST_OUT, "limit: or it does not");
	ktap_within(cast(&cond, &row).seconds, (28232 - 10032) / 1000.0,
		    "limit: then nothing changes");
	cond.tw_max = 0;
	cond.tw_count = 0;
	ktap_ok(cast(&cond, &row).state == FORECAST_SETTLES, "limit: of 0");
}

/* TIME_WAIT of 5 s: the window is no longer than that. */
static void test_shorter(void)
{
	struct conditions cond = usual;
	struct made row;

	cond.length = 5;
	make_row(&row);
	add_sockets(&row, 1, 5, 5000);
	ktap_within(cast(&cond, &row).rate.per_second, 5000, "shorter: 25,000 in 5 s");
	ktap_within(cast(&cond, &row).rate.busiest, 5000, "shorter: the busiest second");
	ktap_within(cast(&cond, &row).settles_ratio, 5000 * 6.024 / 28232, "shorter: settles");
	make_row(&row);
	add_sockets(&row, 1, 5, 2);
	ktap_within(cast(&cond, &row).rate.per_second, 2, "shorter: no window is longer");
}

/* TIME_WAIT of 120 s: the newest 5 s are a part of the bin of a minute. */
static void test_longer(void)
{
	struct conditions cond = usual;
	struct made row;

	cond.length = 120;
	make_row(&row);
	add_sockets(&row, TWSTAT_BIN_2MIN, TWSTAT_BIN_2MIN, 6000);
	ktap_within(cast(&cond, &row).rate.per_second, 100, "longer: 6000 in a minute are 100/s");
}

int main(void)
{
	ktap_begin();
	test_steady();
	test_fresh();
	test_ramp();
	test_overdue();
	test_step_down();
	test_windows();
	test_full();
	test_reuse();
	test_loopback_only();
	test_outside_range();
	test_nothing_to_say();
	test_live_change();
	test_longer();
	test_shorter();
	test_bounds();
	test_bound_ports();
	test_limit();
	return ktap_end();
}
