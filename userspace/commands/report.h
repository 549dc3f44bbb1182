/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot, its verdict, its advice and its rows: for `show`, `top` and JSON. */
#ifndef TWSTAT_READER_REPORT_H
#define TWSTAT_READER_REPORT_H

#include "analysis/advice.h"
#include "commands/filtered_read.h"
#include "output/json.h"

/**
 * struct report_request - what a report is made from
 * @source: where to read
 * @sel: which destinations
 * @by: how rows are put together
 * @sort: their order
 * @nr_lines: at most so many rows, 0 for all
 */
struct report_request {
	struct source_request source;
	struct selection sel;
	struct grouping by;
	const struct sort_key *sort;
	size_t nr_lines;
};

/**
 * struct report - a snapshot and what is made of it
 * @snap: the snapshot
 * @by: how @rows were put together
 * @all: the wanted destinations, ungrouped, in the order of assessed_compare();
 *	kept only when a later sample is to be measured against this one
 * @cited: the destinations that @verdict and @advice name, by row number here
 * @rows: as they are listed: grouped, sorted, limited
 * @found: rows before the limit
 * @verdict: of all wanted destinations
 * @advice: for them
 */
struct report {
	struct snapshot snap;
	struct grouping by;
	struct assessment all;
	struct assessment cited;
	struct assessment rows;
	size_t found;
	struct verdict verdict;
	struct advice_list advice;
};

struct report_request report_request_of(const struct options *opt);
int report_read(struct report *report, const struct report_request *req,
		const struct report *before, bool keep_all);
int report_make(struct report *report, const struct report_request *req, struct snapshot *snap,
		const struct report *before, bool keep_all);
void report_name_sockets(struct report *report, const struct source_request *source);
bool report_name_owners(struct report *report, const struct source_request *source);
double report_seconds(const struct report *report, const struct report *before);
void report_json(const struct report *report, struct json *json, const char *key);
void report_free(struct report *report);

#endif
