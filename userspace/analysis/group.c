// SPDX-License-Identifier: GPL-2.0
/*
 * Grouping of rows for `--by`. Counts are added. Ports are not, for each local
 * address has its own: a group has those of its fullest member, and the shortest
 * time until a member runs out.
 */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "analysis/assess.h"
#include "errors.h"

/* The parts of a destination that the rows of a group share. */
struct kept {
	bool family, local, remote, port, dev;
};

static struct kept kept_by(const struct destination *dest, const struct grouping *by)
{
	bool outbound = dest->side == TWSTAT_OUTBOUND;

	switch (by->kind) {
	case GROUP_LISTED:
		return (struct kept){ outbound, outbound, outbound, true, outbound };
	case GROUP_EXPORTED:
		return (struct kept){ true, outbound, outbound, true, false };
	case GROUP_PORT:
		return (struct kept){ .port = true };
	case GROUP_LOCAL:
		return (struct kept){ .family = true, .local = true };
	case GROUP_REMOTE:
	case GROUP_PREFIX:
		return (struct kept){ .family = true, .remote = true };
	default:
		return (struct kept){ true, true, true, true, true };
	}
}

/* Clear what rows of a group may differ in. */
static void keep_key(struct assessed *row, const struct grouping *by)
{
	struct destination *dest = &row->dest;
	struct kept kept = kept_by(dest, by);

	if (dest->other)
		return;
	row->has_twin = false;
	if (!kept.local)
		memset(&dest->local, 0, sizeof(dest->local));
	if (!kept.remote)
		memset(&dest->remote, 0, sizeof(dest->remote));
	if (!kept.port)
		dest->port = 0;
	if (!kept.family)
		dest->family = TWSTAT_FAMILIES;
	if (!kept.dev)
		dest->dev = 0;
	if (by->kind == GROUP_PREFIX) {
		unsigned int bits = address_bits(&dest->remote);

		row->prefixlen = by->prefixlen < bits ? by->prefixlen : bits;
		address_mask(&dest->remote, row->prefixlen);
	}
}

/** assessed_compare() - orders rows by destination, for qsort() and bsearch() */
int assessed_compare(const void *left, const void *right)
{
	return destination_order(&((const struct assessed *)left)->dest,
				 &((const struct assessed *)right)->dest);
}

static void add_counts(struct destination *sum, const struct destination *dest)
{
	unsigned int i;

	for (i = 0; i < COUNTS; i++) {
		if (i != COUNT_PORTS)
			sum->count[i] += dest->count[i];
		else if (dest->count[i] > sum->count[i])
			sum->count[i] = dest->count[i];
	}
	/* Each address has ports of its own. */
	sum->has_left = false;
	/* A sum without one of its parts is not known. */
	sum->known &= dest->known;
	if (dest->has_min && (!sum->has_min || dest->min_ms < sum->min_ms))
		sum->min_ms = dest->min_ms;
	if (dest->has_max && (!sum->has_max || dest->max_ms > sum->max_ms))
		sum->max_ms = dest->max_ms;
	sum->has_min |= dest->has_min;
	sum->has_max |= dest->has_max;
}

/* The least that any member has left. */
static void keep_left(struct forecast *sum, const struct forecast *member)
{
	if (!member->has_left)
		return;
	if (!sum->has_left || member->left_min < sum->left_min)
		sum->left_min = member->left_min;
	if (!sum->has_left || member->left_max < sum->left_max)
		sum->left_max = member->left_max;
	sum->has_left = true;
}

static void keep_worst_ports(struct forecast *sum, const struct forecast *member)
{
	if (member->state > sum->state) {
		sum->state = member->state;
		sum->seconds = member->seconds;
	} else if (member->state == sum->state && member->seconds < sum->seconds) {
		sum->seconds = member->seconds;
	}
	if (member->blocked_ratio > sum->blocked_ratio) {
		sum->blocked_ratio = member->blocked_ratio;
		sum->blocked = member->blocked;
	}
	if (member->blocked_max_ratio > sum->blocked_max_ratio)
		sum->blocked_max_ratio = member->blocked_max_ratio;
	if (member->settles_max_ratio > sum->settles_max_ratio)
		sum->settles_max_ratio = member->settles_max_ratio;
	sum->max_known &= member->max_known;
	if (member->settles_ratio > sum->settles_ratio) {
		sum->settles_ratio = member->settles_ratio;
		sum->bound = member->bound;
	}
}

static void keep_worst(struct forecast *sum, const struct forecast *member)
{
	struct forecast left = *sum;

	keep_left(&left, member);
	if (member->has_ports && !sum->has_ports)
		*sum = *member;
	sum->has_left = left.has_left;
	sum->left_min = left.left_min;
	sum->left_max = left.left_max;
	if (member->has_ports)
		keep_worst_ports(sum, member);
}

/* Add the members to the first of them. */
static int merge_rows(struct assessed *first, size_t members, struct snapshot *snap,
		      const struct conditions *cond)
{
	uint64_t bin[BINS];
	size_t i;

	histogram_expand(&first->dest, bin);
	for (i = 1; i < members; i++) {
		histogram_add(&first[i].dest, bin);
		add_counts(&first->dest, &first[i].dest);
		keep_worst(&first->forecast, &first[i].forecast);
		first->clients += first[i].clients;
		first->has_change |= first[i].has_change;
		first->timewait_per_second += first[i].timewait_per_second;
		first->live_per_second += first[i].live_per_second;
	}
	rate_of(cond, bin, &first->forecast.rate);
	return histogram_set(snap, &first->dest, bin);
}

/* Move outbound rows, which are not grouped, to the front. Returns their number. */
static size_t outbound_first(struct assessment *all)
{
	size_t i, front = 0;

	for (i = 0; i < all->nr_rows; i++) {
		struct assessed row;

		if (all->row[i].dest.side != TWSTAT_OUTBOUND)
			continue;
		if (front != i) {
			row = all->row[i];
			all->row[i] = all->row[front];
			all->row[front] = row;
		}
		front++;
	}
	return front;
}

/**
 * assessment_group() - group rows
 * @all: changed in place, and reordered
 * @snap: owns the memory of the groups' bins
 * @cond: for the groups' rates
 * @by: how to group
 *
 * Return: DONE or FAILED.
 */
int assessment_group(struct assessment *all, struct snapshot *snap, const struct conditions *cond,
		     const struct grouping *by)
{
	size_t i, end, groups = 0;

	if (by->kind == GROUP_DESTINATION)
		return DONE;
	if (by->kind == GROUP_LISTED)
		groups = outbound_first(all);
	for (i = groups; i < all->nr_rows; i++)
		keep_key(&all->row[i], by);
	qsort(all->row + groups, all->nr_rows - groups, sizeof(*all->row), assessed_compare);
	for (i = groups; i < all->nr_rows; i = end) {
		for (end = i + 1; end < all->nr_rows; end++)
			if (assessed_compare(&all->row[i], &all->row[end]))
				break;
		if (end - i > 1 && merge_rows(&all->row[i], end - i, snap, cond))
			return FAILED;
		if (groups++ != i)
			all->row[groups - 1] = all->row[i];
	}
	all->nr_rows = groups;
	return DONE;
}

/**
 * assessment_find() - the row that a destination is in
 * @rows: grouped rows in any order
 * @member: a destination before grouping
 * @by: how they were grouped
 *
 * Return: the row's number, -1 when it is not among them.
 */
long assessment_find(const struct assessment *rows, const struct assessed *member,
		     const struct grouping *by)
{
	struct assessed key = *member;
	size_t i;

	keep_key(&key, by);
	for (i = 0; i < rows->nr_rows; i++)
		if (!assessed_compare(&rows->row[i], &key))
			return (long)i;
	return -1;
}

/** grouping_parse() - the argument of `--by`; DONE or USAGE */
int grouping_parse(const char *text, struct grouping *by)
{
	static const struct {
		const char *name;
		enum group_kind kind;
	} kinds[] = {
		{ "destination", GROUP_DESTINATION },
		{ "remote", GROUP_REMOTE },
		{ "local", GROUP_LOCAL },
		{ "port", GROUP_PORT },
	};
	unsigned long bits;
	char *end;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(text, kinds[i].name))
			continue;
		by->kind = kinds[i].kind;
		return DONE;
	}
	bits = strtoul(text, &end, 10);
	if (end == text || *end || bits < 1 || bits > 128 || *text == '-' || *text == '+')
		return err_usage("--by %s: destination, remote, port, local or 1 to 128", text);
	by->kind = GROUP_PREFIX;
	by->prefixlen = (unsigned int)bits;
	return DONE;
}
