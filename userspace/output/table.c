// SPDX-License-Identifier: GPL-2.0
/* Tables, as text and as JSON. */
#include <string.h>

#include "output/table.h"

#define CELL_SIZE 512
/* Least width of a column that may be shortened. */
#define CLIP_MIN 6

static void cell_value(const struct table_column *column, const void *row, struct value *value)
{
	value->kind = VALUE_UNKNOWN;
	if (column->value_of)
		column->value_of(row, column->field, value);
	else
		column->value(row, value);
}

static const char *cell_text(const struct table_column *column, const void *row,
			     const struct terminal *term, char *buf, size_t size)
{
	struct value value;

	if (column->show)
		return column->show(row, term, buf, size);
	cell_value(column, row, &value);
	return value_show(&value, buf, size);
}

/* Replace the signs of a heading on terminals without UTF-8. */
static const char *heading_text(const struct table_column *column, const struct terminal *term,
				char *buf, size_t size)
{
	static const struct {
		const char *sign;
		char plain;
	} signs[] = { { "→", '>' }, { "▼", 'v' }, { "Δ", '+' } };
	const char *text = column->heading;
	size_t used = 0, i;

	if (term->utf8)
		return text;
	while (*text && used + 1 < size) {
		for (i = 0; i < 3 && strncmp(text, signs[i].sign, strlen(signs[i].sign)); i++)
			;
		buf[used++] = i < 3 ? signs[i].plain : *text;
		text += i < 3 ? strlen(signs[i].sign) : 1;
	}
	buf[used] = '\0';
	return buf;
}

static unsigned int widest_cell(const struct table *table, const struct table_column *column,
				const struct terminal *term)
{
	char cell[CELL_SIZE];
	unsigned int width, most = 0;
	const void *row;
	size_t i;

	for (i = 0; i < table->nr_rows; i++) {
		row = table->row(table->data, i);
		width = text_width(cell_text(column, row, term, cell, sizeof(cell)));
		most = width > most ? width : most;
	}
	return most;
}

static void measure_columns(const struct table *table, const struct terminal *term,
			    struct table_layout *lay)
{
	char heading[CELL_SIZE];
	unsigned int c, width;

	for (c = 0; c < table->nr_columns; c++) {
		const struct table_column *column = &table->column[c];

		lay->visible[c] = !(column->flags & (COLUMN_JSON_ONLY | COLUMN_LIVE));
		if (!lay->visible[c])
			continue;
		width = widest_cell(table, column, term);
		lay->visible[c] = width || !(column->flags & COLUMN_IF_ANY);
		lay->width[c] = text_width(heading_text(column, term, heading, sizeof(heading)));
		if (width > lay->width[c])
			lay->width[c] = width;
	}
}

static unsigned int total_width(const struct table *table, const struct table_layout *lay)
{
	unsigned int c, total = 0;

	for (c = 0; c < table->nr_columns; c++)
		if (lay->visible[c])
			total += lay->width[c] + (total ? 1 : 0);
	return total;
}

/* Shorten the columns that may be shortened, down to @least. */
static void clip_columns(const struct table *table, const struct terminal *term,
			 struct table_layout *lay, unsigned int least)
{
	unsigned int c, total = total_width(table, lay);

	for (c = 0; c < table->nr_columns && total > term->width; c++) {
		unsigned int over = total - term->width, spare;

		if (!lay->visible[c] || !(table->column[c].flags & COLUMN_CLIP) ||
		    lay->width[c] <= least)
			continue;
		spare = lay->width[c] - least;
		lay->width[c] -= over < spare ? over : spare;
		total = total_width(table, lay);
	}
}

static bool drop_column(const struct table *table, struct table_layout *lay)
{
	unsigned int c, worst = 0, at = 0;

	for (c = 0; c < table->nr_columns; c++) {
		if (lay->visible[c] && table->column[c].drop > worst) {
			worst = table->column[c].drop;
			at = c;
		}
	}
	if (worst)
		lay->visible[at] = false;
	return worst;
}

static void fit_columns(const struct table *table, const struct terminal *term,
			struct table_layout *lay)
{
	clip_columns(table, term, lay, 22);
	while (total_width(table, lay) > term->width && drop_column(table, lay))
		;
	clip_columns(table, term, lay, CLIP_MIN);
}

/*
 * Blanks are printed only before text, so that no line ends in one. Returns the
 * blanks still to print.
 */
static unsigned int put_text(const struct terminal *term, const char *text, enum tone tone,
			     unsigned int blanks)
{
	size_t all = strlen(text), len = all;

	while (len && text[len - 1] == ' ')
		len--;
	if (!len)
		return blanks + (unsigned int)all;
	fprintf(term->out, "%*s", (int)blanks, "");
	if (tone != TONE_PLAIN)
		terminal_tone(term, tone);
	fwrite(text, 1, len, term->out);
	if (tone != TONE_PLAIN)
		terminal_tone(term, TONE_PLAIN);
	return (unsigned int)(all - len);
}

static unsigned int put_cell(const struct terminal *term, const char *text, unsigned int width,
			     bool left, enum tone tone, unsigned int blanks)
{
	char clipped[CELL_SIZE];
	unsigned int pad;

	text = text_clip(text, width, term->utf8, clipped, sizeof(clipped));
	pad = width - text_width(text);
	if (left)
		return put_text(term, text, tone, blanks) + pad;
	return put_text(term, text, tone, blanks + pad);
}

/** table_text_row() - one row, or the headings when @row is NULL */
void table_text_row(const struct table *table, const struct terminal *term,
		    const struct table_layout *lay, const void *row)
{
	char cell[CELL_SIZE];
	unsigned int c, blanks = 0;
	bool first = true;

	for (c = 0; c < table->nr_columns; c++) {
		const struct table_column *column = &table->column[c];
		enum tone tone = TONE_DIM;
		const char *text;

		if (!lay->visible[c])
			continue;
		if (!first)
			blanks++;
		first = false;
		if (row) {
			text = cell_text(column, row, term, cell, sizeof(cell));
			tone = column->tone ? column->tone(row) : TONE_PLAIN;
		} else {
			text = heading_text(column, term, cell, sizeof(cell));
		}
		blanks = put_cell(term, text, lay->width[c], column->flags & COLUMN_LEFT, tone,
				  blanks);
	}
	fputc('\n', term->out);
}

/**
 * table_layout_fixed() - a layout of given widths, before the rows are known
 * @table: its columns
 * @term: which they must fit
 * @width: of each column
 * @lay: filled
 */
void table_layout_fixed(const struct table *table, const struct terminal *term,
			const unsigned int *width, struct table_layout *lay)
{
	unsigned int c;

	for (c = 0; c < table->nr_columns; c++) {
		lay->width[c] = width[c];
		lay->visible[c] = !(table->column[c].flags & COLUMN_JSON_ONLY);
	}
	fit_columns(table, term, lay);
}

/** table_text() - headings and rows, fitted to the terminal's width */
void table_text(const struct table *table, const struct terminal *term)
{
	struct table_layout lay = { 0 };
	size_t i;

	measure_columns(table, term, &lay);
	fit_columns(table, term, &lay);
	table_text_row(table, term, &lay, NULL);
	for (i = 0; i < table->nr_rows; i++)
		table_text_row(table, term, &lay, table->row(table->data, i));
}

/** table_json_row() - one row as an object in an array */
void table_json_row(const struct table *table, struct json *json, const void *row)
{
	unsigned int c;

	json_object(json, NULL);
	for (c = 0; c < table->nr_columns; c++) {
		const struct table_column *column = &table->column[c];
		struct value value;

		if (column->flags & COLUMN_TEXT_ONLY)
			continue;
		if (column->json) {
			column->json(row, json, column->key);
			continue;
		}
		cell_value(column, row, &value);
		value_json(&value, json, column->key);
	}
	json_object_end(json);
}

/** table_json() - the rows as an array of objects */
void table_json(const struct table *table, struct json *json, const char *key)
{
	size_t i;

	json_array(json, key);
	for (i = 0; i < table->nr_rows; i++)
		table_json_row(table, json, table->row(table->data, i));
	json_array_end(json);
}
