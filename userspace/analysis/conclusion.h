/* SPDX-License-Identifier: GPL-2.0 */
/* What connect() to a destination would find now: exact, or within bounds. */
#ifndef TWSTAT_READER_CONCLUSION_H
#define TWSTAT_READER_CONCLUSION_H

#include "analysis/conditions.h"

/* How the true value compares with one that is shown. */
enum bound { BOUND_EXACT, BOUND_LOWER, BOUND_UPPER };

/**
 * struct conclusion - usable ports that connect() to a destination cannot have now
 * @is_known: the others are
 * @max_known: @blocked_max is not just all usable ports
 * @outside: all its sockets have ports that connect() does not choose
 * @own: of @blocked_max, those that bind() did not take
 * @blocked_min: at least so many
 * @blocked_max: at most so many
 *
 * A port that tcp_tw_reuse, as it is set, would take over is not blocked. All outputs
 * and all levels are based on this; alarms on @blocked_min only.
 */
struct conclusion {
	bool is_known;
	bool max_known;
	bool outside;
	double own;
	double blocked_min;
	double blocked_max;
};

void conclude(const struct conditions *cond, const struct destination *dest,
	      struct conclusion *conclusion);
double sockets_inside(const struct destination *dest);
double sockets_bound(const struct conditions *cond, const struct destination *dest);
const char *bound_name(enum bound bound);

#endif
