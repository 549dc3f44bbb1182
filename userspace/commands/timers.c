// SPDX-License-Identifier: GPL-2.0
/* twstat timers: how much time the sockets have left. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "commands/pick.h"
#include "output/draw.h"
#include "output/value.h"
#include "source/source.h"

#define CHART_ROWS 4
/* One column a second, of the 60 that TIME_WAIT lasts. */
#define SECONDS TWSTAT_BIN_LAST_SECOND
#define SCALE 7

/**
 * struct remaining - a histogram of remaining times
 * @title: whose
 * @timewait: sockets by bin
 * @fin_wait2: by bin too, where @has_fin_wait2
 * @has_overdue: the source can tell what is overdue from what ends now
 */
struct remaining {
	char title[ADDRESS_TEXT * 2];
	uint64_t timewait[BINS];
	uint64_t fin_wait2[BINS];
	bool has_fin_wait2;
	bool has_overdue;
};

static uint64_t sum_bins(const uint64_t bin[BINS], unsigned int from, unsigned int to)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = from; i <= to; i++)
		sum += bin[i];
	return sum;
}

static void print_head(const struct remaining *rem, const struct terminal *term)
{
	char total[32], soon[32], late[32], fin[40] = "", line[256], number[32];
	uint64_t fins = sum_bins(rem->fin_wait2, 0, BINS - 1);

	if (fins)
		snprintf(fin, sizeof(fin), " FIN_WAIT2 %s ",
			 show_count(fins, number, sizeof(number)));
	snprintf(line, sizeof(line), "%s   %s TIME_WAIT  %s next 10 s: %s end   overdue %s",
		 rem->title,
		 show_count(sum_bins(rem->timewait, 0, BINS - 1), total, sizeof(total)), fin,
		 show_count(sum_bins(rem->timewait, 0, 10), soon, sizeof(soon)),
		 rem->has_overdue ? show_count(rem->timewait[0], late, sizeof(late)) : "-");
	if (text_width(line) <= term->width)
		fprintf(term->out, "%s\n", line);
	else
		terminal_wrap(term, 0, 0, line);
}

/* Seconds in a column, so that the chart fits. */
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

static void print_chart(const struct remaining *rem, const struct terminal *term)
{
	unsigned int per = column_seconds(term), columns = SECONDS / per, i;
	double value[SECONDS] = { 0 };
	struct chart chart = { .value = value, .values = columns, .rows = CHART_ROWS };

	for (i = 0; i < columns * per; i++)
		value[i / per] += (double)rem->timewait[i + 1];
	print_axis(term, draw_chart(term, &chart), columns, per);
}

/* What lies beyond a minute gets a line each: it has no place on the axis. */
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

static void print_json(const struct remaining *rem, const struct snapshot *snap,
		       const struct options *opt)
{
	struct json json;
	unsigned int i;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", snap->source);
	json_u64(&json, "timewait", sum_bins(rem->timewait, 0, BINS - 1));
	if (rem->has_fin_wait2)
		json_u64(&json, "fin_wait2", sum_bins(rem->fin_wait2, 0, BINS - 1));
	json_array(&json, "bins");
	for (i = 0; i < BINS; i++) {
		json_object(&json, NULL);
		if (i)
			json_s64(&json, "from_ms", bin_from_ms(i));
		if (i < BINS - 1)
			json_s64(&json, "to_ms", bin_to_ms(i));
		json_u64(&json, "timewait", rem->timewait[i]);
		if (rem->has_fin_wait2)
			json_u64(&json, "fin_wait2", rem->fin_wait2[i]);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_object_end(&json);
	json_end(&json);
}

/* The histogram of the picked rows; the substate FIN_WAIT2 has none there. */
static void add_picked(struct remaining *rem, const struct snapshot *snap)
{
	uint64_t bin[BINS];
	size_t i, rows = snap->destinations;
	unsigned int b;

	if (rows == 1)
		destination_text(&snap->destination[0], rem->title, sizeof(rem->title));
	else
		snprintf(rem->title, sizeof(rem->title), "%zu destinations", rows);
	for (i = 0; i < rows; i++) {
		histogram_expand(&snap->destination[i], bin);
		for (b = 0; b < BINS; b++)
			rem->timewait[b] += bin[b];
	}
}

static int run(const struct options *opt)
{
	struct remaining rem = { .title = "all destinations" };
	bool picked = pick_needed(opt);
	struct snapshot snap;
	struct terminal term;
	int err;

	snapshot_init(&snap);
	err = picked ? pick_read(opt, &snap) : source_read(opt, SECTION_TIMERS, &snap);
	rem.has_overdue = strcmp(snap.source, "sock_diag");
	if (!err && picked) {
		add_picked(&rem, &snap);
	} else if (!err) {
		memcpy(rem.timewait, snap.timewait, sizeof(rem.timewait));
		memcpy(rem.fin_wait2, snap.fin_wait2, sizeof(rem.fin_wait2));
		rem.has_fin_wait2 = true;
	}
	if (!err && opt->json) {
		print_json(&rem, &snap, opt);
	} else if (!err) {
		terminal_init(&term, opt->color);
		print_head(&rem, &term);
		print_chart(&rem, &term);
		print_beyond(&rem, &term);
	}
	snapshot_free(&snap);
	return err;
}

const struct command timers_command = {
	.name = "timers",
	.arguments = "[FILTER]",
	.about = "how much time the sockets have left, drawn",
	.options = "jSNf",
	.run = run,
};
