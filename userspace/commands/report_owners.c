// SPDX-License-Identifier: GPL-2.0
/* Names in the advice of a report who made the sockets. */
#include <stdio.h>
#include <string.h>

#include "analysis/culprit.h"
#include "commands/report.h"
#include "source/owners.h"

static void append(struct advice *item, const char *text)
{
	size_t used = strlen(item->reason);

	snprintf(item->reason + used, sizeof(item->reason) - used, "; %s", text);
}

static bool name_owner(struct report *report, struct snapshot *snap, unsigned int number)
{
	struct advice *item = &report->advice.item[number];
	const struct assessed *row = &report->cited.row[item->row];
	char text[CULPRIT_TEXT];
	struct culprit culprit;

	if (!culprit_of(snap, row, CLOSERS_PROCESS, &culprit))
		return false;
	append(item, culprit_text(&culprit, text, sizeof(text)));
	advise_culprit(&culprit, row, item->row, &report->advice);
	return true;
}

/**
 * report_name_owners() - name who made the sockets that a pool is advised for
 * @report: its advice is changed
 * @source: where it was read
 *
 * Owners that the module keeps are read now, if there is such advice.
 *
 * Return: whether somebody is named.
 */
bool report_name_owners(struct report *report, const struct source_request *source)
{
	unsigned int i, nr_items = report->advice.nr_items;
	enum owners_state state;
	struct snapshot snap;
	bool named = false;

	for (i = 0; i < nr_items && strcmp(report->advice.item[i].id, "pool"); i++)
		;
	if (i == nr_items || !owners_expected(source, &report->snap))
		return false;
	snapshot_init(&snap);
	if (!owners_read(source, &snap, &state) && state == OWNERS_READ)
		named = name_owner(report, &snap, i);
	snapshot_free(&snap);
	return named;
}
