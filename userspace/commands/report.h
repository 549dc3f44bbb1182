/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot with all that is said of it: for `show`, `top` and JSON. */
#ifndef TWSTAT_READER_REPORT_H
#define TWSTAT_READER_REPORT_H

#include "analysis/advice.h"
#include "options.h"
#include "output/json.h"

/**
 * struct shown - what the screen is made of
 * @snap: the snapshot
 * @all: its picked destinations, one each, ordered by what they are; kept only
 *	when a later sample is to be measured against this one
 * @cited: destinations that verdict and advice speak of; they count in it
 * @rows: as they are listed: grouped, sorted, at most --lines
 * @found: rows before --lines
 * @verdict: of all destinations
 * @advice: for them
 */
struct report {
	struct snapshot snap;
	struct assessment all;
	struct assessment cited;
	struct assessment rows;
	size_t found;
	struct verdict verdict;
	struct advice_list advice;
};

int report_read(struct report *report, const struct options *opt, const struct report *before,
		bool keep_all);
double report_seconds(const struct report *report, const struct report *before);
void report_json(const struct report *report, struct json *json, const char *key,
		 const struct options *opt);
void report_free(struct report *report);

#endif
