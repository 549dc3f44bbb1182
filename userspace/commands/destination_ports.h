/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of the columns of destinations: destination_columns.c uses destination_ports.c. */
#ifndef TWSTAT_READER_DESTINATION_PORTS_H
#define TWSTAT_READER_DESTINATION_PORTS_H

#include "analysis/assess.h"
#include "output/table.h"

void dest_blocked_ratio(const void *row, struct value *value);
void dest_blocked_max_ratio(const void *row, struct value *value);
const char *dest_ports_text(const void *row, const struct terminal *term, char *buf, size_t size);
const char *dest_left_text(const void *row, const struct terminal *term, char *buf, size_t size);
void dest_left_json(const void *row, struct json *json, const char *key);
void dest_left_min(const void *row, struct value *value);
void dest_left_max(const void *row, struct value *value);
void dest_reuse_ports(const void *row, struct value *value);
enum tone dest_ports_tone(const void *row);
const char *dest_forecast(const void *row, const struct terminal *term, char *buf, size_t size);
void dest_forecast_json(const void *row, struct json *json, const char *key);
enum tone dest_forecast_tone(const void *row);

#endif
