/* SPDX-License-Identifier: GPL-2.0 */
/* The figures of `check`, with their thresholds and states. */
#ifndef TWSTAT_READER_CHECK_MEASURE_H
#define TWSTAT_READER_CHECK_MEASURE_H

#include "analysis/verdict.h"
#include "options.h"

enum measure { MEASURE_TIMEWAIT, MEASURE_PORTS, MEASURE_LIMIT, MEASURE_OUT, MEASURES };

/* The number of sockets alone has no default threshold: nothing fails by it. */
#define WARNING_DEFAULT "ports=80%,limit=80%,out=60s"
#define CRITICAL_DEFAULT "ports=95%,limit=95%,out=30s"

/**
 * struct measured - a figure and its thresholds
 * @known: @value is known
 * @value: in its unit
 * @warning: beyond it is a warning; for MEASURE_OUT below it; NAN for none
 * @critical: beyond it is critical; for MEASURE_OUT below it; NAN for none
 */
struct measured {
	bool known;
	double value, warning, critical;
};

int thresholds_parse(const struct options *opt, struct measured *list);
void measure_all(const struct verdict *verdict, const struct summary *sum, struct measured *list);
int measure_state(enum measure measure, const struct measured *figure);
int worst_state(const struct measured *list);
bool measure_is_cause(const struct measured *list, enum measure measure);
void print_performance_data(const struct measured *list, const struct summary *sum);

#endif
