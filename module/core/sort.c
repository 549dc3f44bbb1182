// SPDX-License-Identifier: GPL-2.0
/*
 * A radix sort of the linked destinations. Its time is linear in the number of
 * rows, its buckets reuse a page of the index, which is no longer needed, and
 * it reschedules between batches.
 */
#include "left.h"
#include "others.h"
#include "sort.h"

#define TWSTAT_DIGIT_BITS 8
#define TWSTAT_DIGITS BIT(TWSTAT_DIGIT_BITS)
#define TWSTAT_SORT_BATCH 4096

/* Rows whose counts have the same digit, in insertion order. */
struct twstat_sort_bucket {
	struct twstat_destination *first;
	struct twstat_destination *last;
};

/**
 * struct twstat_sort_list - rows that are sorted among themselves
 * @first: first row, if any
 * @last: last row
 * @some: bits that are set in some counts
 * @all: bits that are set in all of them
 */
struct twstat_sort_list {
	struct twstat_destination *first;
	struct twstat_destination *last;
	u32 some;
	u32 all;
};

/* Rows with timewait sockets, then those without, which are shown for their ports. */
enum twstat_sort_lists {
	TWSTAT_SORT_TIMEWAIT,
	TWSTAT_SORT_LIVE,
	TWSTAT_SORT_LISTS,
};

/* What a row is sorted by. */
static u32 twstat_sort_count(const struct twstat_destination *row)
{
	return twstat_destination_sockets(row) ?: row->ports;
}

static void twstat_sort_prepend(struct twstat_sort_list *list, struct twstat_destination *row,
				u32 count)
{
	if (!list->first)
		list->last = row;
	row->next = list->first;
	list->first = row;
	list->some |= count;
	list->all &= count;
}

/* Link the rows of one page before those already linked. */
static void twstat_sort_link_page(const struct twstat_table *table, struct twstat_destination *row,
				  const struct twstat_destination *end,
				  struct twstat_sort_list *lists)
{
	u32 sockets;

	for (; row < end; row++) {
		sockets = twstat_destination_sockets(row);
		if (sockets)
			twstat_sort_prepend(&lists[TWSTAT_SORT_TIMEWAIT], row, sockets);
		else if (twstat_left_has_row(table, row))
			twstat_sort_prepend(&lists[TWSTAT_SORT_LIVE], row, row->ports);
	}
}

/* Link the other rows, which come last. */
static struct twstat_destination *twstat_sort_link_others(struct twstat_table *table)
{
	struct twstat_destination *other = &table->other[0][0], *first = NULL;
	u32 i;

	for (i = TWSTAT_FAMILIES * TWSTAT_SIDES; i--;)
		if (twstat_other_has_row(&other[i])) {
			other[i].next = first;
			first = &other[i];
		}
	return first;
}

static void twstat_sort_link_rows(struct twstat_table *table, struct twstat_sort_list *lists)
{
	struct twstat_destination *page, *end;
	u32 number;

	for (number = 0; number < twstat_entry_pages(table->count); number++) {
		twstat_yield();
		page = twstat_page(&table->entries, number);
		end = page + twstat_entries_in_page(table, number);
		twstat_sort_link_page(table, page, end, lists);
	}
}

/* Distribute the rows to the buckets by one digit of their counts. */
static void twstat_sort_distribute(struct twstat_destination *row,
				   struct twstat_sort_bucket *buckets, u32 shift)
{
	struct twstat_sort_bucket *bucket;
	u32 done = 0;

	memset(buckets, 0, TWSTAT_DIGITS * sizeof(*buckets));
	for (; row; row = row->next) {
		if (++done % TWSTAT_SORT_BATCH == 0)
			twstat_yield();
		bucket = &buckets[(twstat_sort_count(row) >> shift) % TWSTAT_DIGITS];
		if (bucket->last)
			bucket->last->next = row;
		else
			bucket->first = row;
		bucket->last = row;
	}
}

static void twstat_sort_collect(struct twstat_sort_list *list,
				const struct twstat_sort_bucket *buckets)
{
	struct twstat_destination **link = &list->first;
	u32 digit;

	for (digit = TWSTAT_DIGITS; digit--;) {
		if (!buckets[digit].last)
			continue;
		*link = buckets[digit].first;
		list->last = buckets[digit].last;
		link = &list->last->next;
	}
	*link = NULL;
}

/* Sorts a list; @next follows it. Returns the first row of both. */
static struct twstat_destination *twstat_sort_list(struct twstat_table *table,
						   struct twstat_sort_list *list,
						   struct twstat_destination *next)
{
	const u32 differing = list->some & ~list->all;
	struct twstat_sort_bucket *buckets;
	u32 shift;

	if (!list->first)
		return next;
	for (shift = 0; shift < 32 && differing >> shift; shift += TWSTAT_DIGIT_BITS) {
		if (!((differing >> shift) % TWSTAT_DIGITS))
			continue;
		buckets = twstat_page(&table->index, 0);
		twstat_sort_distribute(list->first, buckets, shift);
		twstat_sort_collect(list, buckets);
	}
	list->last->next = next;
	return list->first;
}

/**
 * twstat_sort() - link the rows in the order they are shown
 * @table: the table; nothing may be added to it afterwards
 *
 * Sorts by timewait sockets of either substate, in descending order; then come rows
 * without any, by ports, then the other rows. Frees the index and unused pages.
 *
 * Context: Process context, may sleep.
 */
void twstat_sort(struct twstat_table *table)
{
	struct twstat_sort_list lists[TWSTAT_SORT_LISTS] = {
		{ .all = U32_MAX },
		{ .all = U32_MAX },
	};
	u32 i;

	table->first = twstat_sort_link_others(table);
	twstat_sort_link_rows(table, lists);
	for (i = TWSTAT_SORT_LISTS; i--;)
		table->first = twstat_sort_list(table, &lists[i], table->first);
	twstat_pages_free(&table->index);
	twstat_pages_trim(&table->entries, twstat_entry_pages(table->count));
	twstat_pages_trim(&table->histograms.pages,
			  twstat_histogram_pages(table->histograms.count));
}
