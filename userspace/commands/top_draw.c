// SPDX-License-Identifier: GPL-2.0
/*
 * Draws the live view. Tables and charts are those of `show` and `timers`,
 * written to memory and printed by curses.
 */
#include <curses.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "array.h"
#include "commands/remaining.h"
#include "commands/destination_columns.h"
#include "commands/top.h"

static const char *const help_lines[] = {
	"Up Down PgUp PgDn Home End   move",
	"Enter                        its remaining times; again to go back",
	"o                            who closed its sockets; again to go back",
	"F6 s S                       sort by the next or the previous column",
	"/                            filter as in ss: dst 10.0.0.0/8 and dport = 443",
	"i                            inbound, outbound, both",
	"p or Space                   pause",
	"F1 h ?                       this help",
	"F10 q                        quit",
	"",
	"PORTS      local ports that are not available to connect()",
	"CLOSE/S    connections that entered TIME_WAIT per second",
	"FORECAST   when its ports run out, or where it settles",
};

static struct terminal memory_terminal(char **text, size_t *size)
{
	struct terminal term = {
		.out = open_memstream(text, size),
		.width = COLS > 2 ? (unsigned int)COLS - 2 : 1,
		.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
	};

	return term;
}

static int row_attributes(const struct assessed *row)
{
	if (row->forecast.state >= FORECAST_OUT)
		return COLOR_PAIR(1) | A_BOLD;
	if (row->forecast.has_ports && row->forecast.blocked_ratio >= 0.5)
		return COLOR_PAIR(2);
	return A_NORMAL;
}

static void draw_headline(const struct top *top)
{
	static const int pairs[] = { 3, 4, 4, 2, 1 };
	time_t now = time(NULL);
	char line[512], clock[16];
	struct tm local;

	localtime_r(&now, &local);
	strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	attron(COLOR_PAIR(pairs[top->now.verdict.level]) | A_BOLD);
	mvaddnstr(0, 0, top_headline(top, line, sizeof(line)), COLS);
	attroff(COLOR_PAIR(pairs[top->now.verdict.level]) | A_BOLD);
	if ((int)strlen(line) + 10 < COLS)
		mvaddstr(0, COLS - 8, clock);
}

static void draw_line(int y, const char *line, int attributes, bool selected)
{
	int x = 2;

	if (selected)
		attributes |= A_REVERSE;
	attron(attributes);
	if (selected)
		mvhline(y, 0, ' ', COLS);
	mvaddstr(y, 0, selected ? ">" : " ");
	mvaddstr(y, x, line);
	attroff(attributes);
}

static size_t visible_rows(void)
{
	return LINES > 3 ? (size_t)LINES - 3 : 0;
}

static void draw_list(const struct top *top)
{
	struct assessment part = top->now.rows;
	char *text = NULL, *line, *rest;
	struct terminal term;
	struct table table;
	size_t size, i = 0;

	term = memory_terminal(&text, &size);
	if (!term.out)
		return;
	part.row += top->first;
	part.nr_rows -= top->first;
	if (part.nr_rows > visible_rows())
		part.nr_rows = visible_rows();
	rows_live_table(&table, &part, sort_key_name(top->sort));
	table_text(&table, &term);
	fclose(term.out);
	for (rest = text; (line = strsep(&rest, "\n")) && *line; i++) {
		if (!i)
			draw_line(1, line, A_BOLD | A_UNDERLINE, false);
		else
			draw_line((int)i + 1, line, row_attributes(&part.row[i - 1]),
				  top->first + i - 1 == top->selected);
	}
	free(text);
}

static void draw_text(const char *text)
{
	const char *end;
	int y = 2;

	for (; *text && y < LINES - 1; text = *end ? end + 1 : end, y++) {
		end = strchrnul(text, '\n');
		mvaddnstr(y, 1, text, (int)(end - text));
	}
}

static void put_timers(const struct top *top, const struct terminal *term)
{
	const struct assessed *row = &top->now.rows.row[top->selected];
	struct remaining rem;

	if (top->selected >= top->now.rows.nr_rows)
		return;
	remaining_of(&rem, row, snapshot_first_bin(&top->now.snap) == TWSTAT_BIN_OVERDUE);
	remaining_text(&rem, term, LINES > 12 ? (unsigned int)LINES / 2 - 2 : 4);
}

/* The selected row, by itself. */
static void draw_row(const struct top *top,
		     void (*put)(const struct top *top, const struct terminal *term))
{
	struct terminal term;
	char *text = NULL;
	size_t size;

	term = memory_terminal(&text, &size);
	if (!term.out)
		return;
	put(top, &term);
	fclose(term.out);
	draw_text(text);
	free(text);
}

static void draw_help(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(help_lines); i++)
		if ((int)i + 2 < LINES - 1)
			mvaddnstr((int)i + 2, 2, help_lines[i], COLS - 2);
}

static void draw_foot(const struct top *top)
{
	const char *line =
		"F1 Help  / Filter  F6 Sort  Enter Timers  o Owners  i In/Out  p Pause  q Quit";
	char typed[sizeof(top->typed) + 16];

	if (top->view == TOP_FILTER) {
		snprintf(typed, sizeof(typed), "Filter: %s_", top->typed);
		line = typed;
	} else if (*top->message) {
		line = top->message;
	}
	attron(*top->message ? COLOR_PAIR(1) | A_BOLD : A_DIM);
	mvaddnstr(LINES - 1, 0, line, COLS > 1 ? COLS - 1 : 0);
	attroff(*top->message ? COLOR_PAIR(1) | A_BOLD : A_DIM);
}

/** top_draw() - draw the whole view; curses sends only what has changed */
void top_draw(const struct top *top)
{
	erase();
	draw_headline(top);
	if (top->view == TOP_HELP)
		draw_help();
	else if (top->view == TOP_TIMERS)
		draw_row(top, put_timers);
	else if (top->view == TOP_OWNERS)
		draw_row(top, top_owners_text);
	else
		draw_list(top);
	draw_foot(top);
	refresh();
}
