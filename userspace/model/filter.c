// SPDX-License-Identifier: GPL-2.0
/*
 * Filters are evaluated here. A destination has one of the two ports: a test of
 * the other is unknown, and a row matches only where the whole filter is true.
 */
#include <stdlib.h>

#include "model/filter_node.h"

static enum truth not_of(enum truth a)
{
	if (a == TRUTH_NO)
		return TRUTH_YES;
	return a == TRUTH_YES ? TRUTH_NO : a;
}

static enum truth and_of(enum truth a, enum truth b)
{
	if (a == TRUTH_NO || b == TRUTH_NO)
		return TRUTH_NO;
	if (a == TRUTH_YES)
		return b;
	if (b == TRUTH_YES)
		return a;
	return a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_DATA;
}

static enum truth compare_port(int port, const struct filter_node *node)
{
	bool is;

	if (port == -1)
		return TRUTH_UNKNOWN;
	if (port < -1)
		return TRUTH_DATA;
	switch (node->op) {
	case PORT_EQ:
		is = port == node->number;
		break;
	case PORT_NE:
		is = port != node->number;
		break;
	case PORT_LT:
		is = port < node->number;
		break;
	case PORT_LE:
		is = port <= node->number;
		break;
	case PORT_GT:
		is = port > node->number;
		break;
	default:
		is = port >= node->number;
	}
	return is ? TRUTH_YES : TRUTH_NO;
}

static enum truth compare_address(const struct address *addr, const struct filter_node *node)
{
	if (!addr)
		return TRUTH_DATA;
	return address_in(addr, &node->address, node->prefixlen) ? TRUTH_YES : TRUTH_NO;
}

/**
 * filter_eval() - the truth of a node
 * @filter: the expression
 * @number: the node
 * @row: the row; NULL addresses and ports below -1 depend on data
 */
enum truth filter_eval(const struct filter *filter, int number, const struct filter_row *row)
{
	const struct filter_node *node = &filter->node[number];

	switch (node->kind) {
	case NODE_AND:
		return and_of(filter_eval(filter, node->left, row),
			      filter_eval(filter, node->right, row));
	case NODE_OR:
		return not_of(and_of(not_of(filter_eval(filter, node->left, row)),
				     not_of(filter_eval(filter, node->right, row))));
	case NODE_NOT:
		return not_of(filter_eval(filter, node->left, row));
	case NODE_SIDE:
		return (int)row->side == node->number ? TRUTH_YES : TRUTH_NO;
	case NODE_SRC:
		return compare_address(row->local, node);
	case NODE_DST:
		return compare_address(row->remote, node);
	case NODE_SPORT:
		return compare_port(row->sport, node);
	default:
		return compare_port(row->dport, node);
	}
}

/** filter_row() - whether a row matches */
bool filter_row(const struct filter *filter, const struct filter_row *row)
{
	return filter->root < 0 || filter_eval(filter, filter->root, row) == TRUTH_YES;
}

/** filter_destination() - whether a destination matches */
bool filter_destination(const struct filter *filter, const struct destination *dest)
{
	bool inbound = dest->side == TWSTAT_INBOUND;
	struct filter_row row = {
		.local = &dest->local,
		.remote = &dest->remote,
		.side = dest->side,
		.sport = inbound && !dest->other ? dest->port : -1,
		.dport = inbound || dest->other ? -1 : dest->port,
	};

	return filter_row(filter, &row);
}

/** filter_free() - free what filter_parse() allocated */
void filter_free(struct filter *filter)
{
	free(filter->node);
	filter->node = NULL;
	filter->nr_nodes = 0;
	filter->root = -1;
}
