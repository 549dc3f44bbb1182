// SPDX-License-Identifier: GPL-2.0
/* The metrics of the units that closed. */
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "commands/metrics_sink.h"
#include "errors.h"

/* Rows that are not known have a metric of their own, and are none of METRICS_TOP. */
static bool is_unknown(const struct closer *row)
{
	return row->owner->by == OWNER_UNKNOWN;
}

static void add_row(struct closer *sum, const struct closer *row)
{
	sum->dest.count[COUNT_TIMEWAIT] += row->dest.count[COUNT_TIMEWAIT];
	sum->dest.count[COUNT_FIN_WAIT2] += row->dest.count[COUNT_FIN_WAIT2];
	sum->rate.per_second += row->rate.per_second;
}

/* Units of one label, such as cgroups that are gone, become one row. */
static void merge_labels(struct closers *list)
{
	size_t i, at, kept = 0;

	for (i = 0; i < list->nr_rows; i++) {
		for (at = 0; at < kept; at++)
			if (!strcmp(closer_label(&list->row[at]), closer_label(&list->row[i])))
				break;
		if (at < kept)
			add_row(&list->row[at], &list->row[i]);
		else
			list->row[kept++] = list->row[i];
	}
	list->nr_rows = kept;
}

/**
 * metrics_units() - put the owners of a namespace together by unit
 * @space: with owners; gets its units
 *
 * Return: DONE or FAILED.
 */
int metrics_units(struct metrics_space *space)
{
	int err = closers_of(&space->owned, CLOSERS_UNIT, &space->units);

	if (err)
		return err;
	merge_labels(&space->units);
	closers_sort(&space->units, closers_key_find("timewait"));
	return DONE;
}

/**
 * write_closes() - a counter of all closes since owners are kept
 * @sink: where to
 * @space: the namespace
 *
 * A slot is never freed, so the sum of both never falls while owners are kept.
 */
void write_closes(const struct sink *sink, const struct metrics_space *space)
{
	static const char *const none[] = { NULL };
	const struct summary *sum = &space->snap.summary;

	if (summary_knows(sum, KEY_OWNERS_KEPT) && summary_knows(sum, KEY_OWNERS_OVERWRITTEN))
		put_sample(sink, none,
			   (double)(summary_get(sum, KEY_OWNERS_KEPT) +
				    summary_get(sum, KEY_OWNERS_OVERWRITTEN)));
}

static void put_sockets(const struct sink *sink, const struct closer *row, const char *unit)
{
	static const enum count counts[] = { COUNT_TIMEWAIT, COUNT_FIN_WAIT2 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		const char *const label[] = { "unit", unit, "state", count_name(counts[i]), NULL };

		put_sample(sink, label, (double)row->dest.count[counts[i]]);
	}
}

static void put_closes(const struct sink *sink, const struct closer *row, const char *unit)
{
	const char *const label[] = { "unit", unit, NULL };

	put_sample(sink, label, row->rate.per_second);
}

/* Each of the first units, unknown owners, and all others under `*`. */
static void each_unit(const struct sink *sink, const struct closers *units,
		      void (*put)(const struct sink *sink, const struct closer *row,
				  const char *unit))
{
	struct closer rest = { .processes = 0 };
	unsigned int named = 0;
	size_t i;

	for (i = 0; i < units->nr_rows; i++) {
		const struct closer *row = &units->row[i];

		if (is_unknown(row) || named++ < METRICS_TOP)
			put(sink, row, closer_label(row));
		else
			add_row(&rest, row);
	}
	if (named > METRICS_TOP)
		put(sink, &rest, "*");
}

/** write_unit_sockets() - sockets by the unit that closed them */
void write_unit_sockets(const struct sink *sink, const struct metrics_space *space)
{
	each_unit(sink, &space->units, put_sockets);
}

/** write_unit_closes() - closes a second by unit */
void write_unit_closes(const struct sink *sink, const struct metrics_space *space)
{
	each_unit(sink, &space->units, put_closes);
}
