// SPDX-License-Identifier: GPL-2.0
/*
 * The chains of a group after a try: records of exact chains are kept, those of
 * the others are dropped, and memory is reserved for the next try.
 */
#include <linux/minmax.h>

#include "group.h"

/* With more records than this, chains are walked one at a time. */
#define TWSTAT_GROUP_ROOM 4096

/**
 * twstat_record_cursor_at() - get a cursor at a record
 * @group: the group
 * @number: index of the record; all records before it have room
 */
struct twstat_record_cursor twstat_record_cursor_at(const struct twstat_group *group, u32 number)
{
	struct twstat_record_cursor cursor = {
		.pages = DIV_ROUND_UP(number, TWSTAT_RECORDS_PER_PAGE),
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
	u32 i;

	for (i = group->count; i < end; i++)
		twstat_group_record(group, i)->chain->nr_unrecorded++;
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
 * @group: the group; all of its chains are done afterwards
 */
void twstat_group_keep_all(struct twstat_group *group)
{
	group->done = group->size;
	group->count = twstat_record_cursor_number(&group->cursor);
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

/* Number of records that chains without room need; @longest is for the longest of them. */
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
 * If they need more than TWSTAT_GROUP_ROOM, reserve enough for the longest and
 * walk one chain at a time from then on.
 *
 * Context: may sleep.
 * Return: 0, or a negative error from the allocation.
 */
int twstat_group_make_room(struct twstat_group *group)
{
	u32 longest, needed = twstat_records_needed(group, &longest);

	if (!needed)
		return 0;
	if (needed > TWSTAT_GROUP_ROOM) {
		group->width = 1;
		needed = longest;
	}
	return twstat_group_grow(group, group->count + needed);
}

/**
 * twstat_group_short() - whether the chains that are done must be delivered first
 * @group: the group
 *
 * Their records take room that the other chains need.
 */
bool twstat_group_short(const struct twstat_group *group)
{
	u32 longest, needed = twstat_records_needed(group, &longest);

	return needed && group->done && group->count + needed > TWSTAT_GROUP_ROOM;
}
