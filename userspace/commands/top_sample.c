// SPDX-License-Identifier: GPL-2.0
/* The samples of the live view, and its first line. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "commands/top.h"
#include "errors.h"
#include "model/text.h"

/* The side that is chosen and the filter, joined by and. */
static void filter_text(const struct top *top, char *text, size_t size)
{
	const char *side = top->side < TWSTAT_SIDES ? side_name(top->side) : "";

	if (*side && *top->filter)
		snprintf(text, size, "%s and ( %s )", side, top->filter);
	else
		snprintf(text, size, "%s%s", side, top->filter);
}

/* Changes are measured in each namespace. */
static int read_all(const struct top *top, const struct report_request *req, struct report *fresh,
		    struct reports *all)
{
	int err = reports_read(all, req, top->have_now ? &top->all : NULL, true);

	*fresh = (struct report){ .by = req->by };
	return err ?: reports_sum(all, req, fresh);
}

/**
 * top_sample() - read a sample; the last one becomes the one before
 * @top: the view; without a new sample the old one stays
 *
 * Return: an enum outcome.
 */
int top_sample(struct top *top)
{
	char text[sizeof(top->filter) + 32];
	const char *words[1] = { text };
	struct report_request req = top->req;
	struct reports all = { 0 };
	struct report fresh;
	int err;

	filter_text(top, text, sizeof(text));
	req.sel.word = words;
	req.sel.nr_words = *text ? 1 : 0;
	req.sort = sort_key_find(sort_key_name(top->sort));
	req.nr_lines = 0;
	err = top->opt->all_netns ?
		      read_all(top, &req, &fresh, &all) :
		      report_read(&fresh, &req, top->have_now ? &top->now : NULL, true);
	if (err) {
		report_free(&fresh);
		reports_free(&all);
		return err;
	}
	reports_free(&top->all);
	top->all = all;
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
	reports_free(&top->all);
	top->have_now = false;
	top->have_before = false;
}

static double timewait_of(const struct report *report)
{
	return (double)(report->verdict.totals.timewait[0] + report->verdict.totals.timewait[1]);
}

static void worst_text(const struct top *top, char *buf, size_t size)
{
	const struct cause *ports = verdict_cause(&top->now.verdict, CAUSE_PORTS);
	const struct cause *out = verdict_cause(&top->now.verdict, CAUSE_FORECAST);
	int used = 0;

	*buf = '\0';
	if (ports->known)
		used = snprintf(buf, size, "  worst %.0f%%", ports->value * 100);
	if (out->known)
		snprintf(buf + used, size - (size_t)used, ", out ~%.0fs", ceil(out->value));
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
	snprintf(buf, size, "twstat %.1fs  %s  %s  TIME_WAIT %s%s%s%s", top->opt->delay, host,
		 level, show_count((uint64_t)timewait_of(&top->now), count, sizeof(count)), change,
		 worst, top->paused ? "  paused" : "");
	return buf;
}
