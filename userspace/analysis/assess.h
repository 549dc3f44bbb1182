/* SPDX-License-Identifier: GPL-2.0 */
/* Every destination with its forecast; groups of them; their order. */
#ifndef TWSTAT_READER_ASSESS_H
#define TWSTAT_READER_ASSESS_H

#include "analysis/forecast.h"

enum group_kind {
	GROUP_LISTED, /* inbound by local port, outbound not grouped */
	GROUP_EXPORTED, /* the same by family, for labels */
	GROUP_DESTINATION, /* no groups */
	GROUP_REMOTE,
	GROUP_LOCAL,
	GROUP_PORT,
	GROUP_PREFIX,
};

/**
 * struct grouping - the argument of `--by`
 * @kind: see enum group_kind
 * @prefixlen: bits of the remote address, GROUP_PREFIX
 */
struct grouping {
	enum group_kind kind;
	unsigned int prefixlen;
};

/**
 * struct assessed - a destination, or a group of them, with its forecast
 * @dest: a copy; a group has the sums of the counts and the maximum of the ports
 * @forecast: a group has the rate of the sum and the worst forecast
 * @clients: rows of a group
 * @prefixlen: of a group by prefix, else 0
 * @has_twin: another row differs only in its local address
 * @has_change: @timewait_per_second and @live_per_second were measured
 * @timewait_per_second: change of its TIME_WAIT sockets between two samples
 * @live_per_second: change of its live ones
 * @live_most: the most live ones that an earlier sample had
 * @netns: the namespace, with --all-netns, else NULL
 */
struct assessed {
	struct destination dest;
	struct forecast forecast;
	uint64_t clients;
	unsigned int prefixlen;
	bool has_twin;
	bool has_change;
	double timewait_per_second;
	double live_per_second;
	uint64_t live_most;
	const char *netns;
};

struct assessment {
	struct assessed *row;
	size_t nr_rows;
};

struct sort_key;

/* Room for assessed_text(). */
#define ASSESSED_TEXT (2 * ADDRESS_TEXT)

int assess(const struct snapshot *snap, struct assessment *out);
int assessment_find_twins(struct assessment *all);
void assessment_measure(struct assessment *now, const struct conditions *cond,
			const struct assessment *before, double seconds);
int assessed_compare(const void *left, const void *right);
int assessment_group(struct assessment *all, struct snapshot *snap, const struct conditions *cond,
		     const struct grouping *by);
long assessment_find(const struct assessment *rows, const struct assessed *member,
		     const struct grouping *by);
int assessment_copy(const struct assessment *all, struct assessment *copy);
int assessment_add(struct assessment *all, const struct assessment *more);
void assessment_free(struct assessment *all);

int grouping_parse(const char *text, struct grouping *by);
const struct sort_key *sort_key_find(const char *name);
const char *sort_key_name(unsigned int i);
void assessment_sort(struct assessment *all, const struct sort_key *key);
const char *assessed_name(const struct assessed *row, char *buf, size_t size);
const char *assessed_text(const struct assessed *row, char *buf, size_t size);

#endif
