/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of destinations. */
#ifndef TWSTAT_READER_DESTINATION_COLUMNS_H
#define TWSTAT_READER_DESTINATION_COLUMNS_H

#include "analysis/assess.h"
#include "output/table.h"

/* Width of the bars of the last minute. */
#define SPARK_WIDTH 8

void rows_table(struct table *table, const struct assessment *rows);
void rows_netns_table(struct table *table, const struct assessment *rows);
void rows_live_table(struct table *table, const struct assessment *rows, const char *sorted_by);
const char *forecast_text(const struct forecast *forecast, const struct terminal *term, char *buf,
			  size_t size);
const char *spark_text(const struct destination *dest, const struct terminal *term, char *buf,
		       size_t size);
void histogram_json(const void *data, struct json *json, const char *key);

#endif
