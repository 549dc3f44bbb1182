// SPDX-License-Identifier: GPL-2.0
/*
 * The sections of a text of several namespaces: a row of `[namespaces]` has the summary
 * of one, and a row of `[destinations]` begins with its namespace. The reader saves the
 * counters and the name of each with it.
 */
#include "model/columns.h"
#include "model/parse.h"
#include "errors.h"

/* Columns behind those of the summary's keys. */
enum { COLUMN_NETSTAT = SUMMARY_KEYS, COLUMN_NAME = COLUMN_NETSTAT + NETSTATS };

_Static_assert(COLUMN_NAME < INT8_MAX, "they have to fit in parser.column");

static int namespace_column(unsigned int section, struct span name)
{
	unsigned int i;

	(void)section;
	if (span_is(name, "name"))
		return COLUMN_NAME;
	for (i = 0; i < NETSTATS; i++)
		if (span_is(name, netstat_name(i)))
			return (int)(COLUMN_NETSTAT + i);
	return summary_find(name.at, name.len);
}

/** parse_namespace_header() - the header line of `[namespaces]` */
int parse_namespace_header(struct parser *parser, struct span line)
{
	return parse_columns(parser, line, namespace_column, 0);
}

static int set_key(struct parser *parser, struct snapshot *row, enum summary_key key,
		   struct span word)
{
	uint64_t value;

	if (span_u64(word, &value))
		return parse_failure(parser, "not a number", word);
	if (key == KEY_ABI && parse_abi(value))
		return FAILED;
	summary_set(&row->summary, key, value);
	return DONE;
}

static int set_netstat(struct parser *parser, struct snapshot *row, unsigned int netstat,
		       struct span word)
{
	if (span_u64(word, &row->netstat[netstat]))
		return parse_failure(parser, "not a number", word);
	row->netstat_known |= 1u << netstat;
	return DONE;
}

static int namespace_word(struct parser *parser, void *row, int column, struct span word)
{
	struct snapshot *snap = row;

	if (span_is(word, "-"))
		return DONE;
	if (column == COLUMN_NAME)
		return parse_text(snap->name, sizeof(snap->name), word) ?
			       parse_failure(parser, "not a name", word) :
			       DONE;
	if (column >= COLUMN_NETSTAT)
		return set_netstat(parser, snap, (unsigned int)column - COLUMN_NETSTAT, word);
	return set_key(parser, snap, (enum summary_key)column, word);
}

/**
 * parse_namespace() - one row of `[namespaces]`
 * @parser: after the section's header
 * @line: the row
 *
 * Return: DONE or FAILED.
 */
int parse_namespace(struct parser *parser, struct span line)
{
	struct snapshot *row = snapshots_add(parser->all);

	if (!row)
		return failure("out of memory");
	if (parse_row(parser, line, namespace_word, row))
		return FAILED;
	if (!summary_knows(&row->summary, KEY_NETNS) || !summary_knows(&row->summary, KEY_ABI))
		return parse_failure(parser, "neither netns nor abi may be missing", line);
	return DONE;
}

static int check_twice(const struct parser *parser)
{
	const struct snapshots *all = parser->all;
	size_t i;

	for (i = 1; i < all->nr_items; i++)
		if (snapshot_inode(&all->item[i]) == snapshot_inode(&all->item[i - 1]))
			return failure("the snapshot has namespace %llu twice",
				       (unsigned long long)snapshot_inode(&all->item[i]));
	return DONE;
}

/** parse_of_namespace_header() - the header line of the destinations of all namespaces */
int parse_of_namespace_header(struct parser *parser, struct span line)
{
	if (!span_is(span_word(&line), "netns") || !parser->all->has_namespaces)
		return failure("the snapshot is of one namespace: read it without --all-netns");
	snapshots_sort(parser->all);
	return check_twice(parser) ?: parse_destination_header(parser, line);
}

/**
 * parse_of_namespace() - a row of the destinations of all namespaces
 * @parser: after the section's header
 * @line: the row
 *
 * Return: DONE or FAILED.
 */
int parse_of_namespace(struct parser *parser, struct span line)
{
	struct span netns = span_word(&line);
	uint64_t inode;

	if (span_u64(netns, &inode))
		return parse_failure(parser, "not a namespace", netns);
	/* Mostly that of the row before. */
	if (parser->snap == &parser->all->common || snapshot_inode(parser->snap) != inode)
		parser->snap = snapshots_find(parser->all, inode);
	if (!parser->snap)
		return parse_failure(parser, "not one of the namespaces", netns);
	return parse_destination(parser, line);
}
