/* SPDX-License-Identifier: GPL-2.0 */
/* Which destinations and sockets a command is about, and a snapshot of these alone. */
#ifndef TWSTAT_READER_FILTERED_READ_H
#define TWSTAT_READER_FILTERED_READ_H

#include "model/filter.h"
#include "options.h"
#include "source/request.h"

/**
 * struct selection - which rows are wanted
 * @word: the filter
 * @nr_words: how many, 0 for no filter
 * @ipv4: only IPv4
 * @ipv6: only IPv6
 */
struct selection {
	const char *const *word;
	int nr_words;
	bool ipv4, ipv6;
};

struct selection selection_of(const struct options *opt);
bool selection_is_all(const struct selection *sel);
bool selection_has_family(const struct selection *sel, unsigned int family);
void drop_other_owners(struct snapshot *snap, const struct selection *sel,
		       const struct filter *filter);
int filter_snapshot(struct snapshot *snap, const struct selection *sel);
int read_filtered(const struct source_request *req, const struct selection *sel,
		  struct snapshot *snap);

#endif
