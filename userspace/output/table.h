/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables: columns are described once and printed as aligned text that fits the
 * terminal, or as JSON objects.
 */
#ifndef TWSTAT_READER_TABLE_H
#define TWSTAT_READER_TABLE_H

#include "output/terminal.h"
#include "output/value.h"

/* The maximum number of columns. */
#define TABLE_COLUMNS 40

enum column_flags {
	COLUMN_LEFT = 1, /* else right */
	COLUMN_JSON_ONLY = 2,
	COLUMN_TEXT_ONLY = 4,
	COLUMN_CLIP = 8, /* may be shortened */
	COLUMN_LIVE = 16, /* as text in the live view only */
	COLUMN_IF_ANY = 32, /* dropped when it is empty in all rows */
};

/**
 * struct table_column - one column
 * @key: its name in JSON
 * @heading: its name in text
 * @drop: on a narrow terminal the highest is dropped first, 0 never
 * @flags: enum column_flags
 * @value: sets what a row has there; VALUE_UNKNOWN before
 * @value_of: the same for one of several numbers of a row
 * @field: which, for @value_of
 * @show: the text, where it is not the value's
 * @json: writes it, where it is not the value
 * @tone: the colour of the cell
 */
struct table_column {
	const char *key;
	const char *heading;
	unsigned int drop;
	unsigned int flags;
	void (*value)(const void *row, struct value *value);
	void (*value_of)(const void *row, unsigned int field, struct value *value);
	unsigned int field;
	const char *(*show)(const void *row, const struct terminal *term, char *buf, size_t size);
	void (*json)(const void *row, struct json *json, const char *key);
	enum tone (*tone)(const void *row);
};

/**
 * struct table - rows under columns
 * @column: the description
 * @nr_columns: how many
 * @row: gives row number @i
 * @nr_rows: how many
 * @data: for @row
 */
struct table {
	const struct table_column *column;
	unsigned int nr_columns;
	const void *(*row)(const void *data, size_t i);
	size_t nr_rows;
	const void *data;
};

/* Which columns are visible, and their widths. */
struct table_layout {
	unsigned int width[TABLE_COLUMNS];
	bool visible[TABLE_COLUMNS];
};

void table_layout_fixed(const struct table *table, const struct terminal *term,
			const unsigned int *width, struct table_layout *lay);
void table_text_row(const struct table *table, const struct terminal *term,
		    const struct table_layout *lay, const void *row);
void table_text(const struct table *table, const struct terminal *term);
void table_json(const struct table *table, struct json *json, const char *key);
void table_json_row(const struct table *table, struct json *json, const void *row);

#endif
