/* SPDX-License-Identifier: GPL-2.0 */
/* Bars of block characters or ASCII. */
#ifndef TWSTAT_READER_DRAW_H
#define TWSTAT_READER_DRAW_H

#include "output/terminal.h"

/**
 * struct chart - columns of counts over an axis
 * @value: heights
 * @nr_values: how many; one column each
 * @rows: lines high
 */
struct chart {
	const double *value;
	unsigned int nr_values;
	unsigned int rows;
};

void draw_sparkline(bool utf8, const double *value, unsigned int nr_values, char *buf, size_t size);
unsigned int draw_chart(const struct terminal *term, const struct chart *chart);
void draw_bar(bool utf8, double part, unsigned int width, char *buf, size_t size);

#endif
