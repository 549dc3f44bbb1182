/* SPDX-License-Identifier: GPL-2.0 */
/* When does a destination run out of local ports, at this rate? */
#ifndef TWSTAT_READER_FORECAST_H
#define TWSTAT_READER_FORECAST_H

#include "analysis/conclusion.h"
#include "analysis/rate.h"

enum forecast_state {
	FORECAST_NONE, /* not known */
	FORECAST_SETTLES, /* below the usable ports */
	FORECAST_OUT, /* it runs out */
	FORECAST_FULL, /* it is full now */
};

/**
 * struct forecast - of one destination
 * @state: the outcome
 * @bound: how @settles_ratio compares with the true value, BOUND_EXACT or BOUND_LOWER;
 *	with the latter @seconds is an upper bound
 * @has_ports: @blocked, @blocked_ratio and @settles_ratio are known
 * @has_left: @left_min and @left_max are known
 * @max_known: @blocked_max_ratio and @settles_max_ratio are known
 * @blocked: ports that connect() cannot have now, at least
 * @blocked_ratio: of the usable ones
 * @blocked_max_ratio: the same, at most
 * @settles_ratio: blocked ports after a TIME_WAIT length at the present rate, of
 *	the usable ones, at least
 * @settles_max_ratio: the same, at most
 * @left_min: connections that are possible now, at least
 * @left_max: at most
 * @seconds: until none is left, with FORECAST_OUT and FORECAST_FULL
 * @rate: of closes
 */
struct forecast {
	enum forecast_state state;
	enum bound bound;
	bool has_ports;
	bool has_left;
	bool max_known;
	double blocked;
	double blocked_ratio;
	double blocked_max_ratio;
	double settles_ratio;
	double settles_max_ratio;
	double left_min;
	double left_max;
	double seconds;
	struct rate rate;
};

void forecast_of(const struct conditions *cond, const struct destination *dest,
		 double live_per_second, struct forecast *forecast);
const char *forecast_name(enum forecast_state state);
enum bound left_bound(const struct forecast *forecast, double *left);
enum bound blocked_bound(const struct forecast *forecast, double *ratio);

#endif
