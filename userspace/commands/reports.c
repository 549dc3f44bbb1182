// SPDX-License-Identifier: GPL-2.0
/* A report of each network namespace: for --all-netns. */
#include <stdlib.h>

#include "commands/reports.h"
#include "errors.h"
#include "source/all_namespaces.h"

/**
 * struct reading - reports being made
 * @all: filled
 * @req: what is wanted of each
 * @before: earlier ones, or NULL
 * @keep_all: these will be earlier ones
 */
struct reading {
	struct reports *all;
	const struct report_request *req;
	const struct reports *before;
	bool keep_all;
};

static const struct report *find_report(const struct reports *all, const struct snapshot *snap)
{
	size_t i;

	for (i = 0; all && i < all->nr_items; i++)
		if (snapshot_inode(&all->item[i]->snap) == snapshot_inode(snap))
			return all->item[i];
	return NULL;
}

static struct report *add_report(struct reports *all)
{
	struct report **items, *report;

	items = array_grow(all->item, all->nr_items, sizeof(*items));
	if (!items)
		return NULL;
	all->item = items;
	report = calloc(1, sizeof(*report));
	if (report)
		items[all->nr_items++] = report;
	return report;
}

static int read_report(struct snapshot *snap, const struct source_request *where, void *data)
{
	const struct reading *reading = data;
	struct report *report;
	size_t i;
	int err;

	if (!where)
		return FAILED;
	report = add_report(reading->all);
	if (!report)
		return failure("out of memory");
	err = report_make(report, reading->req, snap, find_report(reading->before, snap),
			  reading->keep_all);
	for (i = 0; !err && i < report->rows.nr_rows; i++)
		report->rows.row[i].netns = report->snap.name;
	return err;
}

/**
 * reports_read() - take a snapshot of each namespace and assess it
 * @all: filled; free it with reports_free(), whatever is returned
 * @req: what is wanted of each
 * @before: earlier ones to measure changes against, or NULL
 * @keep_all: these will be earlier ones
 *
 * Return: an enum outcome.
 */
int reports_read(struct reports *all, const struct report_request *req,
		 const struct reports *before, bool keep_all)
{
	struct reading reading = { all, req, before, keep_all };

	*all = (struct reports){ 0 };
	return each_namespace(&req->source, read_report, &reading);
}

/**
 * reports_rows() - the rows of all of them
 * @all: the reports
 * @req: has the order
 * @rows: empty; the rows are copied to it
 *
 * Return: DONE or FAILED.
 */
int reports_rows(const struct reports *all, const struct report_request *req,
		 struct assessment *rows)
{
	size_t i;

	for (i = 0; i < all->nr_items; i++)
		if (assessment_add(rows, &all->item[i]->rows))
			return FAILED;
	assessment_sort(rows, req->sort);
	return DONE;
}

/* The value of a cause is worse if it is higher; that of the forecast if it is lower. */
static bool is_worse(const struct cause *one, const struct cause *other)
{
	if (!one->known || !other->known)
		return one->known;
	return one->kind == CAUSE_FORECAST ? one->value < other->value : one->value > other->value;
}

static void add_verdict(struct verdict *sum, const struct verdict *verdict)
{
	unsigned int i, side;

	if (verdict->level > sum->level)
		sum->level = verdict->level;
	for (i = 0; i < CAUSES; i++) {
		const struct cause *cause = verdict_cause(verdict, sum->cause[i].kind);

		if (is_worse(cause, &sum->cause[i]))
			sum->cause[i] = *cause;
		sum->cause[i].row = -1;
	}
	for (side = 0; side < TWSTAT_SIDES; side++)
		sum->totals.timewait[side] += verdict->totals.timewait[side];
}

static void add_report_to(struct report *sum, const struct report *report)
{
	uint64_t begun = summary_get(&report->snap.summary, KEY_BOOTTIME_NS);

	add_verdict(&sum->verdict, &report->verdict);
	sum->snap.source = report->snap.source;
	if (begun > summary_get(&sum->snap.summary, KEY_BOOTTIME_NS))
		summary_set(&sum->snap.summary, KEY_BOOTTIME_NS, begun);
}

/**
 * reports_sum() - a report of all of them: the rows, the sockets, the worst of each cause
 * @all: the reports, which the rows refer to
 * @req: what was wanted of each
 * @sum: filled; free it with report_free(), whatever is returned
 *
 * Return: DONE or FAILED.
 */
int reports_sum(const struct reports *all, const struct report_request *req, struct report *sum)
{
	unsigned int i;
	int err;

	*sum = (struct report){ .by = req->by };
	for (i = 0; i < CAUSES; i++)
		sum->verdict.cause[i].kind = (enum cause_kind)i;
	for (i = 0; i < all->nr_items; i++)
		add_report_to(sum, all->item[i]);
	err = reports_rows(all, req, &sum->rows);
	sum->found = sum->rows.nr_rows;
	return err;
}

/** reports_json() - all of them as one document */
void reports_json(const struct reports *all, struct json *json)
{
	size_t i;

	json_object(json, NULL);
	json_u64(json, "schema", JSON_SCHEMA);
	json_array(json, "namespaces");
	for (i = 0; i < all->nr_items; i++)
		report_json(all->item[i], json, NULL);
	json_array_end(json);
	json_object_end(json);
}

/** reports_free() - give back what reports_read() took */
void reports_free(struct reports *all)
{
	size_t i;

	for (i = 0; i < all->nr_items; i++) {
		report_free(all->item[i]);
		free(all->item[i]);
	}
	free(all->item);
	*all = (struct reports){ 0 };
}
