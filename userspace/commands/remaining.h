/* SPDX-License-Identifier: GPL-2.0 */
/* Draws a histogram of remaining times. */
#ifndef TWSTAT_READER_REMAINING_H
#define TWSTAT_READER_REMAINING_H

#include "analysis/assess.h"
#include "output/terminal.h"

/**
 * struct remaining - a histogram of remaining times
 * @title: the name of its destination or group
 * @timewait: sockets by bin
 * @fin_wait2: by bin too, where @has_fin_wait2
 * @has_overdue: the source reports overdue sockets
 */
struct remaining {
	char title[ADDRESS_TEXT * 2];
	uint64_t timewait[BINS];
	uint64_t fin_wait2[BINS];
	bool has_fin_wait2;
	bool has_overdue;
};

uint64_t bins_sum(const uint64_t bin[BINS], unsigned int from, unsigned int to);
void remaining_of(struct remaining *rem, const struct assessed *row, bool has_overdue);
void remaining_text(const struct remaining *rem, const struct terminal *term, unsigned int rows);

#endif
