// SPDX-License-Identifier: GPL-2.0
/* The live view on a terminal: its loop, and restoring the terminal. */
#include <curses.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "array.h"
#include "command.h"
#include "commands/top.h"

/* Signals that do not end a process, that curses handles, and faults. */
static const int left_alone[] = { SIGCHLD, SIGURG,  SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN,
				  SIGTTOU, SIGKILL, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,
				  SIGABRT, SIGTRAP, SIGSYS,  SIGWINCH };

/* The signal that was caught, 0 for none. */
static int ending;

static void on_signal(int number)
{
	__atomic_store_n(&ending, number, __ATOMIC_SEQ_CST);
}

static int ended_by(void)
{
	return __atomic_load_n(&ending, __ATOMIC_SEQ_CST);
}

static bool is_ending(int number)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(left_alone); i++)
		if (left_alone[i] == number)
			return false;
	return true;
}

/* Catch all others, to restore the terminal. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	int number;

	for (number = 1; number <= SIGRTMAX; number++)
		if (is_ending(number))
			sigaction(number, &action, NULL);
}

static double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_selected(const struct top *top, const struct assessed *row)
{
	return !assessed_compare(row, &top->key) &&
	       (!row->netns || !strcmp(row->netns, top->key.netns));
}

/* The selected destination may have moved, or be gone. */
static void find_selected(struct top *top)
{
	const struct assessment *rows = &top->now.rows;
	size_t i;

	for (i = 0; i < rows->nr_rows; i++) {
		if (!is_selected(top, &rows->row[i]))
			continue;
		top->selected = i;
		return;
	}
	if (top->selected >= rows->nr_rows)
		top->selected = rows->nr_rows ? rows->nr_rows - 1 : 0;
}

/* A failure is printed in the last line; the view goes on. */
static void next_sample(struct top *top)
{
	int err = top_sample(top);

	if (top->stale)
		*top->message = '\0';
	top->stale = err;
	if (err)
		snprintf(top->message, sizeof(top->message), "%s", failure_text());
	if (!err && top->has_key)
		find_selected(top);
	if (!err && top->view == TOP_OWNERS)
		top_owners_sample(top);
}

static void handle_keys(struct top *top, double until)
{
	double left;
	int key;

	do {
		left = until - now_seconds();
		timeout(left > 0 ? (int)ceil(left * 1000) : 0);
		key = getch();
		if (ended_by())
			return;
		if (key == ERR)
			continue;
		top_key(top, key, LINES > 4 ? (size_t)LINES - 4 : 1);
		top_draw(top);
	} while (!top->ended && (top->paused || now_seconds() < until));
}

static void run_loop(struct top *top)
{
	double next = now_seconds();
	long i;

	for (i = 0; !top->ended && !ended_by() && (!top->opt->count || i < top->opt->count); i++) {
		if (i)
			next_sample(top);
		top_draw(top);
		next += top->opt->delay;
		if (next < now_seconds())
			next = now_seconds();
		handle_keys(top, next);
	}
}

static void set_colors(const struct top *top)
{
	if (!strcmp(top->opt->color, "never") || getenv("NO_COLOR") || !has_colors())
		return;
	start_color();
	use_default_colors();
	init_pair(1, COLOR_RED, -1);
	init_pair(2, COLOR_YELLOW, -1);
	init_pair(3, COLOR_GREEN, -1);
	init_pair(4, COLOR_CYAN, -1);
}

/**
 * top_screen() - run the live view on the terminal
 * @top: the view
 *
 * A signal restores the terminal and then ends the program by that signal.
 *
 * Return: an enum outcome; ABSENT when curses does not know the terminal.
 */
int top_screen(struct top *top)
{
	SCREEN *screen;
	int err;

	/* Before curses takes the screen: this may print a warning. */
	err = top_sample(top);
	if (err)
		return err;
	setlocale(LC_CTYPE, "");
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return ABSENT;
	catch_signals();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	set_escdelay(50);
	curs_set(0);
	set_colors(top);
	run_loop(top);
	endwin();
	delscreen(screen);
	if (ended_by()) {
		signal(ended_by(), SIG_DFL);
		raise(ended_by());
	}
	return DONE;
}
