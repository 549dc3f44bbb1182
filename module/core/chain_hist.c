// SPDX-License-Identifier: GPL-2.0
#include "chain_hist.h"

static struct twstat_chain_len *twstat_chain_hist_at(const struct twstat_chain_hist *chain_hist,
						     u32 length)
{
	struct twstat_chain_len *page =
		twstat_page(&chain_hist->pages, length / TWSTAT_CHAIN_HIST_PER_PAGE);

	return &page[length % TWSTAT_CHAIN_HIST_PER_PAGE];
}

/**
 * twstat_chain_hist_add() - count one chain that is not empty
 * @chain_hist: the histogram
 * @length: sockets in the chain, at least 1
 * @timewait: timewait sockets among them
 *
 * Context: Process context, may sleep.
 * Return: 0, or a negative error of twstat_pages_reserve().
 */
int twstat_chain_hist_add(struct twstat_chain_hist *chain_hist, u32 length, u32 timewait)
{
	u32 page = length / TWSTAT_CHAIN_HIST_PER_PAGE;
	struct twstat_chain_len *entry;
	int err;

	if (page >= chain_hist->pages.count) {
		err = twstat_pages_reserve(&chain_hist->pages, page + 1);
		if (err)
			return err;
	}
	entry = twstat_chain_hist_at(chain_hist, length);
	entry->buckets++;
	entry->timewait += timewait;
	chain_hist->used++;
	return 0;
}

/**
 * twstat_chain_hist_next() - find the next chain length in use
 * @chain_hist: the histogram
 * @length: length to continue from; updated to the length that was found
 *
 * Context: Process context, may sleep.
 * Return: the entry of that length, or NULL if there is no longer chain.
 */
const struct twstat_chain_len *twstat_chain_hist_next(const struct twstat_chain_hist *chain_hist,
						      u32 *length)
{
	const struct twstat_chain_len *entry;

	for (; *length / TWSTAT_CHAIN_HIST_PER_PAGE < chain_hist->pages.count; ++*length) {
		/* A single long chain makes many empty entries. */
		if (*length % TWSTAT_CHAIN_HIST_PER_PAGE == 0)
			twstat_yield();
		entry = twstat_chain_hist_at(chain_hist, *length);
		if (entry->buckets)
			return entry;
	}
	return NULL;
}
