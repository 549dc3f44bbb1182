// SPDX-License-Identifier: GPL-2.0
/* The keys of the live view. */
#include <curses.h>
#include <string.h>

#include "command.h"
#include "commands/top.h"
#include "model/filter.h"

#define ESCAPE 27
#define CTRL_U 21

static void keep_visible(struct top *top, size_t page)
{
	if (top->selected < top->first)
		top->first = top->selected;
	if (top->selected >= top->first + page)
		top->first = top->selected - page + 1;
}

/* The namespace's name goes with its sample. */
static void keep_key(struct top *top, const struct assessed *row)
{
	top->key = *row;
	if (!row->netns)
		return;
	snprintf(top->key_netns, sizeof(top->key_netns), "%s", row->netns);
	top->key.netns = top->key_netns;
}

static void move_to(struct top *top, long to, size_t page)
{
	long last = (long)top->now.rows.nr_rows - 1;

	if (to > last)
		to = last;
	top->selected = to < 0 ? 0 : (size_t)to;
	top->has_key = top->selected < top->now.rows.nr_rows;
	if (top->has_key)
		keep_key(top, &top->now.rows.row[top->selected]);
	keep_visible(top, page);
}

static void sort_by(struct top *top, int step)
{
	unsigned int keys = 0;

	while (sort_key_name(keys))
		keys++;
	top->sort = (top->sort + keys + (unsigned int)step) % keys;
	assessment_sort(&top->now.rows, sort_key_find(sort_key_name(top->sort)));
	move_to(top, 0, 1);
}

static void sample_again(struct top *top)
{
	if (top_sample(top))
		snprintf(top->message, sizeof(top->message), "%s", failure_text());
	move_to(top, 0, 1);
}

/* A wrong filter is kept for editing, and its error is printed. */
static void end_filter(struct top *top)
{
	const char *word = top->typed;
	struct filter filter;
	int err = filter_parse(&filter, &word, *top->typed ? 1 : 0, FILTER_DESTINATIONS);

	filter_free(&filter);
	if (err) {
		snprintf(top->message, sizeof(top->message), "%s", failure_text());
		top->view = TOP_LIST;
		return;
	}
	memcpy(top->filter, top->typed, sizeof(top->filter));
	top->view = TOP_LIST;
	sample_again(top);
}

static void type_key(struct top *top, int key)
{
	size_t len = strlen(top->typed);

	if (key == ESCAPE) {
		top->view = TOP_LIST;
	} else if (key == '\n' || key == '\r' || key == KEY_ENTER) {
		end_filter(top);
	} else if (key == KEY_BACKSPACE || key == 127 || key == '\b') {
		if (len)
			top->typed[len - 1] = '\0';
	} else if (key == CTRL_U) {
		top->typed[0] = '\0';
	} else if (key >= ' ' && key < 127 && len + 1 < sizeof(top->typed)) {
		top->typed[len] = (char)key;
		top->typed[len + 1] = '\0';
	}
}

static void toggle_view(struct top *top, enum top_view view)
{
	top->view = top->view == view ? TOP_LIST : view;
}

static void move_by_key(struct top *top, int key, size_t page)
{
	long at = (long)top->selected;

	if (key == KEY_UP || key == 'k')
		move_to(top, at - 1, page);
	else if (key == KEY_DOWN || key == 'j')
		move_to(top, at + 1, page);
	else if (key == KEY_PPAGE)
		move_to(top, at - (long)page, page);
	else if (key == KEY_NPAGE)
		move_to(top, at + (long)page, page);
	else if (key == KEY_HOME || key == 'g')
		move_to(top, 0, page);
	else if (key == KEY_END || key == 'G')
		move_to(top, (long)top->now.rows.nr_rows, page);
}

/**
 * top_key() - handle a key
 * @top: the view
 * @key: from getch()
 * @page: rows on the screen
 */
void top_key(struct top *top, int key, size_t page)
{
	if (key == KEY_RESIZE) {
		keep_visible(top, page);
		return;
	}
	*top->message = '\0';
	if (top->view == TOP_FILTER) {
		type_key(top, key);
		return;
	}
	switch (key) {
	case 'q':
	case KEY_F(10):
		top->ended = true;
		break;
	case KEY_F(1):
	case 'h':
	case '?':
		toggle_view(top, TOP_HELP);
		break;
	case ESCAPE:
		top->view = TOP_LIST;
		break;
	case '\n':
	case '\r':
	case KEY_ENTER:
		move_to(top, (long)top->selected, page);
		toggle_view(top, TOP_TIMERS);
		break;
	case 'o':
		move_to(top, (long)top->selected, page);
		toggle_view(top, TOP_OWNERS);
		if (top->view == TOP_OWNERS)
			top_owners_sample(top);
		break;
	case KEY_F(6):
	case 's':
		sort_by(top, 1);
		break;
	case 'S':
		sort_by(top, -1);
		break;
	case '/':
		memcpy(top->typed, top->filter, sizeof(top->typed));
		top->view = TOP_FILTER;
		break;
	case 'i':
		top->side = (top->side + 1) % (TOP_BOTH_SIDES + 1);
		sample_again(top);
		break;
	case 'p':
	case ' ':
		top->paused = !top->paused;
		break;
	default:
		move_by_key(top, key, page);
		if (top->view == TOP_OWNERS)
			top_owners_sample(top);
	}
}
