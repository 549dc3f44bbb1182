// SPDX-License-Identifier: GPL-2.0
/* The columns of destinations. */
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "commands/destination_columns.h"
#include "commands/destination_ports.h"
#include "model/text.h"
#include "output/draw.h"

static const struct destination *dest_of(const void *row)
{
	return &((const struct assessed *)row)->dest;
}

static const struct forecast *forecast_at(const void *row)
{
	return &((const struct assessed *)row)->forecast;
}

static void dest_count(const void *row, unsigned int count, struct value *value)
{
	if (destination_knows(dest_of(row), (enum count)count))
		value_u64(value, dest_of(row)->count[count]);
}

static void dest_netns(const void *row, struct value *value)
{
	const char *name = ((const struct assessed *)row)->netns;

	if (name)
		value_text(value, name);
}

static void dest_family(const void *row, struct value *value)
{
	if (dest_of(row)->family != TWSTAT_FAMILIES)
		value_text(value, family_name(dest_of(row)->family));
}

static void dest_side(const void *row, struct value *value)
{
	value_text(value, side_name(dest_of(row)->side));
}

static const char *dest_side_text(const void *row, const struct terminal *term, char *buf,
				  size_t size)
{
	(void)term;
	snprintf(buf, size, "%s", side_short_name(dest_of(row)->side));
	return buf;
}

static void dest_local(const void *row, struct value *value)
{
	value->kind = VALUE_TEXT;
	address_text(&dest_of(row)->local, value->text, VALUE_TEXT_SIZE);
}

static void dest_remote(const void *row, struct value *value)
{
	char text[ADDRESS_TEXT];
	const struct assessed *assessed = row;

	address_text(&assessed->dest.remote, text, sizeof(text));
	value->kind = VALUE_TEXT;
	if (assessed->prefixlen)
		snprintf(value->text, VALUE_TEXT_SIZE, "%s/%u", text, assessed->prefixlen);
	else
		snprintf(value->text, VALUE_TEXT_SIZE, "%s", text);
}

static void dest_port(const void *row, struct value *value)
{
	if (dest_of(row)->port)
		value_u64(value, dest_of(row)->port);
}

static void dest_dev(const void *row, struct value *value)
{
	if (dest_of(row)->dev)
		value_u64(value, dest_of(row)->dev);
}

static void dest_other(const void *row, struct value *value)
{
	if (dest_of(row)->other) {
		value->kind = VALUE_BOOL;
		value->truth = true;
	}
}

static void dest_clients(const void *row, struct value *value)
{
	if (((const struct assessed *)row)->clients > 1)
		value_u64(value, ((const struct assessed *)row)->clients);
}

static const char *dest_name(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	return assessed_name(row, buf, size);
}

static const char *dest_from(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const struct assessed *assessed = row;

	(void)term;
	*buf = '\0';
	if (assessed->has_twin)
		address_text(&assessed->dest.local, buf, size);
	return buf;
}

static void dest_min_ms(const void *row, struct value *value)
{
	if (dest_of(row)->has_min)
		value_s64(value, dest_of(row)->min_ms);
}

static void dest_max_ms(const void *row, struct value *value)
{
	if (dest_of(row)->has_max)
		value_s64(value, dest_of(row)->max_ms);
}

static const char *dest_reuse(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	if (!destination_knows(dest_of(row), COUNT_REUSE_READY))
		snprintf(buf, size, "-");
	else
		show_short(dest_of(row)->count[COUNT_REUSE_READY], buf, size);
	return buf;
}

static void dest_closes(const void *row, struct value *value)
{
	value_number(value, VALUE_RATE, forecast_at(row)->rate.per_second);
}

static void dest_change(const void *row, struct value *value)
{
	if (((const struct assessed *)row)->has_change)
		value_number(value, VALUE_DOUBLE,
			     ((const struct assessed *)row)->timewait_per_second);
}

static const char *dest_change_text(const void *row, const struct terminal *term, char *buf,
				    size_t size)
{
	const struct assessed *assessed = row;

	(void)term;
	if (assessed->has_change)
		snprintf(buf, size, "%+.0f", assessed->timewait_per_second);
	else
		snprintf(buf, size, "-");
	return buf;
}

static void dest_trend(const void *row, struct value *value)
{
	const char *text = trend_name(forecast_at(row)->rate.trend);

	if (text)
		value_text(value, text);
}

/**
 * spark_text() - the closes of the last minute, oldest first
 * @dest: the destination
 * @term: its charset
 * @buf: where to
 * @size: its room
 *
 * Return: @buf.
 */
const char *spark_text(const struct destination *dest, const struct terminal *term, char *buf,
		       size_t size)
{
	double value[SPARK_WIDTH] = { 0 };
	uint64_t bin[BINS];
	unsigned int i;

	histogram_expand(dest, bin);
	for (i = 0; i < TWSTAT_BIN_LAST_SECOND * 2; i++)
		value[i * SPARK_WIDTH / (TWSTAT_BIN_LAST_SECOND * 2)] += (double)bin[i / 2 + 1] / 2;
	draw_sparkline(term->utf8, value, SPARK_WIDTH, buf, size);
	return buf;
}

static const char *dest_spark(const void *row, const struct terminal *term, char *buf, size_t size)
{
	return spark_text(dest_of(row), term, buf, size);
}

/** histogram_json() - pairs of bin and count, without empty bins */
void histogram_json(const void *data, struct json *json, const char *key)
{
	uint64_t bin[BINS];
	unsigned int i;

	histogram_expand(dest_of(data), bin);
	json_array(json, key);
	for (i = 0; i < BINS; i++)
		if (bin[i])
			json_pair(json, i, bin[i]);
	json_array_end(json);
}

/* A count of a row. */
#define COUNT(name) .value_of = dest_count, .field = COUNT_##name

static const struct table_column columns[] = {
	{ "netns", "NETNS", 0, COLUMN_LEFT | COLUMN_JSON_ONLY | COLUMN_CLIP, .value = dest_netns },
	{ "family", NULL, 0, COLUMN_JSON_ONLY, .value = dest_family },
	{ "side", "", 2, COLUMN_LEFT, .value = dest_side, .show = dest_side_text },
	{ "local", NULL, 0, COLUMN_JSON_ONLY, .value = dest_local },
	{ "remote", NULL, 0, COLUMN_JSON_ONLY, .value = dest_remote },
	{ "port", NULL, 0, COLUMN_JSON_ONLY, .value = dest_port },
	{ "dev", NULL, 0, COLUMN_JSON_ONLY, .value = dest_dev },
	{ "other", NULL, 0, COLUMN_JSON_ONLY, .value = dest_other },
	{ "clients", NULL, 0, COLUMN_JSON_ONLY, .value = dest_clients },
	{ NULL, "DESTINATION", 0, COLUMN_LEFT | COLUMN_TEXT_ONLY | COLUMN_CLIP, .show = dest_name },
	{ NULL, "FROM", 1, COLUMN_LEFT | COLUMN_TEXT_ONLY | COLUMN_CLIP | COLUMN_IF_ANY,
	  .show = dest_from },
	{ "timewait", "TIME_WAIT", 0, 0, COUNT(TIMEWAIT) },
	{ "timewait_per_second", "Δ/s", 5, COLUMN_LIVE, .value = dest_change,
	  .show = dest_change_text },
	{ "fin_wait2", NULL, 0, COLUMN_JSON_ONLY, COUNT(FIN_WAIT2) },
	{ "live", "LIVE", 8, 0, COUNT(LIVE) },
	{ "ports", NULL, 0, COLUMN_JSON_ONLY, COUNT(PORTS) },
	{ "blocked_ratio", "PORTS", 3, 0, .value = dest_blocked_ratio, .show = dest_ports_text,
	  .tone = dest_ports_tone },
	{ "left", "LEFT", 5, 0, .show = dest_left_text, .json = dest_left_json,
	  .tone = dest_ports_tone },
	{ "reuse_ready", "REUSE", 9, 0, COUNT(REUSE_READY), .show = dest_reuse },
	{ "reuse_young", NULL, 0, COLUMN_JSON_ONLY, COUNT(REUSE_YOUNG) },
	{ "reuse_no_timestamp", NULL, 0, COLUMN_JSON_ONLY, COUNT(REUSE_NO_TIMESTAMP) },
	{ "overdue", NULL, 0, COLUMN_JSON_ONLY, COUNT(OVERDUE) },
	{ "min_ms", NULL, 0, COLUMN_JSON_ONLY, .value = dest_min_ms },
	{ "max_ms", NULL, 0, COLUMN_JSON_ONLY, .value = dest_max_ms },
	{ "closes_per_second", "CLOSE/S", 6, 0, .value = dest_closes },
	{ "trend", NULL, 0, COLUMN_JSON_ONLY, .value = dest_trend },
	{ "forecast", "FORECAST", 4, COLUMN_LEFT, .show = dest_forecast, .json = dest_forecast_json,
	  .tone = dest_forecast_tone },
	{ "histogram", "60s→now", 7, COLUMN_LEFT, .show = dest_spark, .json = histogram_json },
	{ "blocked_max_ratio", NULL, 0, COLUMN_JSON_ONLY, .value = dest_blocked_max_ratio },
	{ "ports_left", NULL, 0, COLUMN_JSON_ONLY, .value = dest_left_min },
	{ "ports_left_max", NULL, 0, COLUMN_JSON_ONLY, .value = dest_left_max },
	{ "reuse_ports", NULL, 0, COLUMN_JSON_ONLY, .value = dest_reuse_ports },
};

#define COLUMNS ARRAY_SIZE(columns)

static const void *assessed_row(const void *data, size_t i)
{
	return &((const struct assessment *)data)->row[i];
}

/** rows_table() - a table of destinations, which must stay valid */
void rows_table(struct table *table, const struct assessment *rows)
{
	*table = (struct table){ columns, COLUMNS, assessed_row, rows->nr_rows, rows };
}

/**
 * rows_netns_table() - the same, each row with its namespace
 * @table: filled; valid until the next call
 * @rows: the rows
 */
void rows_netns_table(struct table *table, const struct assessment *rows)
{
	static struct table_column named[COLUMNS];
	size_t i;

	memcpy(named, columns, sizeof(columns));
	for (i = 0; i < COLUMNS; i++)
		if (named[i].value == dest_netns)
			named[i].flags &= ~(unsigned int)COLUMN_JSON_ONLY;
	*table = (struct table){ named, COLUMNS, assessed_row, rows->nr_rows, rows };
}

/* The headings of the sort keys. */
static const struct {
	const char *sort, *heading, *marked;
} marks[] = {
	{ "timewait", "TIME_WAIT", "TIME_WAIT▼" },
	{ "live", "LIVE", "LIVE▼" },
	{ "ports", "PORTS", "PORTS▼" },
	{ "left", "LEFT", "LEFT▼" },
	{ "reuse", "REUSE", "REUSE▼" },
	{ "closes", "CLOSE/S", "CLOSE/S▼" },
	{ "forecast", "FORECAST", "FORECAST▼" },
	{ "name", "DESTINATION", "DESTINATION▼" },
};

static const char *marked_heading(const char *heading, const char *sorted_by)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (!strcmp(marks[i].sort, sorted_by) && !strcmp(marks[i].heading, heading))
			return marks[i].marked;
	return heading;
}

/**
 * rows_live_table() - the same, with the change between two samples
 * @table: filled; valid until the next call
 * @rows: the rows
 * @sorted_by: the sort key to mark in the heading, NULL for none
 */
void rows_live_table(struct table *table, const struct assessment *rows, const char *sorted_by)
{
	static struct table_column live[COLUMNS];
	struct table plain;
	size_t i;

	if (rows->nr_rows && rows->row[0].netns)
		rows_netns_table(&plain, rows);
	else
		rows_table(&plain, rows);
	memcpy(live, plain.column, sizeof(columns));
	for (i = 0; i < COLUMNS; i++) {
		live[i].flags &= ~(unsigned int)COLUMN_LIVE;
		if (sorted_by && live[i].heading)
			live[i].heading = marked_heading(live[i].heading, sorted_by);
	}
	*table = (struct table){ live, COLUMNS, assessed_row, rows->nr_rows, rows };
}
