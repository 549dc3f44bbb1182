/* SPDX-License-Identifier: GPL-2.0 */
/* The chains that are walked together, and the records of their sockets. */
#ifndef TWSTAT_GROUP_H
#define TWSTAT_GROUP_H

#include "memory.h"
#include "core/pages.h"
#include "record.h"

/* Chains verified together. */
#define TWSTAT_GROUP_CHAINS 64
/* A chain of this many sockets is refused: no hash in use is that bad. */
#define TWSTAT_CHAIN_MAX BIT(18)

#define TWSTAT_RECORDS_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_record))

enum twstat_verdict {
	TWSTAT_CHAIN_WAITING,
	TWSTAT_CHAIN_GOOD, /* exact */
	TWSTAT_CHAIN_AGAIN, /* it changed meanwhile */
	TWSTAT_CHAIN_LOCK, /* only its lock can tell */
	TWSTAT_CHAIN_NO_ROOM, /* the records did not suffice */
};

/**
 * struct twstat_chain - one chain of the group
 * @slot: its bucket
 * @nr_unrecorded: its sockets of all namespaces, once there was no room for them all
 * @node: where a pass stands
 * @link: what the pprev of @node must point to, in the second pass
 * @verdict: what the last try said of it
 * @tries: how often it was walked in vain
 */
struct twstat_chain {
	u32 slot;
	u32 nr_unrecorded;
	struct hlist_nulls_node *node;
	struct hlist_nulls_node **link;
	u8 verdict;
	u8 tries;
};

/**
 * struct twstat_record_cursor - a place among the records
 * @next: the record there, once there is twstat_record_cursor_room()
 * @end: of its page
 * @pages: up to that end
 */
struct twstat_record_cursor {
	struct twstat_record *next;
	struct twstat_record *end;
	u32 pages;
};

/**
 * struct twstat_group - chains, those first that are done
 * @chain: all of them
 * @size: how many
 * @done: how many of them are exact, and their records kept
 * @width: how many are walked in one try
 * @count: records of the chains done, those of each in its order
 * @cursor: behind the records of the last try, which lie behind @count
 * @room: pages of records
 */
struct twstat_group {
	struct twstat_chain chain[TWSTAT_GROUP_CHAINS];
	u32 size;
	u32 done;
	u32 width;
	u32 count;
	struct twstat_record_cursor cursor;
	struct twstat_pages room;
};

/**
 * twstat_group_record() - one record
 * @group: whose
 * @number: below @group->count
 */
static inline struct twstat_record *twstat_group_record(const struct twstat_group *group,
							u32 number)
{
	struct twstat_record *page = twstat_page(&group->room, number / TWSTAT_RECORDS_PER_PAGE);

	return &page[number % TWSTAT_RECORDS_PER_PAGE];
}

/**
 * twstat_group_run() - records that lie in a row
 * @number: the first of them
 * @end: where to end, if not before
 *
 * Return: how many.
 */
static inline u32 twstat_group_run(u32 number, u32 end)
{
	return min_t(u32, end - number, TWSTAT_RECORDS_PER_PAGE - number % TWSTAT_RECORDS_PER_PAGE);
}

/**
 * twstat_record_cursor_room() - whether there is a record
 * @group: whose
 * @cursor: from twstat_record_cursor_at(); moved to the next page when it is at an end
 */
static inline bool twstat_record_cursor_room(const struct twstat_group *group,
					     struct twstat_record_cursor *cursor)
{
	if (likely(cursor->next != cursor->end))
		return true;
	if (cursor->pages == group->room.count)
		return false;
	cursor->next = twstat_page(&group->room, cursor->pages++);
	cursor->end = cursor->next + TWSTAT_RECORDS_PER_PAGE;
	return true;
}

/* How many records lie before it. */
static inline u32 twstat_record_cursor_number(const struct twstat_record_cursor *cursor)
{
	return cursor->pages * TWSTAT_RECORDS_PER_PAGE - (cursor->end - cursor->next);
}

struct twstat_record_cursor twstat_record_cursor_at(const struct twstat_group *group, u32 number);
void twstat_group_shift(struct twstat_group *group);
void twstat_group_keep(struct twstat_group *group);
void twstat_group_keep_all(struct twstat_group *group);
int twstat_group_grow(struct twstat_group *group, u32 records);
int twstat_group_make_room(struct twstat_group *group);
bool twstat_group_short(const struct twstat_group *group);

#endif /* TWSTAT_GROUP_H */
