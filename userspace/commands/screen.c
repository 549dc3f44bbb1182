// SPDX-License-Identifier: GPL-2.0
/* Parts of the screen that `show` prints: verdict, figures, advice. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands/screen.h"
#include "model/text.h"

/* Columns before the text of a cause: "CRITICAL" and two blanks. */
#define LEVEL_WIDTH 10
#define FIGURES 4

/** level_tone() - the colour of a level */
enum tone level_tone(enum level level)
{
	static const enum tone tones[] = { TONE_GOOD, TONE_NOTICE, TONE_NOTICE, TONE_WARNING,
					   TONE_CRITICAL };

	return tones[level];
}

static const char *rate_text(const struct rate *rate, char *buf, size_t size)
{
	char number[32];

	snprintf(buf, size, "%s closes/s%s%s", show_rate(rate->per_second, number, sizeof(number)),
		 rate->trend ? ", " : "", rate->trend ? trend_name(rate->trend) : "");
	return buf;
}

static void forecast_cause(const struct assessed *row, char *buf, size_t size)
{
	const struct forecast *cast = &row->forecast;
	char name[ASSESSED_TEXT], rate[64];

	assessed_text(row, name, sizeof(name));
	rate_text(&cast->rate, rate, sizeof(rate));
	if (cast->state == FORECAST_FULL)
		snprintf(buf, size, "%s has no local port left (%s)", name, rate);
	else
		snprintf(buf, size, "%s runs out of local ports in %s%.0f s at this rate (%s)",
			 name, cast->bound == BOUND_EXACT ? "~" : "at most ", ceil(cast->seconds),
			 rate);
}

/**
 * every_text() - a sentence about ports that no destination has
 * @sum: the summary
 * @buf: where to
 * @size: its room
 *
 * Return: @buf.
 */
const char *every_text(const struct summary *sum, char *buf, size_t size)
{
	uint64_t bound = summary_get(sum, KEY_PORTS_BOUND);
	uint64_t usable = summary_get(sum, KEY_LOCAL_PORTS_USABLE);
	char taken[32], all[32];

	if (!usable)
		snprintf(buf, size, "no local port left: all of ip_local_port_range is reserved");
	else if (bound >= usable)
		snprintf(buf, size, "no local port left to any destination: bind() took all %s",
			 show_count(usable, all, sizeof(all)));
	else
		snprintf(buf, size, "bind() took %s of %s local ports, for every destination",
			 show_count(bound, taken, sizeof(taken)),
			 show_count(usable, all, sizeof(all)));
	return buf;
}

static void ports_cause(const struct cause *cause, const struct assessed *row,
			const struct summary *sum, char *buf, size_t size)
{
	char name[ASSESSED_TEXT];

	if (!row)
		every_text(sum, buf, size);
	else if (cause->kind == CAUSE_FORECAST)
		forecast_cause(row, buf, size);
	else
		snprintf(buf, size, "%s: %.0f%% of the local ports blocked",
			 assessed_text(row, name, sizeof(name)), cause->value * 100);
}

static void count_cause(const struct verdict *verdict, const struct snapshot *snap, char *buf,
			size_t size)
{
	const uint64_t *timewait = verdict->totals.timewait;
	uint64_t all = timewait[0] + timewait[1];
	char number[32], inbound[32], bytes[40];
	struct conditions cond;

	show_count(all, number, sizeof(number));
	if (timewait[TWSTAT_INBOUND] <= timewait[TWSTAT_OUTBOUND]) {
		snprintf(buf, size, "%s TIME_WAIT socket%s", number, all == 1 ? "" : "s");
		return;
	}
	conditions_of(snap, &cond);
	show_count(timewait[TWSTAT_INBOUND], inbound, sizeof(inbound));
	snprintf(buf, size, "%s TIME_WAIT socket%s, %s of them inbound: %s and no port", number,
		 all == 1 ? "" : "s", timewait[TWSTAT_INBOUND] == all ? "all" : inbound,
		 show_memory(&cond, (double)timewait[TWSTAT_INBOUND], bytes, sizeof(bytes)));
}

/**
 * cause_text() - a sentence about a cause
 * @cause: the cause
 * @verdict: whose it is
 * @rows: the assessment whose rows @cause names
 * @snap: for the limit and the memory
 * @buf: where to
 * @size: its room
 *
 * Return: @buf.
 */
const char *cause_text(const struct cause *cause, const struct verdict *verdict,
		       const struct assessment *rows, const struct snapshot *snap, char *buf,
		       size_t size)
{
	char count[32], max[32];
	const struct assessed *row = cause->row < 0 ? NULL : &rows->row[cause->row];
	const struct summary *sum = &snap->summary;

	switch (cause->kind) {
	case CAUSE_FORECAST:
	case CAUSE_PORTS:
		ports_cause(cause, row, sum, buf, size);
		break;
	case CAUSE_LIMIT:
		snprintf(buf, size, "%s timewait sockets of at most %s (tcp_max_tw_buckets)",
			 show_count(summary_get(sum, KEY_TW_COUNT), count, sizeof(count)),
			 show_count(summary_get(sum, KEY_TW_MAX), max, sizeof(max)));
		break;
	default:
		count_cause(verdict, snap, buf, size);
	}
	return buf;
}

static void put_level(const struct terminal *term, enum level level)
{
	char name[16];
	unsigned int i;

	snprintf(name, sizeof(name), "%s", level_name(level));
	for (i = 0; name[i]; i++)
		name[i] = (char)toupper((unsigned char)name[i]);
	terminal_tone(term, level_tone(level));
	fprintf(term->out, "%-*s", LEVEL_WIDTH, name);
	terminal_tone(term, TONE_PLAIN);
}

/**
 * screen_verdict() - the level and its causes
 * @verdict: the verdict
 * @rows: the assessment whose rows it names
 * @snap: for the limit and the memory
 * @term: the terminal
 */
void screen_verdict(const struct verdict *verdict, const struct assessment *rows,
		    const struct snapshot *snap, const struct terminal *term)
{
	char text[256];
	unsigned int i;

	for (i = 0; i < CAUSES; i++) {
		const struct cause *cause = &verdict->cause[i];

		if (i && cause->level == LEVEL_NORMAL)
			continue;
		if (cause->level == LEVEL_NORMAL)
			count_cause(verdict, snap, text, sizeof(text));
		else
			cause_text(cause, verdict, rows, snap, text, sizeof(text));
		if (!i || cause->level == LEVEL_CRITICAL) {
			put_level(term, cause->level);
		} else {
			terminal_tone(term, TONE_DIM);
			fprintf(term->out, "%-*s", LEVEL_WIDTH, level_name(cause->level));
			terminal_tone(term, TONE_PLAIN);
		}
		terminal_wrap(term, LEVEL_WIDTH, LEVEL_WIDTH, text);
	}
}

/* Side by side at fixed columns, on further lines where they do not fit. */
static void put_figures(const struct terminal *term, char figure[][48], unsigned int nr_figures)
{
	static const unsigned int columns[FIGURES] = { 0, 27, 43, 57 };
	unsigned int i, used = 0;

	for (i = 0; i < nr_figures; i++) {
		unsigned int width = text_width(figure[i]);
		unsigned int at = used + 2 > columns[i] ? used + 2 : columns[i];

		if (!width)
			continue;
		if (used && at + width > term->width) {
			fputc('\n', term->out);
			used = 0;
		}
		if (!used && width > term->width) {
			terminal_wrap(term, 0, 2, figure[i]);
			continue;
		}
		fprintf(term->out, "%*s%s", used ? (int)(at - used) : 0, "", figure[i]);
		used = used ? at + width : width;
	}
	if (used)
		fputc('\n', term->out);
}

static void first_figures(const struct snapshot *snap, const struct verdict *verdict,
			  char figure[FIGURES][48])
{
	const struct totals *totals = &verdict->totals;
	uint64_t all = totals->timewait[0] + totals->timewait[1];
	struct conditions cond;
	char number[32];

	conditions_of(snap, &cond);
	snprintf(figure[0], 48, "TIME_WAIT  %s %s", show_count(all, number, sizeof(number)),
		 level_name(count_level(all)));
	snprintf(figure[1], 48, "FIN_WAIT2 %s",
		 show_count(totals->fin_wait2, number, sizeof(number)));
	snprintf(figure[2], 48, "overdue %s",
		 totals->overdue_known ? show_count(totals->overdue, number, sizeof(number)) : "-");
	show_memory(&cond, (double)(all + totals->fin_wait2), figure[3], 48);
}

static void second_figures(const struct snapshot *snap, const struct verdict *verdict,
			   char figure[FIGURES][48])
{
	const struct summary *sum = &snap->summary;
	char number[32];

	if (summary_knows(sum, KEY_TW_MAX))
		snprintf(figure[0], 48, "limit      %s %.0f%%",
			 show_count(summary_get(sum, KEY_TW_MAX), number, sizeof(number)),
			 100 * verdict_cause(verdict, CAUSE_LIMIT)->value);
	else
		snprintf(figure[0], 48, "limit      -");
	if (snap->netstat_known & (1u << NETSTAT_OVERFLOW))
		snprintf(figure[1], 48, "dropped since boot %s",
			 show_count(snap->netstat[NETSTAT_OVERFLOW], number, sizeof(number)));
	if (snap->netstat_known & (1u << NETSTAT_TWRECYCLED))
		snprintf(figure[2], 48, "reused %s",
			 show_short(snap->netstat[NETSTAT_TWRECYCLED], number, sizeof(number)));
	snprintf(figure[3], 48, "source %s", source_name(snap->source));
}

/* Only where bind() took some: what is left for connect() is in the rows. */
static void port_figures(const struct snapshot *snap, const struct terminal *term,
			 char figure[FIGURES][48])
{
	const struct summary *sum = &snap->summary;
	const char *sign = snap->source != SOURCE_SOCK_DIAG ? "" : term->utf8 ? "≥" : ">=";
	char number[32];

	if (!summary_get(sum, KEY_PORTS_BOUND))
		return;
	snprintf(figure[0], 48, "ports      %s usable",
		 show_count(summary_get(sum, KEY_LOCAL_PORTS_USABLE), number, sizeof(number)));
	snprintf(figure[1], 48, "bound %s%s", sign,
		 show_count(summary_get(sum, KEY_PORTS_BOUND), number, sizeof(number)));
	if (summary_knows(sum, KEY_PORTS_FREE))
		snprintf(figure[2], 48, "free %s",
			 show_count(summary_get(sum, KEY_PORTS_FREE), number, sizeof(number)));
}

/** screen_figures() - lines of figures of the namespace */
void screen_figures(const struct snapshot *snap, const struct verdict *verdict,
		    const struct terminal *term)
{
	char figure[FIGURES][48] = { "" };

	first_figures(snap, verdict, figure);
	put_figures(term, figure, FIGURES);
	memset(figure, 0, sizeof(figure));
	second_figures(snap, verdict, figure);
	put_figures(term, figure, FIGURES);
	memset(figure, 0, sizeof(figure));
	port_figures(snap, term, figure);
	put_figures(term, figure, FIGURES);
}

/** screen_advice() - what to do, alternatives, and what would not help */
void screen_advice(const struct advice_list *list, const struct terminal *term)
{
	static const char *const labels[] = { "Do   ", "Or   ", "Not  " };
	static const enum tone tones[] = { TONE_GOOD, TONE_GOOD, TONE_DIM };
	unsigned int i, kind;

	for (kind = ADVICE_DO; kind <= ADVICE_NOT; kind++) {
		for (i = 0; i < list->nr_items; i++) {
			if (list->item[i].kind != kind)
				continue;
			terminal_tone(term, tones[kind]);
			fputs(labels[kind], term->out);
			terminal_tone(term, TONE_PLAIN);
			terminal_wrap(term, 5, 5, list->item[i].reason);
		}
	}
}
