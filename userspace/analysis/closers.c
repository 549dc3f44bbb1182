// SPDX-License-Identifier: GPL-2.0
/* Owners put together by process, unit, user or destination. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/closers.h"
#include "array.h"
#include "errors.h"

/* qsort() has no argument for the comparison. */
static enum closers_by grouped_by;

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Peers of a port are one destination. */
static int compare_destinations(const struct closer *a, const struct closer *b)
{
	if (a->dest.side == TWSTAT_INBOUND && b->dest.side == TWSTAT_INBOUND &&
	    a->dest.other == b->dest.other)
		return compare_numbers(a->dest.port, b->dest.port);
	return destination_order(&a->dest, &b->dest);
}

/* Owners of the same kind are one process if pid, start and what names them are equal. */
static int compare_owners(const struct owner *a, const struct owner *b)
{
	int order = compare_numbers(a->by, b->by);

	order = order ?: compare_numbers(a->has_pid, b->has_pid);
	order = order ?: compare_numbers(a->pid, b->pid);
	order = order ?: compare_numbers(a->start, b->start);
	order = order ?:
			compare_numbers(a->has_cgroup ? a->cgroup : 0,
					b->has_cgroup ? b->cgroup : 0);
	order = order ?:
			compare_numbers(a->has_uid ? a->uid : UINT64_MAX,
					b->has_uid ? b->uid : UINT64_MAX);
	return order ?: strcmp(a->comm, b->comm);
}

static int compare_groups(const struct closer *a, const struct closer *b)
{
	int order;

	/* What only seems so is never put together with what is known. */
	if (a->is_inferred != b->is_inferred)
		return a->is_inferred ? 1 : -1;
	switch (grouped_by) {
	case CLOSERS_EACH:
		return compare_destinations(a, b) ?: compare_owners(a->owner, b->owner);
	case CLOSERS_PROCESS:
		return compare_owners(a->owner, b->owner);
	case CLOSERS_UNIT:
		order = compare_numbers(a->owner->by, b->owner->by);
		return order ?: strcmp(a->unit, b->unit);
	case CLOSERS_USER:
		order = compare_numbers(a->owner->by, b->owner->by);
		return order ?:
			       compare_numbers(a->owner->has_uid ? a->owner->uid : UINT64_MAX,
					       b->owner->has_uid ? b->owner->uid : UINT64_MAX);
	default:
		return compare_destinations(a, b);
	}
}

static int by_group(const void *left, const void *right)
{
	const struct closer *a = left, *b = right;
	int order = compare_groups(a, b) ?: compare_destinations(a, b);

	return order ?: compare_owners(a->owner, b->owner);
}

static int by_owner(const void *left, const void *right)
{
	return compare_owners(((const struct closer *)left)->owner,
			      ((const struct closer *)right)->owner);
}

static int by_destination(const void *left, const void *right)
{
	return compare_destinations(left, right);
}

/* Peers of one port are different here. */
static int by_row(const void *left, const void *right)
{
	return destination_order(&((const struct closer *)left)->dest,
				 &((const struct closer *)right)->dest);
}

/** closer_sockets() - timewait sockets of either substate */
uint64_t closer_sockets(const struct closer *row)
{
	return destination_sockets(&row->dest);
}

/* Different ones in a sorted array. */
static uint64_t count_different(struct closer *row, size_t members,
				int (*compare)(const void *left, const void *right))
{
	uint64_t different = 1;
	size_t i;

	qsort(row, members, sizeof(*row), compare);
	for (i = 1; i < members; i++)
		different += compare(&row[i - 1], &row[i]) != 0;
	return different;
}

static const struct closer *largest(const struct closer *row, size_t members)
{
	const struct closer *most = row;
	size_t i;

	for (i = 1; i < members; i++)
		if (closer_sockets(&row[i]) > closer_sockets(most))
			most = &row[i];
	return most;
}

static void add_sums(struct closer *sum, const struct closer *member)
{
	unsigned int i;

	sum->dest.count[COUNT_TIMEWAIT] += member->dest.count[COUNT_TIMEWAIT];
	sum->dest.count[COUNT_FIN_WAIT2] += member->dest.count[COUNT_FIN_WAIT2];
	sum->known += member->known;
	sum->live += member->live;
	if (strcmp(sum->unit, member->unit))
		*sum->unit = '\0';
	sum->has_uid &= member->has_uid && sum->owner->uid == member->owner->uid;
	for (i = 0; i < HOWS; i++)
		sum->how[i] += member->how[i];
}

/* All members are summed in a copy of the first destination's row. */
static int merge_rows(struct closer *row, size_t members, struct snapshot *snap)
{
	uint64_t bin[BINS] = { 0 };
	struct closer sum;
	size_t i;

	sum = *largest(row, members);
	sum.processes = count_different(row, members, by_owner);
	sum.clients = count_different(row, members, by_row);
	sum.destinations = count_different(row, members, by_destination);
	sum.dest = row[0].dest;
	sum.dest.has_min = false;
	sum.dest.has_max = false;
	memset(sum.how, 0, sizeof(sum.how));
	memset(sum.dest.count, 0, sizeof(sum.dest.count));
	sum.known = 0;
	sum.live = 0;
	for (i = 0; i < members; i++) {
		histogram_add(&row[i].dest, bin);
		add_sums(&sum, &row[i]);
	}
	row[0] = sum;
	return histogram_set(snap, &row[0].dest, bin);
}

static void set_rates(struct closers *list, const struct snapshot *snap)
{
	struct conditions cond;
	uint64_t bin[BINS];
	size_t i;

	conditions_of(snap, &cond);
	for (i = 0; i < list->nr_rows; i++) {
		histogram_expand(&list->row[i].dest, bin);
		rate_of(&cond, bin, &list->row[i].rate);
	}
}

/**
 * closers_group() - put rows together
 * @list: changed in place, and reordered
 * @snap: owns the memory of the rows' bins
 * @by: which
 *
 * Return: DONE or FAILED.
 */
int closers_group(struct closers *list, struct snapshot *snap, enum closers_by by)
{
	size_t i, end, groups = 0;

	grouped_by = by;
	qsort(list->row, list->nr_rows, sizeof(*list->row), by_group);
	for (i = 0; i < list->nr_rows; i = end) {
		for (end = i + 1; end < list->nr_rows; end++)
			if (compare_groups(&list->row[i], &list->row[end]))
				break;
		if (end - i > 1 && merge_rows(&list->row[i], end - i, snap))
			return FAILED;
		if (groups++ != i)
			list->row[groups - 1] = list->row[i];
	}
	list->nr_rows = groups;
	set_rates(list, snap);
	return DONE;
}

static void fill_row(struct closer *row, const struct snapshot *snap, const struct owner *owner)
{
	memset(row, 0, sizeof(*row));
	row->dest = owner->dest;
	row->owner = owner;
	row->processes = 1;
	row->destinations = 1;
	row->clients = 1;
	row->has_uid = owner->has_uid;
	owner_unit(snap, owner, row->unit, sizeof(row->unit));
	if (owner->by == OWNER_UNKNOWN)
		return;
	row->known = destination_sockets(&owner->dest);
	row->how[owner->how] = row->known;
}

/**
 * closers_add() - append a process that holds live sockets
 * @list: rows that are not grouped yet
 * @snap: has the owner's cgroup
 * @owner: the process and the destination; must outlive @list
 * @live: sockets that it holds
 *
 * Return: DONE or FAILED.
 */
int closers_add(struct closers *list, const struct snapshot *snap, const struct owner *owner,
		uint64_t live)
{
	struct closer *rows = realloc(list->row, (list->nr_rows + 1) * sizeof(*rows));

	if (!rows)
		return failure("out of memory");
	list->row = rows;
	rows += list->nr_rows++;
	fill_row(rows, snap, owner);
	rows->live = live;
	rows->is_inferred = true;
	return DONE;
}

/**
 * closers_of() - the owners of a snapshot
 * @snap: with owners and their cgroups; must outlive @list
 * @by: how they are put together
 * @list: filled; free it with closers_free()
 *
 * Return: DONE or FAILED.
 */
int closers_of(struct snapshot *snap, enum closers_by by, struct closers *list)
{
	size_t i;

	list->nr_rows = snap->nr_owners;
	list->row = malloc((list->nr_rows + 1) * sizeof(*list->row));
	if (!list->row)
		return failure("out of memory");
	for (i = 0; i < list->nr_rows; i++)
		fill_row(&list->row[i], snap, &snap->owner[i]);
	return closers_group(list, snap, by);
}

/**
 * closers_to() - the owners of the sockets in one row
 * @snap: with owners and their cgroups; must outlive @list
 * @row: a destination, or a group of them
 * @grouping: how the row was grouped
 * @by: how owners are put together
 * @list: filled; free it with closers_free()
 *
 * Return: DONE or FAILED.
 */
int closers_to(struct snapshot *snap, const struct assessed *row, const struct grouping *grouping,
	       enum closers_by by, struct closers *list)
{
	struct assessed copy = *row;
	const struct assessment rows = { .row = &copy, .nr_rows = 1 };
	size_t i;

	*list = (struct closers){ .row = malloc((snap->nr_owners + 1) * sizeof(*list->row)) };
	if (!list->row)
		return failure("out of memory");
	for (i = 0; i < snap->nr_owners; i++) {
		const struct assessed member = { .dest = snap->owner[i].dest };

		if (!assessment_find(&rows, &member, grouping))
			fill_row(&list->row[list->nr_rows++], snap, &snap->owner[i]);
	}
	return closers_group(list, snap, by);
}

/** closers_free() - free the rows */
void closers_free(struct closers *list)
{
	free(list->row);
	*list = (struct closers){ 0 };
}
