/* SPDX-License-Identifier: GPL-2.0 */
/* Filters, written as in ss. */
#ifndef TWSTAT_READER_FILTER_H
#define TWSTAT_READER_FILTER_H

#include "model/snapshot.h"

/* What is filtered: rows with both ports, or with one. */
enum filter_use { FILTER_SOCKETS, FILTER_DESTINATIONS };

struct filter_node;

/**
 * struct filter - an expression; without one everything matches
 * @root: its top
 * @node: all nodes
 * @nr_nodes: how many
 */
struct filter {
	int root;
	struct filter_node *node;
	unsigned int nr_nodes;
};

/**
 * struct filter_row - what a filter is evaluated on
 * @local: this host's address
 * @remote: the peer's
 * @side: enum twstat_side
 * @sport: this host's port, -1 when not known
 * @dport: the peer's port, -1 when not known
 */
struct filter_row {
	const struct address *local, *remote;
	unsigned int side;
	int sport, dport;
};

bool filter_begins(const char *text);
int filter_parse(struct filter *filter, const char *const *word, int nr_words, enum filter_use use);
void filter_free(struct filter *filter);
bool filter_row(const struct filter *filter, const struct filter_row *row);
bool filter_destination(const struct filter *filter, const struct destination *dest);

#endif
