// SPDX-License-Identifier: GPL-2.0
/* twstat top: the live view; repeated text where there is no terminal. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "commands/destination_columns.h"
#include "commands/top.h"
#include "output/value.h"

/* Choose the filter: the side that is shown, and what the user typed. */
static void set_filter(const struct top *top, struct options *opt, char *text, size_t size,
		       char *words[1])
{
	const char *side = top->side < TWSTAT_SIDES ? side_name(top->side) : "";

	if (*side && *top->filter)
		snprintf(text, size, "%s and ( %s )", side, top->filter);
	else
		snprintf(text, size, "%s%s", side, top->filter);
	words[0] = text;
	opt->argument = words;
	opt->nr_arguments = *text ? 1 : 0;
}

/**
 * top_sample() - read a sample; the last one becomes the one before
 * @top: the view; without a new sample the old one stays
 *
 * Return: an enum outcome.
 */
int top_sample(struct top *top)
{
	char text[sizeof(top->filter) + 32], *words[1];
	struct options opt = top->opt;
	struct report fresh;
	int err;

	set_filter(top, &opt, text, sizeof(text), words);
	opt.lines = 0;
	opt.sort = sort_key_find(sort_key_name(top->sort));
	err = report_read(&fresh, &opt, top->have_now ? &top->now : NULL, true);
	if (err) {
		report_free(&fresh);
		return err;
	}
	if (top->have_before)
		report_free(&top->before);
	top->before = top->now;
	top->have_before = top->have_now;
	top->now = fresh;
	top->have_now = true;
	return DONE;
}

/** top_end() - give back the samples */
void top_end(struct top *top)
{
	if (top->have_before)
		report_free(&top->before);
	if (top->have_now)
		report_free(&top->now);
	top->have_now = false;
	top->have_before = false;
}

static double timewait_of(const struct report *report)
{
	return (double)(report->verdict.totals.timewait[0] + report->verdict.totals.timewait[1]);
}

static void worst_text(const struct top *top, char *buf, size_t size)
{
	double ratio = -1, out = -1;
	unsigned int i;
	int used = 0;

	for (i = 0; i < CAUSES; i++) {
		const struct cause *cause = &top->now.verdict.cause[i];

		if (cause->kind == CAUSE_PORTS && cause->row >= 0)
			ratio = cause->value;
		if (cause->kind == CAUSE_FORECAST && cause->row >= 0)
			out = cause->value;
	}
	*buf = '\0';
	if (ratio >= 0)
		used = snprintf(buf, size, "  worst %.0f%%", ratio * 100);
	if (out >= 0)
		snprintf(buf + used, size - (size_t)used, ", out ~%.0fs", ceil(out));
}

/**
 * top_headline() - one line of the whole namespace
 * @top: with a sample
 * @buf: where to
 * @size: its room
 *
 * Return: @buf.
 */
const char *top_headline(const struct top *top, char *buf, size_t size)
{
	char host[32] = "", count[32], change[32] = "", worst[64], level[16];
	double seconds = top->have_before ? report_seconds(&top->now, &top->before) : 0;

	gethostname(host, sizeof(host) - 1);
	if (seconds > 0)
		snprintf(change, sizeof(change), " (%+.0f/s)",
			 (timewait_of(&top->now) - timewait_of(&top->before)) / seconds);
	worst_text(top, worst, sizeof(worst));
	snprintf(level, sizeof(level), "%s", level_name(top->now.verdict.level));
	snprintf(buf, size, "twstat %.1fs  %s  %s  TIME_WAIT %s%s%s%s", top->opt.delay, host, level,
		 show_count((uint64_t)timewait_of(&top->now), count, sizeof(count)), change, worst,
		 top->paused ? "  paused" : "");
	return buf;
}

static void wait_seconds(double seconds)
{
	struct timespec left = { (time_t)seconds, (long)(fmod(seconds, 1) * 1e9) };

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

static void print_sample(const struct top *top, struct terminal *term)
{
	size_t lines = top->opt.lines < 0 ? LINES_DEFAULT : (size_t)top->opt.lines;
	struct assessment rows = top->now.rows;
	struct table table;
	char line[256];

	if (lines && lines < rows.nr_rows)
		rows.nr_rows = lines;
	terminal_line(term, top_headline(top, line, sizeof(line)));
	if (rows.nr_rows) {
		rows_live_table(&table, &rows, NULL);
		table_text(&table, term);
	}
	fputc('\n', term->out);
}

static void print_json(const struct top *top)
{
	struct json json;

	json_begin(&json, stdout, top->opt.pretty);
	report_json(&top->now, &json, NULL, &top->opt);
	json_end(&json);
}

static int write_failure(void)
{
	int err = failure("cannot write the output: %s", strerror(errno));

	clearerr(stdout);
	__fpurge(stdout);
	return err;
}

/**
 * top_plain() - a sample after the other on standard output
 * @top: the view
 *
 * Return: an enum outcome.
 */
int top_plain(struct top *top)
{
	struct terminal term;
	long i;
	int err;

	terminal_init(&term, top->opt.color);
	for (i = 0; !top->opt.count || i < top->opt.count; i++) {
		if (i)
			wait_seconds(top->opt.delay);
		err = top_sample(top);
		if (err)
			return err;
		if (top->opt.json)
			print_json(top);
		else
			print_sample(top, &term);
		if (fflush(stdout))
			return write_failure();
	}
	return DONE;
}

static void take_words(struct top *top)
{
	size_t used = 0;
	int i;

	for (i = 0; i < top->opt.nr_arguments && used < sizeof(top->filter); i++)
		used += (size_t)snprintf(top->filter + used, sizeof(top->filter) - used, "%s%s",
					 i ? " " : "", top->opt.argument[i]);
}

static int run(const struct options *opt)
{
	struct top top = { .opt = *opt, .side = TOP_BOTH_SIDES };
	int err;

	take_words(&top);
	while (opt->sort && sort_key_find(sort_key_name(top.sort)) != opt->sort)
		top.sort++;
	if (opt->json || !isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO))
		err = top_plain(&top);
	else
		err = top_screen(&top);
	top_end(&top);
	return err;
}

const struct command top_command = {
	.name = "top",
	.arguments = "[FILTER]",
	.about = "the live view; repeated text when stdout is no terminal",
	.options = "jSNfnsbdC",
	.help = "Keys: arrows and PgUp/PgDn move, Enter opens a destination's timers, F6 or s\n"
		"sorts, / filters, i shows in, out or both, p pauses, F1 helps, q quits.\n",
	.run = run,
};
