// SPDX-License-Identifier: GPL-2.0
/*
 * The chains of a group after a try: records of exact chains are kept, those of
 * the others are dropped, and memory is reserved for the next try.
 */
#include <linux/minmax.h>
#include <linux/sched.h>

#include "group.h"

/* By what the width changes. */
#define TWSTAT_GROUP_STEP 2

/**
 * twstat_record_cursor_at() - get a cursor at a record
 * @group: the group
 * @number: index of the record; all records before it have room
 * @records_max: number of records that may follow, rounded up to a page
 */
struct twstat_record_cursor twstat_record_cursor_at(const struct twstat_group *group, u32 number,
						    u32 records_max)
{
	struct twstat_record_cursor cursor = {
		.pages = DIV_ROUND_UP(number, TWSTAT_RECORDS_PER_PAGE),
		.pages_max = min_t(u32, group->room.count,
				   DIV_ROUND_UP(number + records_max, TWSTAT_RECORDS_PER_PAGE)),
	};

	if (number % TWSTAT_RECORDS_PER_PAGE) {
		cursor.next = twstat_group_record(group, number);
		cursor.end =
			cursor.next + TWSTAT_RECORDS_PER_PAGE - number % TWSTAT_RECORDS_PER_PAGE;
	}
	return cursor;
}

/**
 * twstat_group_shift() - remove the chains that are done
 * @group: the group; may be empty afterwards
 */
void twstat_group_shift(struct twstat_group *group)
{
	group->size -= group->done;
	memmove(group->chain, &group->chain[group->done], group->size * sizeof(*group->chain));
	group->done = 0;
	group->count = 0;
}

/* The records of failed chains will be dropped: count them as unrecorded again. */
static void twstat_count_unrecorded(struct twstat_group *group)
{
	const u32 end = twstat_record_cursor_number(&group->cursor);
	struct twstat_record *record, *stop;
	u32 i, run;

	for (i = group->count; i < end; i += run) {
		cond_resched();
		run = twstat_group_run(i, end);
		record = twstat_group_record(group, i);
		for (stop = record + run; record < stop; record++)
			record->chain->nr_unrecorded++;
	}
}

/* Move the good chains to the front; @number gets their new index. */
static void twstat_chains_lead(struct twstat_group *group, u8 *number)
{
	u32 i;

	for (i = group->done; i < group->size; i++) {
		number[i] = TWSTAT_GROUP_CHAINS;
		if (group->chain[i].verdict != TWSTAT_CHAIN_GOOD)
			continue;
		swap(group->chain[i], group->chain[group->done]);
		number[i] = group->done++;
	}
}

/**
 * twstat_group_keep() - keep the good chains of the last try
 * @group: the group; the records of its other chains are dropped
 *
 * Context: may sleep.
 */
void twstat_group_keep(struct twstat_group *group)
{
	const u32 end = twstat_record_cursor_number(&group->cursor);
	struct twstat_record *record;
	u8 number[TWSTAT_GROUP_CHAINS], place;
	u32 i;

	twstat_count_unrecorded(group);
	twstat_chains_lead(group, number);
	for (i = group->count; i < end; i++) {
		/* Once for each page of records, since a chain may have thousands. */
		if (i % TWSTAT_RECORDS_PER_PAGE == 0)
			cond_resched();
		record = twstat_group_record(group, i);
		place = number[record->chain - group->chain];
		if (place == TWSTAT_GROUP_CHAINS)
			continue;
		record->chain = &group->chain[place];
		if (i != group->count)
			*twstat_group_record(group, group->count) = *record;
		group->count++;
	}
}

/**
 * twstat_group_keep_all() - keep the last try, in which all chains were good
 * @group: the group
 * @size: number of chains of that try, which are done afterwards
 */
void twstat_group_keep_all(struct twstat_group *group, u32 size)
{
	group->done += size;
	group->count = twstat_record_cursor_number(&group->cursor);
}

/**
 * twstat_group_adapt() - fit the width to what the last try has met
 * @group: the group, before any record is kept
 * @size: number of chains of that try
 *
 * The width outlives the group, so that a table of many sockets a chain is not walked
 * twice. A wider try meets half of TWSTAT_TRY_MAX at most: chains differ in length.
 */
void twstat_group_adapt(struct twstat_group *group, u32 size)
{
	const u32 met = twstat_record_cursor_number(&group->cursor) - group->count +
			group->cursor.nr_unrecorded;

	if (met >= TWSTAT_TRY_MAX)
		group->width = max_t(u32, size / TWSTAT_GROUP_STEP, 1);
	else if (size == group->width && met <= TWSTAT_TRY_MAX / (2 * TWSTAT_GROUP_STEP))
		group->width = min_t(u32, size * TWSTAT_GROUP_STEP, TWSTAT_GROUP_CHAINS);
}

/**
 * twstat_group_grow() - reserve memory for records
 * @group: the group
 * @records: number of records
 *
 * Context: may sleep.
 * Return: 0, or a negative error from the allocation.
 */
int twstat_group_grow(struct twstat_group *group, u32 records)
{
	/* Some slack: a chain may grow before it is walked again. */
	records += records / 8;
	return twstat_pages_reserve(&group->room, records / TWSTAT_RECORDS_PER_PAGE + 1);
}

/* Number of records that chains without room need at least; @longest for one of them. */
static u32 twstat_records_needed(const struct twstat_group *group, u32 *longest)
{
	u32 i, needed = 0;

	*longest = 0;
	for (i = group->done; i < group->size; i++) {
		if (group->chain[i].verdict != TWSTAT_CHAIN_NO_ROOM)
			continue;
		needed += group->chain[i].nr_unrecorded;
		*longest = max(*longest, group->chain[i].nr_unrecorded);
	}
	return needed;
}

/**
 * twstat_group_make_room() - reserve memory for the chains that had no room
 * @group: the group
 *
 * Several chains share the room of TWSTAT_TRY_MAX. A single one has all the room it
 * needs, which is known only once its end was met: until then the room doubles.
 *
 * Context: may sleep.
 * Return: 0, -E2BIG for a chain longer than TWSTAT_CHAIN_MAX, or a negative error
 * from the allocation.
 */
int twstat_group_make_room(struct twstat_group *group)
{
	u32 longest, needed = twstat_records_needed(group, &longest);

	if (!needed)
		return 0;
	if (longest > TWSTAT_CHAIN_MAX)
		return -E2BIG;
	if (group->count + needed <= TWSTAT_TRY_MAX)
		return twstat_group_grow(group, group->count + needed);
	if (group->width > 1)
		return twstat_group_grow(group, TWSTAT_TRY_MAX);
	if (group->cursor.nr_unrecorded >= TWSTAT_TRY_MAX)
		longest = min_t(u32, 2 * longest, TWSTAT_CHAIN_MAX);
	return twstat_group_grow(group, group->count + longest);
}

/**
 * twstat_group_short() - whether the chains that are done must be delivered first
 * @group: the group
 *
 * Their records take room that the other chains need, or will need.
 */
bool twstat_group_short(const struct twstat_group *group)
{
	u32 longest;

	if (!group->done)
		return false;
	return group->width < TWSTAT_GROUP_CHAINS ||
	       group->count + twstat_records_needed(group, &longest) > TWSTAT_TRY_MAX;
}
