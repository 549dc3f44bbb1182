// SPDX-License-Identifier: GPL-2.0
/* Who closed the sockets of the selected row, in the live view. */
#include <stdio.h>

#include "commands/top.h"
#include "commands/who.h"
#include "errors.h"
#include "source/owners.h"

/* Why there are none; only the module and files have any. */
static void note_none(struct top *top, enum owners_state state)
{
	owners_state_text(state, &top->owned, top->owners_note, sizeof(top->owners_note));
	if (!*top->owners_note)
		snprintf(top->owners_note, sizeof(top->owners_note),
			 "Owners are unknown: the module is not used.");
}

static int find_owners(struct top *top, const struct assessed *row)
{
	int err = closers_to(&top->owned, row, &top->now.by, CLOSERS_PROCESS, &top->owners);

	if (err)
		return err;
	closers_sort(&top->owners, closers_key_find("timewait"));
	if (top->req.source.kind != SOURCE_FILE)
		closers_mark_ended(&top->owners);
	if (!top->owners.nr_rows)
		snprintf(top->owners_note, sizeof(top->owners_note), "It has no timewait socket.");
	return DONE;
}

/**
 * top_owners_sample() - read the owners of the selected row
 * @top: the view; a failure becomes its message
 */
void top_owners_sample(struct top *top)
{
	const struct assessed *row = &top->now.rows.row[top->selected];
	enum owners_state state;
	int err;

	top_owners_end(top);
	*top->owners_note = '\0';
	if (top->selected >= top->now.rows.nr_rows)
		return;
	if (top->opt->all_netns) {
		snprintf(top->owners_note, sizeof(top->owners_note),
			 "Owners are those of one namespace: use -N and not --all-netns.");
		return;
	}
	err = owners_read(&top->req.source, &top->owned, &state);
	if (!err && state == OWNERS_READ)
		err = find_owners(top, row);
	else if (!err)
		note_none(top, state);
	if (err)
		snprintf(top->message, sizeof(top->message), "%s", failure_text());
}

/** top_owners_text() - the table of the owners, below the name of the row */
void top_owners_text(const struct top *top, const struct terminal *term)
{
	char name[ASSESSED_TEXT];
	struct table table;

	if (top->selected >= top->now.rows.nr_rows)
		return;
	terminal_line(term, assessed_text(&top->now.rows.row[top->selected], name, sizeof(name)));
	if (*top->owners_note) {
		terminal_wrap(term, 0, 0, top->owners_note);
		return;
	}
	closers_table(&table, &top->owners);
	table_text(&table, term);
}

/** top_owners_end() - give back the owners */
void top_owners_end(struct top *top)
{
	closers_free(&top->owners);
	snapshot_free(&top->owned);
}
