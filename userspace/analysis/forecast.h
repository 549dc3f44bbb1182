/* SPDX-License-Identifier: GPL-2.0 */
/* When does a destination run out of local ports? */
#ifndef TWSTAT_READER_FORECAST_H
#define TWSTAT_READER_FORECAST_H

#include "analysis/rate.h"

enum forecast_state {
	FORECAST_NONE, /* not known */
	FORECAST_SETTLES, /* below the usable ports */
	FORECAST_OUT, /* it runs out */
	FORECAST_FULL, /* it is full now */
};

/* How the true ratio compares with @settles_ratio. */
enum bound { BOUND_EXACT, BOUND_LOWER, BOUND_UPPER };

/**
 * struct forecast - of one destination
 * @state: the outcome
 * @bound: @settles_ratio is exact, a lower bound (reuse hides closes) or an
 *	upper one (how many could be reused is not known)
 * @has_ports: @blocked, @blocked_ratio and @settles_ratio are known
 * @blocked: ports that connect() cannot have now
 * @blocked_ratio: of the usable ones
 * @settles_ratio: blocked ports after a TIME_WAIT length at the present rate, of
 *	the usable ones
 * @seconds: until none is left, with FORECAST_OUT and FORECAST_FULL
 * @rate: of closes
 */
struct forecast {
	enum forecast_state state;
	enum bound bound;
	bool has_ports;
	double blocked;
	double blocked_ratio;
	double settles_ratio;
	double seconds;
	struct rate rate;
};

void forecast_of(const struct conditions *cond, const struct destination *dest,
		 double live_per_second, struct forecast *forecast);
const char *forecast_name(enum forecast_state state);

#endif
