// SPDX-License-Identifier: GPL-2.0
/* Assesses the destinations of a snapshot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/assess.h"
#include "errors.h"

/**
 * assess() - a forecast for each destination
 * @snap: the snapshot
 * @out: filled; free it with assessment_free()
 *
 * Return: DONE or FAILED.
 */
int assess(const struct snapshot *snap, struct assessment *out)
{
	struct conditions cond;
	size_t i;

	conditions_of(snap, &cond);
	out->nr_rows = snap->nr_destinations;
	out->row = calloc(out->nr_rows + 1, sizeof(*out->row));
	if (!out->row)
		return failure("out of memory");
	for (i = 0; i < out->nr_rows; i++) {
		struct assessed *row = &out->row[i];

		row->dest = snap->destination[i];
		row->clients = 1;
		forecast_of(&cond, &row->dest, 0, &row->forecast);
	}
	return DONE;
}

/* Sorts rows together that differ only in the local address. */
static int compare_remotes(const void *left, const void *right)
{
	const struct destination *a = &(*(struct assessed *const *)left)->dest;
	const struct destination *b = &(*(struct assessed *const *)right)->dest;

	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	return address_compare(&a->remote, &b->remote);
}

/* Most hosts have one address of each family: then there are no twins. */
static bool has_several_locals(const struct assessment *all)
{
	const struct address *seen[TWSTAT_FAMILIES] = { NULL };
	size_t i;

	for (i = 0; i < all->nr_rows; i++) {
		const struct address *local = &all->row[i].dest.local;

		if (all->row[i].dest.side != TWSTAT_OUTBOUND || !local->is_set)
			continue;
		if (seen[local->family] && address_compare(seen[local->family], local))
			return true;
		seen[local->family] = local;
	}
	return false;
}

/**
 * assessment_find_twins() - mark outbound rows to one destination from several addresses
 * @all: the rows, one a destination
 *
 * Return: DONE or FAILED.
 */
int assessment_find_twins(struct assessment *all)
{
	struct assessed **row;
	size_t i, rows = 0;

	if (!has_several_locals(all))
		return DONE;
	row = malloc(all->nr_rows * sizeof(*row));
	if (!row)
		return failure("out of memory");
	for (i = 0; i < all->nr_rows; i++)
		if (all->row[i].dest.side == TWSTAT_OUTBOUND && !all->row[i].dest.other)
			row[rows++] = &all->row[i];
	qsort(row, rows, sizeof(struct assessed *), compare_remotes);
	for (i = 1; i < rows; i++) {
		if (compare_remotes(&row[i - 1], &row[i]))
			continue;
		row[i - 1]->has_twin = true;
		row[i]->has_twin = true;
	}
	free(row);
	return DONE;
}

/**
 * assessment_measure() - compute what has changed since an earlier sample
 * @now: the rows, one a destination; sorted by assessed_compare()
 * @cond: the namespace
 * @before: the earlier rows, in that order, or NULL
 * @seconds: between the two, 0 when not known
 *
 * Where the number of live sockets has changed, the forecast is computed anew.
 */
void assessment_measure(struct assessment *now, const struct conditions *cond,
			const struct assessment *before, double seconds)
{
	size_t i;

	qsort(now->row, now->nr_rows, sizeof(*now->row), assessed_compare);
	for (i = 0; before && seconds > 0 && i < now->nr_rows; i++) {
		struct assessed *row = &now->row[i];
		const struct assessed *old =
			bsearch(row, before->row, before->nr_rows, sizeof(*row), assessed_compare);
		double timewait = old ? (double)old->dest.count[COUNT_TIMEWAIT] : 0;

		if (old)
			row->live_most = old->live_most > old->dest.count[COUNT_LIVE] ?
						 old->live_most :
						 old->dest.count[COUNT_LIVE];
		row->has_change = true;
		row->timewait_per_second =
			((double)row->dest.count[COUNT_TIMEWAIT] - timewait) / seconds;
		if (!old || !destination_knows(&row->dest, COUNT_LIVE) ||
		    !destination_knows(&old->dest, COUNT_LIVE))
			continue;
		row->live_per_second = ((double)row->dest.count[COUNT_LIVE] -
					(double)old->dest.count[COUNT_LIVE]) /
				       seconds;
		if (row->live_per_second != 0)
			forecast_of(cond, &row->dest, row->live_per_second, &row->forecast);
	}
}

/** assessment_copy() - copy the rows; DONE or FAILED */
int assessment_copy(const struct assessment *all, struct assessment *copy)
{
	*copy = (struct assessment){ 0 };
	return assessment_add(copy, all);
}

/** assessment_add() - append the rows of another one; DONE or FAILED */
int assessment_add(struct assessment *all, const struct assessment *more)
{
	struct assessed *rows;

	rows = realloc(all->row, (all->nr_rows + more->nr_rows + 1) * sizeof(*rows));
	if (!rows)
		return failure("out of memory");
	memcpy(rows + all->nr_rows, more->row, more->nr_rows * sizeof(*rows));
	all->row = rows;
	all->nr_rows += more->nr_rows;
	return DONE;
}

/** assessment_free() - free the rows */
void assessment_free(struct assessment *all)
{
	free(all->row);
	all->row = NULL;
	all->nr_rows = 0;
}

/** assessed_name() - as assessed_text(), without the local address of a twin */
const char *assessed_name(const struct assessed *row, char *buf, size_t size)
{
	char name[ADDRESS_TEXT];

	destination_text(&row->dest, name, sizeof(name));
	if (row->prefixlen) {
		address_text(&row->dest.remote, name, sizeof(name));
		snprintf(buf, size, "%s/%u", name, row->prefixlen);
	} else if (row->clients > 1 && row->dest.side == TWSTAT_INBOUND && row->dest.port) {
		snprintf(buf, size, "%s (%llu clients)", name, (unsigned long long)row->clients);
	} else {
		snprintf(buf, size, "%s", name);
	}
	return buf;
}

/**
 * assessed_text() - the name of a destination or group
 * @row: of an assessment
 * @buf: where to, ASSESSED_TEXT always suffices
 * @size: its room
 *
 * Return: @buf.
 */
const char *assessed_text(const struct assessed *row, char *buf, size_t size)
{
	char name[ASSESSED_TEXT], local[ADDRESS_TEXT];

	assessed_name(row, name, sizeof(name));
	if (row->has_twin)
		snprintf(buf, size, "%s from %s", name,
			 address_text(&row->dest.local, local, sizeof(local)));
	else
		snprintf(buf, size, "%s", name);
	return buf;
}
