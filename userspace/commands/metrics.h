/* SPDX-License-Identifier: GPL-2.0 */
/* Prometheus' text format. */
#ifndef TWSTAT_READER_METRICS_H
#define TWSTAT_READER_METRICS_H

#include <stdio.h>

#include "analysis/assess.h"

/* Destinations with metrics of their own; the others are summed. */
#define METRICS_TOP 20

/**
 * struct metrics_space - what one namespace exports
 * @snap: its snapshot
 * @rows: its destinations, inbound ones folded per local port
 * @nr_own: the first so many rows have metrics of their own
 */
struct metrics_space {
	struct snapshot snap;
	struct assessment rows;
	size_t nr_own;
};

void metrics_write(FILE *out, const struct metrics_space *space, size_t nr_spaces, bool label);

#endif
