/* SPDX-License-Identifier: GPL-2.0 */
/* The verdict: a level, and its causes. */
#ifndef TWSTAT_READER_VERDICT_H
#define TWSTAT_READER_VERDICT_H

#include "analysis/assess.h"

enum level { LEVEL_NORMAL, LEVEL_ELEVATED, LEVEL_HIGH, LEVEL_WARNING, LEVEL_CRITICAL };

enum cause_kind { CAUSE_COUNT, CAUSE_PORTS, CAUSE_FORECAST, CAUSE_LIMIT, CAUSES };

/* Instead of a row's number: every destination. */
#define ROW_EVERY (-2)

/**
 * struct cause - one reason for a level
 * @kind: what it is about
 * @level: its level
 * @value: sockets, a ratio or seconds
 * @row: number of its row in the assessment, -1 for none, or ROW_EVERY
 * @known: @value is known
 */
struct cause {
	enum cause_kind kind;
	enum level level;
	double value;
	long row;
	bool known;
};

/**
 * struct totals - sums over the wanted rows
 * @timewait: TIME_WAIT sockets by side
 * @fin_wait2: the other substate
 * @overdue: either substate
 */
struct totals {
	uint64_t timewait[TWSTAT_SIDES];
	uint64_t fin_wait2;
	uint64_t overdue;
	bool overdue_known;
};

/**
 * struct verdict - a level and its causes
 * @level: the worst cause's
 * @totals: sums of the wanted rows
 * @overflow_per_second: closes that skip TIME_WAIT, 0 unless two samples show it
 * @cause: one of each kind, the worst first
 */
struct verdict {
	enum level level;
	struct totals totals;
	double overflow_per_second;
	struct cause cause[CAUSES];
};

void verdict_of(const struct snapshot *snap, const struct assessment *rows,
		struct verdict *verdict);
const struct cause *verdict_cause(const struct verdict *verdict, enum cause_kind kind);
const char *level_name(enum level level);
const char *cause_name(enum cause_kind kind);
const char *cause_unit(enum cause_kind kind);
enum level count_level(uint64_t sockets);
enum level ports_level(double blocked_ratio);
enum level limit_level(double ratio);
enum level forecast_level(const struct forecast *forecast);

#endif
