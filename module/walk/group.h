/* SPDX-License-Identifier: GPL-2.0 */
/* Chains that are walked together, and the records of their sockets. */
#ifndef TWSTAT_GROUP_H
#define TWSTAT_GROUP_H

#include "memory.h"
#include "core/pages.h"
#include "record.h"

/* Number of chains walked together. */
#define TWSTAT_GROUP_CHAINS 96
/* Longer chains are refused with E2BIG; no working hash function has them. */
#define TWSTAT_CHAIN_MAX BIT(18)
/*
 * A try records at most so many sockets, unless it is of a single chain, and counts
 * at most as many for which there is no room: the bound of one RCU section.
 */
#define TWSTAT_TRY_MAX 1600U

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
 * @slot: index of its bucket
 * @nr_unrecorded: number of its sockets, of all namespaces, that the last try met but
 *	did not record or keep; a lower bound, since a try stops at TWSTAT_TRY_MAX
 * @node: current node
 * @link: what led to @node, which its pprev must point to
 * @last: record of the node that @link is of; NULL at the head
 * @verdict: result of the last try, enum twstat_verdict
 * @tries: number of failed tries
 * @is_long: it was found to have more than TWSTAT_LOCK_MAX sockets
 * @paused: it is left at a bookmark, which @link is of
 */
struct twstat_chain {
	u32 slot;
	u32 nr_unrecorded;
	struct hlist_nulls_node *node;
	struct hlist_nulls_node **link;
	struct twstat_record *last;
	u8 verdict;
	u8 tries;
	bool is_long;
	bool paused;
};

/**
 * struct twstat_record_cursor - position in the array of records
 * @next: the next record, valid after twstat_record_cursor_room()
 * @end: end of its page
 * @pages: number of pages up to @end
 * @pages_max: number of pages that may be used
 * @nr_unrecorded: sockets met without room for them, in all chains
 * @failed: some chain is not exact
 */
struct twstat_record_cursor {
	struct twstat_record *next;
	struct twstat_record *end;
	u32 pages;
	u32 pages_max;
	u32 nr_unrecorded;
	bool failed;
};

/**
 * struct twstat_group - a group of chains and their records
 * @chain: the chains; those that are done come first
 * @size: number of chains
 * @done: number of chains that are exact and whose records are kept
 * @width: number of chains walked in one try; kept from group to group
 * @count: records of the chains that are done, in the order of each chain
 * @cursor: end of the records of the last try, which follow the first @count
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
 * twstat_group_record() - get a record
 * @group: the group
 * @number: index of the record, less than @group->count
 */
static inline struct twstat_record *twstat_group_record(const struct twstat_group *group,
							u32 number)
{
	struct twstat_record *page = twstat_page(&group->room, number / TWSTAT_RECORDS_PER_PAGE);

	return &page[number % TWSTAT_RECORDS_PER_PAGE];
}

/**
 * twstat_group_run() - number of records that are contiguous in memory
 * @number: index of the first
 * @end: index at which to stop
 *
 * Return: their number, at least 1.
 */
static inline u32 twstat_group_run(u32 number, u32 end)
{
	return min_t(u32, end - number, TWSTAT_RECORDS_PER_PAGE - number % TWSTAT_RECORDS_PER_PAGE);
}

/**
 * twstat_record_cursor_room() - whether there is room for another record
 * @group: the group
 * @cursor: from twstat_record_cursor_at(); moved to the next page at the end of one
 */
static inline bool twstat_record_cursor_room(const struct twstat_group *group,
					     struct twstat_record_cursor *cursor)
{
	if (likely(cursor->next != cursor->end))
		return true;
	if (cursor->pages == cursor->pages_max)
		return false;
	cursor->next = twstat_page(&group->room, cursor->pages++);
	cursor->end = cursor->next + TWSTAT_RECORDS_PER_PAGE;
	return true;
}

/* Number of records before the cursor. */
static inline u32 twstat_record_cursor_number(const struct twstat_record_cursor *cursor)
{
	return cursor->pages * TWSTAT_RECORDS_PER_PAGE - (cursor->end - cursor->next);
}

struct twstat_record_cursor twstat_record_cursor_at(const struct twstat_group *group, u32 number,
						    u32 records_max);
void twstat_group_shift(struct twstat_group *group);
void twstat_group_keep(struct twstat_group *group);
void twstat_group_keep_all(struct twstat_group *group, u32 size);
void twstat_group_adapt(struct twstat_group *group, u32 size);
int twstat_group_grow(struct twstat_group *group, u32 records);
int twstat_group_make_room(struct twstat_group *group);
bool twstat_group_short(const struct twstat_group *group);

#endif /* TWSTAT_GROUP_H */
