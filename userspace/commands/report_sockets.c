// SPDX-License-Identifier: GPL-2.0
/* Names in the advice of a report what the sockets of a destination show one by one. */
#include <stdio.h>
#include <string.h>

#include "analysis/assess.h"
#include "commands/report.h"
#include "model/text.h"
#include "source/row_sockets.h"

/* Fewer sockets may lie close together by chance. */
#define SPAN_SOCKETS_MIN 16
#define SPAN_LOOK_MAX 20000

static void append(struct advice *item, const char *text)
{
	size_t used = strlen(item->reason);

	snprintf(item->reason + used, sizeof(item->reason) - used, "; %s", text);
}

/* Sockets in CLOSE_WAIT: neither a pool nor more ports help, but a close(). */
static void name_close_wait(struct report *report, struct advice *item,
			    const struct row_sockets *row)
{
	char name[ASSESSED_TEXT], number[32], live[32];

	if (row->close_wait * 2 < row->live || !row->close_wait)
		return;
	item->id = "close_wait";
	item->value = (double)row->close_wait;
	snprintf(item->reason, sizeof(item->reason),
		 "close() in the program: %s of %s live sockets to %s are in CLOSE_WAIT",
		 show_count(row->close_wait, number, sizeof(number)),
		 show_count(row->live, live, sizeof(live)),
		 assessed_text(&report->cited.row[item->row], name, sizeof(name)));
	append(item, "their peers have closed, and neither a pool nor more ports help");
}

static void name_span(struct advice *item, const struct row_sockets *row)
{
	char text[80];

	if (row->sockets < SPAN_SOCKETS_MIN)
		return;
	snprintf(text, sizeof(text), "they lie in a span of %u ports, %u to %u",
		 row->last - row->first + 1u, row->first, row->last);
	append(item, text);
}

static uint64_t all_sockets(const struct destination *dest)
{
	return destination_sockets(dest) + dest->count[COUNT_LIVE];
}

/* The outbound row with most sockets, NULL where none has many. */
static const struct assessed *largest_row(const struct report *report)
{
	const struct assessed *largest = NULL;
	uint64_t most = SPAN_SOCKETS_MIN - 1;
	size_t i;

	for (i = 0; i < report->rows.nr_rows; i++) {
		const struct assessed *row = &report->rows.row[i];

		if (!row->forecast.has_ports || row->clients > 1 || all_sockets(&row->dest) <= most)
			continue;
		most = all_sockets(&row->dest);
		largest = row;
	}
	return largest;
}

/* Ports side by side: a range that the program chose. The snapshot does not tell. */
static bool is_narrow(const struct report *report, const struct row_sockets *row)
{
	uint64_t span = row->last - row->first + 1u;

	return row->sockets >= SPAN_SOCKETS_MIN && span < row->sockets * 2 &&
	       span * 2 < summary_get(&report->snap.summary, KEY_LOCAL_PORTS_USABLE);
}

static void advise_span(struct report *report, const struct assessed *largest,
			const struct row_sockets *row)
{
	struct advice *item = &report->advice.item[report->advice.nr_items];
	char name[ASSESSED_TEXT], number[32];

	if (report->advice.nr_items == ADVICES)
		return;
	report->advice.nr_items++;
	report->cited.row[report->cited.nr_rows] = *largest;
	*item = (struct advice){ .id = "span", .kind = ADVICE_NOT, .value = (double)row->sockets };
	item->row = (long)report->cited.nr_rows++;
	snprintf(item->reason, sizeof(item->reason),
		 "sure for %s: all its %s sockets lie in a span of %u ports, %u to %u",
		 assessed_text(largest, name, sizeof(name)),
		 show_count(row->sockets, number, sizeof(number)), row->last - row->first + 1u,
		 row->first, row->last);
	append(item, "a program with a range of its own may have no more");
}

static void look_for_span(struct report *report, const struct source_request *source)
{
	const struct assessed *largest = largest_row(report);
	struct row_sockets row;

	/* It takes a dump: not on a host that has very many sockets. */
	if (!largest || report->by.kind > GROUP_DESTINATION ||
	    summary_get(&report->snap.summary, KEY_SOCKETS) > SPAN_LOOK_MAX)
		return;
	if (!row_sockets_count(&row, source->netns, &largest->dest, false) &&
	    is_narrow(report, &row))
		advise_span(report, largest, &row);
}

/**
 * report_name_sockets() - look at the sockets of the destinations that advice is about
 * @report: its advice is changed
 * @source: where it was read; a saved snapshot has no sockets
 */
void report_name_sockets(struct report *report, const struct source_request *source)
{
	struct row_sockets row;
	unsigned int i;

	for (i = 0; source->kind != SOURCE_FILE && i < report->advice.nr_items; i++) {
		struct advice *item = &report->advice.item[i];
		bool live = !strcmp(item->id, "pool") || !strcmp(item->id, "live");

		if ((!live && strcmp(item->id, "outside")) || item->row < 0 ||
		    row_sockets_count(&row, source->netns, &report->cited.row[item->row].dest,
				      live))
			continue;
		if (live)
			name_close_wait(report, item, &row);
		else
			name_span(item, &row);
	}
	if (source->kind != SOURCE_FILE)
		look_for_span(report, source);
}
