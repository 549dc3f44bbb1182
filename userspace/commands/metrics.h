/* SPDX-License-Identifier: GPL-2.0 */
/* Prometheus' text format. */
#ifndef TWSTAT_READER_METRICS_H
#define TWSTAT_READER_METRICS_H

#include <stdio.h>

#include "analysis/assess.h"
#include "analysis/closers.h"

/* Destinations with metrics of their own; the others are summed. */
#define METRICS_TOP 20

/**
 * struct metrics_space - what one namespace exports
 * @snap: its snapshot
 * @rows: its destinations, inbound ones folded per local port
 * @nr_own: the first so many rows have metrics of their own
 * @owned: a snapshot with owners; empty without
 * @units: the units that closed, most sockets first, one row a label
 */
struct metrics_space {
	struct snapshot snap;
	struct assessment rows;
	size_t nr_own;
	struct snapshot owned;
	struct closers units;
};

int metrics_units(struct metrics_space *space);
void metrics_write(FILE *out, const struct metrics_space *space, size_t nr_spaces, bool label);

#endif
