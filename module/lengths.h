/* SPDX-License-Identifier: GPL-2.0 */
/* How long the chains are. */
#ifndef TWSTAT_LENGTHS_H
#define TWSTAT_LENGTHS_H

#include "pages.h"

/**
 * struct twstat_length - chains of one length
 * @buckets: how many
 * @timewait: timewait sockets in them
 */
struct twstat_length {
	u64 buckets;
	u64 timewait;
};

/**
 * struct twstat_lengths - chains by length
 * @pages: a struct twstat_length each
 * @used: chains with something in them
 */
struct twstat_lengths {
	struct twstat_pages pages;
	u64 used;
};

#define TWSTAT_LENGTHS_PER_PAGE \
	(TWSTAT_PAGE_BYTES / sizeof(struct twstat_length))

int twstat_lengths_add(struct twstat_lengths *lengths, u32 length,
		       u32 timewait);
const struct twstat_length *
twstat_lengths_next(const struct twstat_lengths *lengths, u32 *length);

#endif /* TWSTAT_LENGTHS_H */
