/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The live view. Each file calls the ones below it only:
 *
 *	top.c			the command; plain text without a terminal
 *	top_screen.c		the loop on a terminal
 *	top_draw.c, top_keys.c	the picture; what keys do
 *	top_owners.c		who closed the sockets of the selected row
 *	top_sample.c		the samples, the first line
 */
#ifndef TWSTAT_READER_TOP_H
#define TWSTAT_READER_TOP_H

#include "analysis/closers.h"
#include "commands/reports.h"
#include "output/terminal.h"

/* What is on the screen. */
enum top_view { TOP_LIST, TOP_TIMERS, TOP_OWNERS, TOP_HELP, TOP_FILTER };

/**
 * struct top - the state of the live view
 * @opt: the command line
 * @req: what to read; the filter and the order are @filter, @side and @sort
 * @all: the newest sample of each namespace, with --all-netns
 * @now: the newest sample; with --all-netns the sum of @all
 * @before: the one before it
 * @have_now: @now was read
 * @have_before: @before was read
 * @view: what is on the screen
 * @selected: number of the row
 * @first: number of the first row on the screen
 * @key: the selected row, to find it again in the next sample
 * @key_netns: its namespace
 * @has_key: the user has moved, @key is set
 * @sort: number of the sort key
 * @side: an enum twstat_side, or TOP_BOTH_SIDES
 * @owned: a snapshot with owners, read for the selected row in TOP_OWNERS
 * @owners: of that row
 * @owners_note: why there are none
 * @paused: no more samples
 * @ended: a quit key was pressed
 * @filter: text of the filter
 * @typed: text of the filter being typed
 * @message: a failure to show in the last line
 * @stale: @message is of the last sample: the next good sample clears it
 */
struct top {
	const struct options *opt;
	struct report_request req;
	struct reports all;
	struct report now, before;
	bool have_now, have_before;
	enum top_view view;
	size_t selected, first;
	struct assessed key;
	char key_netns[NETNS_NAME];
	bool has_key;
	unsigned int sort;
	unsigned int side;
	struct snapshot owned;
	struct closers owners;
	char owners_note[160];
	bool paused, ended;
	char filter[256], typed[256];
	char message[256];
	bool stale;
};

#define TOP_BOTH_SIDES TWSTAT_SIDES

/* top_screen.c */
int top_screen(struct top *top);

/* top_draw.c */
void top_draw(const struct top *top);

/* top_keys.c */
void top_key(struct top *top, int key, size_t page);

/* top_owners.c */
void top_owners_sample(struct top *top);
void top_owners_text(const struct top *top, const struct terminal *term);
void top_owners_end(struct top *top);

/* top_sample.c */
int top_sample(struct top *top);
void top_end(struct top *top);
const char *top_headline(const struct top *top, char *buf, size_t size);

#endif
