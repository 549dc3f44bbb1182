// SPDX-License-Identifier: GPL-2.0
/*
 * A radix sort of the linked destinations. Its time is linear in the number of
 * rows, its buckets reuse a page of the index, which is no longer needed, and
 * it reschedules between batches.
 */
#include "sort.h"

#define TWSTAT_DIGIT_BITS 8
#define TWSTAT_DIGITS BIT(TWSTAT_DIGIT_BITS)
#define TWSTAT_SORT_BATCH 4096

/* Rows whose counts have the same digit, in insertion order. */
struct twstat_sort_bucket {
	struct twstat_destination *first;
	struct twstat_destination *last;
};

/* Bits that are set in some counts, and in all of them. */
struct twstat_bits {
	u32 some;
	u32 all;
};

/* Link the rows of one page before those already linked. */
static void twstat_sort_link_page(struct twstat_table *table, struct twstat_destination *row,
				  const struct twstat_destination *end, struct twstat_bits *bits)
{
	u32 sockets;

	for (; row < end; row++) {
		sockets = twstat_destination_sockets(row);
		if (!sockets)
			continue;
		row->next = table->first;
		table->first = row;
		bits->some |= sockets;
		bits->all &= sockets;
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

/* Link the rows to be shown. Returns the bits in which their counts differ. */
static u32 twstat_sort_link_rows(struct twstat_table *table, struct twstat_destination *others)
{
	struct twstat_bits bits = { .all = U32_MAX };
	struct twstat_destination *page, *end;
	u32 number;

	table->first = others;
	for (number = 0; number < twstat_entry_pages(table->count); number++) {
		twstat_yield();
		page = twstat_page(&table->entries, number);
		end = page + twstat_entries_in_page(table, number);
		twstat_sort_link_page(table, page, end, &bits);
	}
	return bits.some & ~bits.all;
}

/* Distribute the rows before @others to the buckets by one digit of their counts. */
static void twstat_sort_distribute(struct twstat_destination *row,
				   const struct twstat_destination *others,
				   struct twstat_sort_bucket *buckets, u32 shift)
{
	struct twstat_sort_bucket *bucket;
	u32 done = 0;

	memset(buckets, 0, TWSTAT_DIGITS * sizeof(*buckets));
	for (; row != others; row = row->next) {
		if (++done % TWSTAT_SORT_BATCH == 0)
			twstat_yield();
		bucket = &buckets[(twstat_destination_sockets(row) >> shift) % TWSTAT_DIGITS];
		if (bucket->last)
			bucket->last->next = row;
		else
			bucket->first = row;
		bucket->last = row;
	}
}

static void twstat_sort_collect(struct twstat_table *table, struct twstat_destination *others,
				const struct twstat_sort_bucket *buckets)
{
	struct twstat_destination **link = &table->first;
	u32 digit;

	for (digit = TWSTAT_DIGITS; digit--;) {
		if (!buckets[digit].last)
			continue;
		*link = buckets[digit].first;
		link = &buckets[digit].last->next;
	}
	*link = others;
}

/**
 * twstat_sort() - link the rows in the order they are shown
 * @table: the table; nothing may be added to it afterwards
 *
 * Sorts by timewait sockets of either substate, in descending order. Frees the
 * index and unused pages.
 *
 * Context: Process context, may sleep.
 */
void twstat_sort(struct twstat_table *table)
{
	struct twstat_destination *others = twstat_sort_link_others(table);
	u32 shift, differing = twstat_sort_link_rows(table, others);
	struct twstat_sort_bucket *buckets;

	for (shift = 0; shift < 32 && differing >> shift; shift += TWSTAT_DIGIT_BITS) {
		if (!((differing >> shift) % TWSTAT_DIGITS))
			continue;
		buckets = twstat_page(&table->index, 0);
		twstat_sort_distribute(table->first, others, buckets, shift);
		twstat_sort_collect(table, others, buckets);
	}
	twstat_pages_free(&table->index);
	twstat_pages_trim(&table->entries, twstat_entry_pages(table->count));
	twstat_pages_trim(&table->histograms.pages,
			  twstat_histogram_pages(table->histograms.count));
}
