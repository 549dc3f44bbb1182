/* SPDX-License-Identifier: GPL-2.0 */
/* The expression behind a filter, shared by its parser and its evaluation. */
#ifndef TWSTAT_READER_FILTER_NODE_H
#define TWSTAT_READER_FILTER_NODE_H

#include "model/filter.h"

/* Bounds the recursion as well. */
#define FILTER_NODES 128

enum node_kind {
	NODE_AND,
	NODE_OR,
	NODE_NOT,
	NODE_SIDE,
	NODE_SRC,
	NODE_DST,
	NODE_SPORT,
	NODE_DPORT,
};

enum port_op { PORT_EQ, PORT_NE, PORT_LT, PORT_LE, PORT_GT, PORT_GE };

/**
 * struct filter_node - one of the expression
 * @kind: which
 * @op: how ports are compared
 * @left: number of a node, NODE_AND, NODE_OR, NODE_NOT
 * @right: number of a node, NODE_AND, NODE_OR
 * @number: a port, or enum twstat_side
 * @prefixlen: of @address
 * @address: NODE_SRC, NODE_DST
 */
struct filter_node {
	enum node_kind kind;
	enum port_op op;
	int left, right;
	int number;
	unsigned int prefixlen;
	struct address address;
};

/*
 * False, true, different from row to row, or unknown because such rows do not
 * have the port.
 */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_DATA, TRUTH_UNKNOWN };

enum truth filter_eval(const struct filter *filter, int node, const struct filter_row *row);

#endif
