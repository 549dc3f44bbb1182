// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of the chains of a group once a try has judged them: the records
 * of good ones are kept, those of others dropped, and room made for the rest.
 */
#include <linux/minmax.h>

#include "group.h"

/* Records for which a whole group is kept together; beyond, a chain a time. */
#define TWSTAT_GROUP_ROOM 4096

/**
 * twstat_record_cursor_at() - the place of a record
 * @group: whose
 * @number: of records before it, for all of which there is room
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
 * twstat_group_shift() - forget the chains that are done
 * @group: what they leave, which may be nothing
 */
void twstat_group_shift(struct twstat_group *group)
{
	group->size -= group->done;
	memmove(group->chain, &group->chain[group->done], group->size * sizeof(*group->chain));
	group->done = 0;
	group->count = 0;
}

/* Those that will be dropped want room again, with those that had none. */
static void twstat_count_unrecorded(struct twstat_group *group)
{
	const u32 end = twstat_record_cursor_number(&group->cursor);
	u32 i;

	for (i = group->count; i < end; i++)
		twstat_group_record(group, i)->chain->nr_unrecorded++;
}

/* Good chains change places with others before them, so that they lead. */
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
 * twstat_group_keep() - keep what is good of the last try
 * @group: the records of its other chains are dropped
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
 * twstat_group_keep_all() - keep the last try, all of which is good
 * @group: whose chains are done then
 */
void twstat_group_keep_all(struct twstat_group *group)
{
	group->done = group->size;
	group->count = twstat_record_cursor_number(&group->cursor);
}

/**
 * twstat_group_grow() - make room for records
 * @group: whose
 * @records: how many there shall be room for
 *
 * Context: may sleep.
 * Return: 0, or why there is no memory.
 */
int twstat_group_grow(struct twstat_group *group, u32 records)
{
	/* Some slack: a chain may have grown by when it is walked again. */
	records += records / 8;
	return twstat_pages_reserve(&group->room, records / TWSTAT_RECORDS_PER_PAGE + 1);
}

/* The records that crowded chains want, and the longest of them. */
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
 * twstat_group_make_room() - for all that are crowded
 * @group: whose
 *
 * Or else for the longest of them, and then for one at a time.
 *
 * Context: may sleep.
 * Return: 0, or why there is no memory.
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
 * twstat_group_short() - whether what is exact had better go first
 * @group: whose
 *
 * That frees all the room there is.
 */
bool twstat_group_short(const struct twstat_group *group)
{
	u32 longest, needed = twstat_records_needed(group, &longest);

	return needed && group->done && group->count + needed > TWSTAT_GROUP_ROOM;
}
