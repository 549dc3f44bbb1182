/* SPDX-License-Identifier: GPL-2.0 */
/* A report of each network namespace: for --all-netns. */
#ifndef TWSTAT_READER_REPORTS_H
#define TWSTAT_READER_REPORTS_H

#include "commands/report.h"

/**
 * struct reports - one of each namespace
 * @item: the reports; their rows have the names of their namespaces
 * @nr_items: how many
 */
struct reports {
	struct report **item;
	size_t nr_items;
};

int reports_read(struct reports *all, const struct report_request *req,
		 const struct reports *before, bool keep_all);
int reports_rows(const struct reports *all, const struct report_request *req,
		 struct assessment *rows);
int reports_sum(const struct reports *all, const struct report_request *req, struct report *sum);
void reports_json(const struct reports *all, struct json *json);
void reports_free(struct reports *all);

#endif
