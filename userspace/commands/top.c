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

static void wait_seconds(double seconds)
{
	struct timespec left = { (time_t)seconds, (long)(fmod(seconds, 1) * 1e9) };

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

static void print_sample(const struct top *top, struct terminal *term)
{
	size_t lines = top->req.nr_lines;
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

	json_begin(&json, stdout, top->opt->pretty);
	if (top->opt->all_netns)
		reports_json(&top->all, &json);
	else
		report_json(&top->now, &json, NULL);
	json_end(&json);
}

static int write_failure(void)
{
	int err = failure("cannot write the output: %s", strerror(errno));

	clearerr(stdout);
	__fpurge(stdout);
	return err;
}

/* One sample after another on standard output. */
static int print_samples(struct top *top)
{
	struct terminal term;
	long i;
	int err;

	terminal_init(&term, top->opt->color);
	for (i = 0; !top->opt->count || i < top->opt->count; i++) {
		if (i)
			wait_seconds(top->opt->delay);
		err = top_sample(top);
		if (err)
			return err;
		if (top->opt->json)
			print_json(top);
		else
			print_sample(top, &term);
		if (fflush(stdout))
			return write_failure();
	}
	return DONE;
}

/* Keys edit the filter as one text. */
static void join_filter(struct top *top)
{
	const struct selection *sel = &top->req.sel;
	size_t used = 0;
	int i;

	for (i = 0; i < sel->nr_words && used < sizeof(top->filter); i++)
		used += (size_t)snprintf(top->filter + used, sizeof(top->filter) - used, "%s%s",
					 i ? " " : "", sel->word[i]);
}

static int run_top(const struct options *opt)
{
	struct top top = {
		.opt = opt,
		.req = report_request_of(opt),
		.side = TOP_BOTH_SIDES,
	};
	int err = ABSENT;

	join_filter(&top);
	while (sort_key_find(sort_key_name(top.sort)) != top.req.sort)
		top.sort++;
	if (!opt->json && isatty(STDOUT_FILENO) && isatty(STDIN_FILENO))
		err = top_screen(&top);
	if (err == ABSENT)
		err = print_samples(&top);
	top_owners_end(&top);
	top_end(&top);
	return err;
}

const struct command top_command = {
	.name = "top",
	.arguments = "[FILTER]",
	.about = "the live view; plain text if stdout is not a terminal",
	.options = "jSNAfnsbdC",
	.help = "Keys: arrows and PgUp/PgDn move, Enter opens a destination's timers, F6 or s\n"
		"sorts, o shows who closed, / filters, i shows in, out or both, p pauses, F1\n"
		"helps, q quits.\n",
	.run = run_top,
};
