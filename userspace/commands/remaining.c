// SPDX-License-Identifier: GPL-2.0
/* Draws a histogram of remaining times. */
#include <stdio.h>
#include <string.h>

#include "commands/remaining.h"
#include "output/draw.h"
#include "model/text.h"

/* A column a second, of the 60 s of TIME_WAIT. */
#define SECONDS TWSTAT_BIN_LAST_SECOND
#define SCALE 7

/** bins_sum() - sockets of a range of bins, both ends included */
uint64_t bins_sum(const uint64_t bin[BINS], unsigned int from, unsigned int to)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = from; i <= to; i++)
		sum += bin[i];
	return sum;
}

/* The figures in a line: @first is put after the title, @then between them. */
static void head_text(const struct remaining *rem, const char *first, const char *then, char *buf,
		      size_t size)
{
	char total[32], soon[32], late[32], fin[64] = "", number[32];
	uint64_t fins = bins_sum(rem->fin_wait2, 0, BINS - 1);

	if (fins)
		snprintf(fin, sizeof(fin), "%sFIN_WAIT2 %s", then,
			 show_count(fins, number, sizeof(number)));
	snprintf(buf, size, "%s%s%s TIME_WAIT%s%snext 10 s: %s end%soverdue %s", rem->title, first,
		 show_count(bins_sum(rem->timewait, 0, BINS - 1), total, sizeof(total)), fin, then,
		 show_count(bins_sum(rem->timewait, 0, 10), soon, sizeof(soon)), then,
		 rem->has_overdue ? show_count(rem->timewait[0], late, sizeof(late)) : "-");
}

static void print_head(const struct remaining *rem, const struct terminal *term)
{
	char line[512];

	head_text(rem, "   ", "   ", line, sizeof(line));
	/* Wrapped, figures need more than blanks between them. */
	if (text_width(line) > term->width)
		head_text(rem, ": ", ", ", line, sizeof(line));
	terminal_line(term, line);
}

/* Seconds a column, so that the chart fits. */
static unsigned int column_seconds(const struct terminal *term)
{
	static const unsigned int choices[] = { 1, 2, 3, 4, 5, 6 };
	unsigned int i = 0;

	while (i < 5 && SECONDS / choices[i] + SCALE > term->width)
		i++;
	return choices[i];
}

static void print_axis(const struct terminal *term, unsigned int left, unsigned int columns,
		       unsigned int per)
{
	unsigned int i, tick = 10 / per ? 10 / per : 1;
	bool exact = 10 % per == 0;

	fprintf(term->out, "%*s%s", (int)left - 1, "", term->utf8 ? "└" : "+");
	for (i = 0; i <= columns; i++) {
		bool mark = exact ? i % tick == 0 : i == 0 || i == columns;

		fputs(mark ? (term->utf8 ? "┬" : "+") : (term->utf8 ? "─" : "-"), term->out);
	}
	fprintf(term->out, "\n%*s", (int)left, "");
	for (i = 0; i < columns; i += exact ? tick : columns)
		fprintf(term->out, "%-*u", (int)(exact ? tick : columns), i * per);
	fprintf(term->out, "%u%s\n", columns * per,
		left + columns + 9 <= term->width ? " s left" : "");
}

static void print_chart(const struct remaining *rem, const struct terminal *term, unsigned int rows)
{
	unsigned int per = column_seconds(term), columns = SECONDS / per, i;
	double value[SECONDS] = { 0 };
	struct chart chart = { .value = value, .nr_values = columns, .rows = rows };

	for (i = 0; i < columns * per; i++)
		value[i / per] += (double)rem->timewait[i + 1];
	print_axis(term, draw_chart(term, &chart), columns, per);
}

/* Bins beyond a minute are not on the axis: a line each. */
static void print_beyond(const struct remaining *rem, const struct terminal *term)
{
	static const char *const names[] = { "1 to 2 min", "2 to 5 min", "over 5 min" };
	char number[32], fin[32];
	unsigned int i;

	for (i = TWSTAT_BIN_2MIN; i < BINS; i++)
		if (rem->timewait[i] || rem->fin_wait2[i])
			fprintf(term->out, "%s left: %s TIME_WAIT, %s FIN_WAIT2\n",
				names[i - TWSTAT_BIN_2MIN],
				show_count(rem->timewait[i], number, sizeof(number)),
				show_count(rem->fin_wait2[i], fin, sizeof(fin)));
}

/**
 * remaining_of() - the histogram of a row
 * @rem: filled
 * @row: a destination or a group
 * @has_overdue: the source reports overdue sockets
 */
void remaining_of(struct remaining *rem, const struct assessed *row, bool has_overdue)
{
	*rem = (struct remaining){ .has_overdue = has_overdue };
	assessed_text(row, rem->title, sizeof(rem->title));
	histogram_expand(&row->dest, rem->timewait);
}

/**
 * remaining_text() - draw it
 * @rem: the histogram
 * @term: the terminal
 * @rows: lines of the chart
 */
void remaining_text(const struct remaining *rem, const struct terminal *term, unsigned int rows)
{
	print_head(rem, term);
	print_chart(rem, term, rows);
	print_beyond(rem, term);
}
