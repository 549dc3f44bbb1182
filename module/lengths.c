// SPDX-License-Identifier: GPL-2.0
#include "lengths.h"

static struct twstat_length *
twstat_length_at(const struct twstat_lengths *lengths, u32 length)
{
	struct twstat_length *page =
		twstat_page(&lengths->pages, length / TWSTAT_LENGTHS_PER_PAGE);

	return &page[length % TWSTAT_LENGTHS_PER_PAGE];
}

/**
 * twstat_lengths_add() - count one chain that is not empty
 * @lengths: the sums
 * @length: its sockets, 1 or more
 * @timewait: timewait sockets among them
 *
 * Context: may sleep.
 * Return: 0, or why there is no memory.
 */
int twstat_lengths_add(struct twstat_lengths *lengths, u32 length, u32 timewait)
{
	u32 page = length / TWSTAT_LENGTHS_PER_PAGE;
	struct twstat_length *entry;
	int err;

	if (page >= lengths->pages.count) {
		err = twstat_pages_reserve(&lengths->pages, page + 1);
		if (err)
			return err;
	}
	entry = twstat_length_at(lengths, length);
	entry->buckets++;
	entry->timewait += timewait;
	lengths->used++;
	return 0;
}

/**
 * twstat_lengths_next() - the next length that some chain has
 * @lengths: the sums
 * @length: where to look on from; the length found
 *
 * Return: its sums, NULL when no longer chain is left.
 */
const struct twstat_length *
twstat_lengths_next(const struct twstat_lengths *lengths, u32 *length)
{
	const struct twstat_length *entry;

	for (; *length / TWSTAT_LENGTHS_PER_PAGE < lengths->pages.count;
	     ++*length) {
		entry = twstat_length_at(lengths, *length);
		if (entry->buckets)
			return entry;
	}
	return NULL;
}
