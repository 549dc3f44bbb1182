/* SPDX-License-Identifier: GPL-2.0 */
/* Histogram of hash chain lengths. */
#ifndef TWSTAT_CHAIN_HIST_H
#define TWSTAT_CHAIN_HIST_H

#include "pages.h"

/**
 * struct twstat_chain_len - chains of one length
 * @buckets: number of such chains
 * @timewait: timewait sockets in them
 */
struct twstat_chain_len {
	u64 buckets;
	u64 timewait;
};

/**
 * struct twstat_chain_hist - chains by length
 * @pages: array of struct twstat_chain_len, indexed by length
 * @used: number of chains that are not empty
 */
struct twstat_chain_hist {
	struct twstat_pages pages;
	u64 used;
};

#define TWSTAT_CHAIN_HIST_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_chain_len))

int twstat_chain_hist_add(struct twstat_chain_hist *chain_hist, u32 length, u32 timewait);
const struct twstat_chain_len *twstat_chain_hist_next(const struct twstat_chain_hist *chain_hist,
						      u32 *length);

#endif /* TWSTAT_CHAIN_HIST_H */
