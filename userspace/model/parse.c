// SPDX-License-Identifier: GPL-2.0
/* The parser of the procfs files, line by line. */
#include <string.h>

#include "model/columns.h"
#include "model/parse.h"
#include "errors.h"

static const char *const section_names[] = {
	[SECTION_SUMMARY] = "[summary]",       [SECTION_TIMERS] = "[timers]",
	[SECTION_BUCKETS] = "[buckets]",       [SECTION_DESTINATIONS] = "[destinations]",
	[SECTION_NETSTAT] = "[netstat]",       [SECTION_READER] = "[reader]",
	[SECTION_OWNERS] = "[owners]",	       [SECTION_CGROUPS] = "[cgroups]",
	[SECTION_NAMESPACES] = "[namespaces]",
};

/**
 * parser_init() - set up a parser
 * @parser: to set up
 * @snap: an initialised snapshot, filled line by line
 * @alone: the one section of a file without `[name]` lines, else SECTION_NONE
 */
void parser_init(struct parser *parser, struct snapshot *snap, enum section alone)
{
	memset(parser, 0, sizeof(*parser));
	parser->snap = snap;
	parser->section = alone;
	parser->alone = alone != SECTION_NONE;
	snap->has_timers = alone == SECTION_TIMERS;
	snap->has_chains = alone == SECTION_BUCKETS;
	snap->has_destinations = alone == SECTION_DESTINATIONS;
}

/**
 * parser_init_all() - set up a parser for a text of several namespaces
 * @parser: to set up
 * @all: initialised, filled line by line
 */
void parser_init_all(struct parser *parser, struct snapshots *all)
{
	parser_init(parser, &all->common, SECTION_NONE);
	parser->all = all;
}

/** parse_failure() - an error message with the line's number and the word */
int parse_failure(const struct parser *parser, const char *what, struct span span)
{
	int len = span.len > 40 ? 40 : (int)span.len;

	return failure("line %lu of the snapshot: %s: \"%.*s\"", parser->line, what, len, span.at);
}

/**
 * parse_columns() - find the columns of a header by name
 * @parser: keeps which column sets what; unknown ones are ignored
 * @line: the header
 * @find: knows the names
 * @section: for @find
 *
 * Return: DONE or FAILED.
 */
int parse_columns(struct parser *parser, struct span line, find_column find, unsigned int section)
{
	struct span word;

	for (parser->nr_columns = 0; word = span_word(&line), word.len; parser->nr_columns++) {
		if (parser->nr_columns == PARSE_COLUMNS)
			return parse_failure(parser, "too many columns", word);
		parser->column[parser->nr_columns] = (signed char)find(section, word);
	}
	parser->header = true;
	return DONE;
}

/**
 * parse_header() - the header of a section that has an enum twstat_column for each column
 * @parser: keeps which column sets what; unknown ones are ignored
 * @line: the header
 * @section: TWSTAT_TIMERS and so on
 * @required: COLUMN_BIT() of those that must be there
 *
 * Return: DONE or FAILED.
 */
int parse_header(struct parser *parser, struct span line, unsigned int section, uint64_t required)
{
	const char *missing;
	uint64_t seen = 0;
	unsigned int i;

	if (parse_columns(parser, line, column_find, section))
		return FAILED;
	for (i = 0; i < parser->nr_columns; i++)
		if (parser->column[i] >= 0)
			seen |= COLUMN_BIT(parser->column[i]);
	missing = column_missing(section, required, seen);
	if (missing)
		return failure("line %lu of the snapshot: column %s is missing", parser->line,
			       missing);
	return DONE;
}

/** parse_abi() - whether this reader knows that interface; DONE or FAILED */
int parse_abi(uint64_t value)
{
	if (value == TWSTAT_ABI)
		return DONE;
	return failure("the snapshot has ABI %llu, this twstat reads ABI %d",
		       (unsigned long long)value, TWSTAT_ABI);
}

static int parse_key(struct parser *parser, struct span line)
{
	struct span name = span_word(&line), number = span_word(&line);
	uint64_t value;
	int key = summary_find(name.at, name.len);

	if (key < 0)
		return DONE;
	if (span_is(number, "-"))
		return DONE;
	if (span_u64(number, &value) || span_word(&line).len)
		return parse_failure(parser, "not a number", number);
	if (key == KEY_ABI && parse_abi(value))
		return FAILED;
	if (key == KEY_ABI || summary_knows(&parser->snap->summary, KEY_ABI)) {
		summary_set(&parser->snap->summary, (enum summary_key)key, value);
		return DONE;
	}
	return parse_failure(parser, "the summary does not begin with abi", name);
}

/** parse_wrong() - an error message with the line's number, a column and its word */
int parse_wrong(const struct parser *parser, int column, struct span word)
{
	return failure("line %lu of the snapshot: wrong %s: \"%.*s\"", parser->line,
		       twstat_columns[column].name, word.len > 40 ? 40 : (int)word.len, word.at);
}

/**
 * parse_row() - the words of one row; columns this reader does not know are skipped
 * @parser: after the section's header
 * @line: the row
 * @take: called for each word of a known column
 * @row: for @take
 *
 * Return: DONE or FAILED.
 */
int parse_row(struct parser *parser, struct span line, parse_word take, void *row)
{
	unsigned int i;

	for (i = 0; i < parser->nr_columns; i++) {
		struct span word = span_word(&line);

		if (!word.len)
			return parse_failure(parser, "the line is too short", word);
		if (parser->column[i] >= 0 && take(parser, row, parser->column[i], word))
			return FAILED;
	}
	return span_word(&line).len ? parse_failure(parser, "the line is too long", line) : DONE;
}

static int parse_number(struct parser *parser, void *row, int column, struct span word)
{
	int64_t *value = row;

	if (span_is(word, "-inf") || span_is(word, "inf"))
		value[column] = word.at[0] == '-' ? BIN_MINUS_INF : BIN_INF;
	else if (span_s64(word, &value[column]))
		return parse_failure(parser, "not a number", word);
	return DONE;
}

/* The numbers of a row by column. Columns that the header lacks are not set. */
static int parse_numbers(struct parser *parser, struct span line, int64_t *value)
{
	return parse_row(parser, line, parse_number, value);
}

static int parse_timer(struct parser *parser, struct span line)
{
	int64_t value[TWSTAT_COLUMNS] = { 0 };
	unsigned int bin = parser->bin;
	struct snapshot *snap = parser->snap;

	if (!parser->header)
		return parse_header(parser, line, TWSTAT_TIMERS,
				    column_range(TWSTAT_TIMERS_FROM_MS, TWSTAT_TIMERS_FIN_WAIT2));
	if (parse_numbers(parser, line, value))
		return FAILED;
	if (bin == BINS || value[TWSTAT_TIMERS_TIMEWAIT] < 0 ||
	    value[TWSTAT_TIMERS_FIN_WAIT2] < 0 ||
	    (bin != TWSTAT_BIN_OVERDUE && value[TWSTAT_TIMERS_TO_MS] != bin_to_ms(bin)))
		return parse_failure(parser, "unknown bin", line);
	snap->timewait[bin] = (uint64_t)value[TWSTAT_TIMERS_TIMEWAIT];
	snap->fin_wait2[bin] = (uint64_t)value[TWSTAT_TIMERS_FIN_WAIT2];
	parser->bin++;
	return DONE;
}

static int parse_chain(struct parser *parser, struct span line)
{
	int64_t value[TWSTAT_COLUMNS] = { 0 };
	struct chain_row *row;
	unsigned int i;

	if (!parser->header)
		return parse_header(parser, line, TWSTAT_BUCKETS,
				    column_range(TWSTAT_BUCKETS_CHAIN_LENGTH,
						 TWSTAT_BUCKETS_TIMEWAIT));
	if (parse_numbers(parser, line, value))
		return FAILED;
	for (i = TWSTAT_BUCKETS_CHAIN_LENGTH; i <= TWSTAT_BUCKETS_TIMEWAIT; i++)
		if (value[i] < 0 || value[i] == BIN_INF)
			return parse_failure(parser, "not a count", line);
	row = snapshot_add_chain(parser->snap);
	if (!row)
		return failure("out of memory");
	row->length = (uint64_t)value[TWSTAT_BUCKETS_CHAIN_LENGTH];
	row->buckets = (uint64_t)value[TWSTAT_BUCKETS_BUCKETS];
	row->sockets = (uint64_t)value[TWSTAT_BUCKETS_SOCKETS];
	row->timewait = (uint64_t)value[TWSTAT_BUCKETS_TIMEWAIT];
	return DONE;
}

static int parse_netstat(struct parser *parser, struct span line)
{
	struct span name = span_word(&line), number = span_word(&line);
	unsigned int i;

	for (i = 0; i < NETSTATS; i++) {
		if (!span_is(name, netstat_name(i)))
			continue;
		if (span_u64(number, &parser->snap->netstat[i]))
			return parse_failure(parser, "not a number", number);
		parser->snap->netstat_known |= 1u << i;
	}
	return DONE;
}

/* Written by `twstat snapshot`. */
static int parse_reader(struct parser *parser, struct span line)
{
	struct span name = span_word(&line), value = span_word(&line);

	if (span_is(name, "source") && span_is(value, source_name(SOURCE_SOCK_DIAG)))
		parser->snap->source = SOURCE_SOCK_DIAG;
	return DONE;
}

/*
 * Of one namespace and of several are different texts. What the second has no use for
 * is skipped: that it has no namespaces is noticed at its destinations.
 */
static int check_section(struct parser *parser)
{
	if (!parser->all && parser->section == SECTION_NAMESPACES)
		return failure("the snapshot is of all namespaces: read it with --all-netns");
	if (!parser->all)
		return DONE;
	if (parser->section == SECTION_NAMESPACES && parser->all->has_namespaces)
		return failure("line %lu of the snapshot: [namespaces] again", parser->line);
	parser->all->has_namespaces |= parser->section == SECTION_NAMESPACES;
	parser->snap = &parser->all->common;
	if (parser->section != SECTION_NAMESPACES && parser->section != SECTION_DESTINATIONS &&
	    parser->section != SECTION_READER)
		parser->section = SECTION_UNKNOWN;
	return DONE;
}

static int parse_section(struct parser *parser, struct span line)
{
	unsigned int i;

	parser->section = SECTION_UNKNOWN;
	for (i = SECTION_SUMMARY; i < SECTION_UNKNOWN; i++)
		if (span_is(line, section_names[i]))
			parser->section = (enum section)i;
	if (check_section(parser))
		return FAILED;
	parser->header = false;
	parser->bin = 0;
	parser->snap->has_timers |= parser->section == SECTION_TIMERS;
	parser->snap->has_chains |= parser->section == SECTION_BUCKETS;
	parser->snap->has_destinations |= parser->section == SECTION_DESTINATIONS;
	parser->snap->has_owners |= parser->section == SECTION_OWNERS;
	return DONE;
}

static int parse_destinations(struct parser *parser, struct span line)
{
	if (parser->all)
		return parser->header ? parse_of_namespace(parser, line) :
					parse_of_namespace_header(parser, line);
	return parser->header ? parse_destination(parser, line) :
				parse_destination_header(parser, line);
}

/**
 * parser_line() - read one line
 * @parser: from parser_init()
 * @line: without its end
 * @len: bytes
 *
 * Return: DONE or FAILED.
 */
int parser_line(struct parser *parser, const char *line, size_t len)
{
	struct span span = { line, len };

	parser->line++;
	if (!len)
		return DONE;
	if (line[0] == '[' && !parser->alone)
		return parse_section(parser, span);
	switch (parser->section) {
	case SECTION_NONE:
		return parse_failure(parser, "not a snapshot of twstat", span);
	case SECTION_SUMMARY:
		return parse_key(parser, span);
	case SECTION_TIMERS:
		return parse_timer(parser, span);
	case SECTION_BUCKETS:
		return parse_chain(parser, span);
	case SECTION_DESTINATIONS:
		return parse_destinations(parser, span);
	case SECTION_NETSTAT:
		return parse_netstat(parser, span);
	case SECTION_READER:
		return parse_reader(parser, span);
	case SECTION_OWNERS:
		return parser->header ? parse_owner(parser, span) :
					parse_owner_header(parser, span);
	case SECTION_CGROUPS:
		return parse_cgroup(parser, span);
	case SECTION_NAMESPACES:
		return parser->header ? parse_namespace(parser, span) :
					parse_namespace_header(parser, span);
	default:
		return DONE;
	}
}

/*
 * The file of owners has no timers, nor has that of all namespaces; the rows' histograms
 * sum to those of TIME_WAIT.
 */
static void sum_histograms(struct snapshot *snap)
{
	size_t i;

	for (i = 0; i < snap->nr_destinations; i++)
		histogram_add(&snap->destination[i], snap->timewait);
}

/* What they share goes to each; their timers are those of their rows. */
static int end_all(struct snapshots *all)
{
	size_t i;

	for (i = 0; i < all->nr_items; i++) {
		all->item[i].source = all->common.source;
		all->item[i].has_destinations = true;
		sum_histograms(&all->item[i]);
	}
	return snapshots_verify(all);
}

/**
 * parser_end() - check that the text was complete
 * @parser: after the last line
 * @whole_line: the last line ended in a newline
 *
 * Return: DONE, or FAILED when the snapshot is not complete.
 */
int parser_end(struct parser *parser, bool whole_line)
{
	if (!parser->line)
		return failure("the snapshot is empty");
	if (!whole_line)
		return failure("the snapshot is cut off in line %lu", parser->line);
	if (parser->all)
		return end_all(parser->all);
	if (parser->snap->has_timers && parser->section == SECTION_TIMERS && parser->bin != BINS)
		return failure("the snapshot is cut off: %u of %d bins", parser->bin, BINS);
	if (!parser->snap->has_timers && parser->snap->has_owners)
		sum_histograms(parser->snap);
	if (!parser->alone)
		return snapshot_verify(parser->snap);
	if (parser->section == SECTION_SUMMARY && !summary_knows(&parser->snap->summary, KEY_ABI))
		return failure("the summary does not begin with abi");
	return DONE;
}
