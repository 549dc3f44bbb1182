/* SPDX-License-Identifier: GPL-2.0 */
/* The parser of the procfs files, line by line. */
#ifndef TWSTAT_READER_PARSE_H
#define TWSTAT_READER_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/columns.h"
#include "model/snapshot.h"
#include "model/span.h"

/* A header with more columns than this is damaged. */
#define PARSE_COLUMNS 64

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
	SECTION_UNKNOWN,
};

/**
 * struct parser - state of the parser
 * @snap: filled
 * @section: the section being read
 * @alone: the file is one section without its `[name]` line
 * @line: number of the line, from 1
 * @header: the section's header line has been read
 * @nr_columns: columns of the section's header
 * @column: for each its enum twstat_column, -1 to ignore it
 * @bin: next row of the timers
 */
struct parser {
	struct snapshot *snap;
	enum section section;
	bool alone;
	bool header;
	unsigned long line;
	unsigned int nr_columns;
	signed char column[PARSE_COLUMNS];
	unsigned int bin;
};

void parser_init(struct parser *parser, struct snapshot *snap, enum section alone);
int parser_line(struct parser *parser, const char *line, size_t len);
int parser_end(struct parser *parser, bool whole_line);

/* Takes one word of a row; says what is wrong with it unless it returns DONE. */
typedef int (*parse_word)(struct parser *parser, void *row, int column, struct span word);

int parse_failure(const struct parser *parser, const char *what, struct span span);
int parse_wrong(const struct parser *parser, int column, struct span word);
int parse_row(struct parser *parser, struct span line, parse_word take, void *row);
int parse_header(struct parser *parser, struct span line, unsigned int section, uint64_t required);
int parse_destination_header(struct parser *parser, struct span line);
int parse_destination(struct parser *parser, struct span line);
int parse_destination_cell(struct parser *parser, struct destination *row, int column,
			   struct span word);
int parse_owner_header(struct parser *parser, struct span line);
int parse_owner(struct parser *parser, struct span line);
int parse_cgroup(struct parser *parser, struct span line);
int snapshot_verify(const struct snapshot *snap);
int owners_verify(const struct snapshot *snap);

#endif
