/* SPDX-License-Identifier: GPL-2.0 */
/* What to do, and what would not help. */
#ifndef TWSTAT_READER_ADVICE_H
#define TWSTAT_READER_ADVICE_H

#include "analysis/verdict.h"

#define ADVICES 16

enum advice_kind { ADVICE_DO, ADVICE_OR, ADVICE_NOT };

/**
 * struct advice - one recommendation
 * @id: for programs
 * @kind: what to do, an alternative, or what would not help
 * @row: number of its row in the assessment, -1 for none
 * @value: its number, -1 for none
 * @reason: text, with the numbers that it is based on
 */
struct advice {
	const char *id;
	enum advice_kind kind;
	long row;
	double value;
	char reason[512];
};

struct advice_list {
	struct advice item[ADVICES];
	unsigned int nr_items;
};

void advice_of(const struct snapshot *snap, const struct assessment *rows,
	       const struct verdict *verdict, struct advice_list *list);
const char *advice_kind_name(enum advice_kind kind);
double pool_size(double live);

#endif
