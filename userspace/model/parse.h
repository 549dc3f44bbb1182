/* SPDX-License-Identifier: GPL-2.0 */
/* The parser of the procfs files, line by line. */
#ifndef TWSTAT_READER_PARSE_H
#define TWSTAT_READER_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/columns.h"
#include "model/snapshots.h"
#include "model/span.h"

/* A header with more columns than this is damaged. */
#define PARSE_COLUMNS 120

enum section {
	SECTION_NONE,
	SECTION_SUMMARY,
	SECTION_TIMERS,
	SECTION_BUCKETS,
	SECTION_DESTINATIONS,
	SECTION_NETSTAT,
	SECTION_READER,
	SECTION_OWNERS,
	SECTION_CGROUPS,
	SECTION_NAMESPACES,
	SECTION_UNKNOWN,
};

/**
 * struct parser - state of the parser
 * @snap: filled; of several namespaces the one whose row is read
 * @all: the snapshots of several namespaces, NULL for one
 * @section: the section being read
 * @alone: the file is one section without its `[name]` line
 * @line: number of the line, from 1
 * @header: the section's header line has been read
 * @nr_columns: columns of the section's header
 * @column: for each its enum twstat_column, of the namespaces their own number; -1 to
 *	ignore it
 * @bin: next row of the timers
 */
struct parser {
	struct snapshot *snap;
	struct snapshots *all;
	enum section section;
	bool alone;
	bool header;
	unsigned long line;
	unsigned int nr_columns;
	signed char column[PARSE_COLUMNS];
	unsigned int bin;
};

void parser_init(struct parser *parser, struct snapshot *snap, enum section alone);
void parser_init_all(struct parser *parser, struct snapshots *all);
int parser_line(struct parser *parser, const char *line, size_t len);
int parser_end(struct parser *parser, bool whole_line);

/* Finds the number of a column of a section by its name, -1 for none. */
typedef int (*find_column)(unsigned int section, struct span name);

/* Takes one word of a row; says what is wrong with it unless it returns DONE. */
typedef int (*parse_word)(struct parser *parser, void *row, int column, struct span word);

int parse_failure(const struct parser *parser, const char *what, struct span span);
int parse_wrong(const struct parser *parser, int column, struct span word);
int parse_row(struct parser *parser, struct span line, parse_word take, void *row);
int parse_columns(struct parser *parser, struct span line, find_column find, unsigned int section);
int parse_header(struct parser *parser, struct span line, unsigned int section, uint64_t required);
int parse_text(char *text, size_t size, struct span word);
int parse_abi(uint64_t value);
int parse_destination_header(struct parser *parser, struct span line);
int parse_destination(struct parser *parser, struct span line);
int parse_destination_cell(struct parser *parser, struct destination *row, int column,
			   struct span word);
int parse_owner_header(struct parser *parser, struct span line);
int parse_owner(struct parser *parser, struct span line);
int parse_cgroup(struct parser *parser, struct span line);
int parse_namespace_header(struct parser *parser, struct span line);
int parse_namespace(struct parser *parser, struct span line);
int parse_of_namespace_header(struct parser *parser, struct span line);
int parse_of_namespace(struct parser *parser, struct span line);
int snapshot_verify(const struct snapshot *snap);
int snapshots_verify(const struct snapshots *all);
int owners_verify(const struct snapshot *snap);

#endif
