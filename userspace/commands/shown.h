/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot with all that is said of it: for `show`, `top` and JSON. */
#ifndef TWSTAT_READER_SHOWN_H
#define TWSTAT_READER_SHOWN_H

#include "analysis/advice.h"
#include "options.h"
#include "output/json.h"

/**
 * struct shown - what the screen is made of
 * @snap: the snapshot
 * @all: its picked destinations, one each, ordered by what they are; kept only
 *	when a later sample is to be measured against this one
 * @spoken: destinations that verdict and advice speak of; they count in it
 * @rows: as they are listed: grouped, sorted, at most --lines
 * @found: rows before --lines
 * @verdict: of all destinations
 * @advice: for them
 */
struct shown {
	struct snapshot snap;
	struct judgement all;
	struct judgement spoken;
	struct judgement rows;
	size_t found;
	struct verdict verdict;
	struct advice_list advice;
};

int shown_read(struct shown *shown, const struct options *opt, const struct shown *before,
	       bool keep_all);
double shown_seconds(const struct shown *shown, const struct shown *before);
void shown_json(const struct shown *shown, struct json *json, const char *key,
		const struct options *opt);
void shown_free(struct shown *shown);

#endif
