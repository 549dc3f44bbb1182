// SPDX-License-Identifier: GPL-2.0
/* A snapshot, its verdict, its advice and its rows: for `show`, `top` and JSON. */
#include <stdlib.h>

#include "commands/destination_columns.h"
#include "commands/report.h"
#include "errors.h"

/** report_request_of() - what the command line asks for */
struct report_request report_request_of(const struct options *opt)
{
	struct report_request req = {
		.source = opt->source,
		.sel = selection_of(opt),
		.by = opt->by,
		.sort = opt->sort ? opt->sort : sort_key_find("timewait"),
	};

	/* JSON has every row unless --lines says otherwise. */
	if (opt->lines > 0)
		req.nr_lines = (size_t)opt->lines;
	else if (opt->lines < 0 && !opt->json)
		req.nr_lines = LINES_DEFAULT;
	return req;
}

/* A row that the verdict names is listed whatever the limit is: move it up. */
static void keep_listed(struct report *report, long number, size_t lines, size_t *reserved)
{
	struct assessed row;
	long at;

	if (number < 0)
		return;
	at = assessment_find(&report->rows, &report->cited.row[number], &report->by);
	if (at < 0 || (size_t)at < lines || *reserved >= lines)
		return;
	row = report->rows.row[at];
	report->rows.row[at] = report->rows.row[lines - 1 - *reserved];
	report->rows.row[lines - 1 - *reserved] = row;
	(*reserved)++;
}

static void limit_rows(struct report *report, size_t lines)
{
	size_t reserved = 0;
	unsigned int i;

	report->found = report->rows.nr_rows;
	if (!lines || lines >= report->found)
		return;
	for (i = 0; i < CAUSES; i++)
		if (report->verdict.cause[i].level > LEVEL_NORMAL)
			keep_listed(report, report->verdict.cause[i].row, lines, &reserved);
	report->rows.nr_rows = lines;
}

/** report_seconds() - time between two samples, 0 when it is not known */
double report_seconds(const struct report *report, const struct report *before)
{
	uint64_t now = summary_get(&report->snap.summary, KEY_BOOTTIME_NS);
	uint64_t then = summary_get(&before->snap.summary, KEY_BOOTTIME_NS);

	return now > then ? (double)(now - then) / 1e9 : 0;
}

/* Keep a copy of a row that verdict or advice names; its number there. */
static long cite_row(struct report *report, long number)
{
	struct assessment *cited = &report->cited;

	if (number < 0)
		return number;
	cited->row[cited->nr_rows] = report->rows.row[number];
	return (long)cited->nr_rows++;
}

/* Grouping and sorting change the row numbers: copy the rows that are named. */
static int keep_cited(struct report *report)
{
	unsigned int i;

	report->cited.row = calloc(CAUSES + ADVICES, sizeof(*report->cited.row));
	if (!report->cited.row)
		return failure("out of memory");
	for (i = 0; i < CAUSES; i++)
		report->verdict.cause[i].row = cite_row(report, report->verdict.cause[i].row);
	for (i = 0; i < report->advice.nr_items; i++)
		report->advice.item[i].row = cite_row(report, report->advice.item[i].row);
	return DONE;
}

/* How fast the kernel's count of closes that skip TIME_WAIT has grown. */
static double overflow_rate(const struct report *report, const struct report *before)
{
	uint64_t now = report->snap.netstat[NETSTAT_OVERFLOW];
	uint64_t then = before->snap.netstat[NETSTAT_OVERFLOW];
	double seconds = report_seconds(report, before);

	return seconds > 0 && now > then ? (double)(now - then) / seconds : 0;
}

static int assess_all(struct report *report, const struct conditions *cond,
		      const struct report *before, bool keep_all)
{
	int err = assess(&report->snap, &report->rows);

	if (!err)
		err = assessment_find_twins(&report->rows);
	if (err)
		return err;
	if (keep_all)
		assessment_measure(&report->rows, cond, before ? &before->all : NULL,
				   before ? report_seconds(report, before) : 0);
	verdict_of(&report->snap, &report->rows, &report->verdict);
	if (before)
		report->verdict.overflow_per_second = overflow_rate(report, before);
	advice_of(&report->snap, &report->rows, &report->verdict, &report->advice);
	err = keep_cited(report);
	return err || !keep_all ? err : assessment_copy(&report->rows, &report->all);
}

static int report_rest(struct report *report, const struct report_request *req,
		       const struct report *before, bool keep_all)
{
	struct conditions cond;
	int err;

	conditions_of(&report->snap, &cond);
	err = assess_all(report, &cond, before, keep_all);
	if (!err)
		err = assessment_group(&report->rows, &report->snap, &cond, &report->by);
	if (err)
		return err;
	assessment_sort(&report->rows, req->sort);
	limit_rows(report, req->nr_lines);
	return DONE;
}

/**
 * report_read() - take a snapshot and assess it
 * @report: filled; free it with report_free(), whatever is returned
 * @req: what is wanted
 * @before: an earlier one to measure changes against, or NULL
 * @keep_all: this one will be an earlier one
 *
 * Return: an enum outcome.
 */
int report_read(struct report *report, const struct report_request *req,
		const struct report *before, bool keep_all)
{
	int err;

	*report = (struct report){ .by = req->by };
	snapshot_init(&report->snap);
	err = read_filtered(&req->source, &req->sel, &report->snap);
	return err ?: report_rest(report, req, before, keep_all);
}

/**
 * report_make() - the same with a snapshot that was read
 * @report: filled; free it with report_free(), whatever is returned
 * @req: what is wanted; its source is not used
 * @snap: taken: it is empty then
 * @before: an earlier one to measure changes against, or NULL
 * @keep_all: this one will be an earlier one
 *
 * Return: an enum outcome.
 */
int report_make(struct report *report, const struct report_request *req, struct snapshot *snap,
		const struct report *before, bool keep_all)
{
	int err;

	*report = (struct report){ .by = req->by };
	snapshot_move(&report->snap, snap);
	err = filter_snapshot(&report->snap, &req->sel);
	return err ?: report_rest(report, req, before, keep_all);
}

/** report_free() - give back what report_read() took */
void report_free(struct report *report)
{
	assessment_free(&report->rows);
	assessment_free(&report->cited);
	assessment_free(&report->all);
	snapshot_free(&report->snap);
}

static void json_destination(struct json *json, const struct report *report, long number)
{
	long at = -1;

	if (number >= 0)
		at = assessment_find(&report->rows, &report->cited.row[number], &report->by);
	if (at >= 0)
		json_u64(json, "destination", (uint64_t)at);
}

static void json_verdict(struct json *json, const struct report *report)
{
	unsigned int i;

	json_object(json, "verdict");
	json_text(json, "level", level_name(report->verdict.level));
	json_array(json, "causes");
	for (i = 0; i < CAUSES; i++) {
		const struct cause *cause = &report->verdict.cause[i];

		if (cause->level == LEVEL_NORMAL)
			continue;
		json_object(json, NULL);
		json_text(json, "cause", cause_name(cause->kind));
		json_text(json, "level", level_name(cause->level));
		json_double(json, "value", cause->value);
		json_text(json, "unit", cause_unit(cause->kind));
		json_destination(json, report, cause->row);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

static void json_advice(struct json *json, const struct report *report)
{
	unsigned int i;

	json_array(json, "advice");
	for (i = 0; i < report->advice.nr_items; i++) {
		const struct advice *item = &report->advice.item[i];

		json_object(json, NULL);
		json_text(json, "id", item->id);
		json_text(json, "kind", advice_kind_name(item->kind));
		json_destination(json, report, item->row);
		if (item->value >= 0)
			json_double(json, "value", item->value);
		json_text(json, "reason", item->reason);
		json_object_end(json);
	}
	json_array_end(json);
}

static void json_figures(struct json *json, const struct snapshot *snap)
{
	unsigned int i;

	json_object(json, "summary");
	for (i = 0; i < SUMMARY_KEYS; i++)
		if (summary_knows(&snap->summary, i))
			json_u64(json, summary_keys[i].name, summary_get(&snap->summary, i));
	json_object_end(json);
	json_object(json, "netstat");
	for (i = 0; i < NETSTATS; i++)
		if (snap->netstat_known & (1u << i))
			json_u64(json, netstat_key(i), snap->netstat[i]);
	json_object_end(json);
}

/**
 * report_json() - all of it as an object
 * @report: the report
 * @json: the writer
 * @key: of the object, NULL in an array or as the whole document
 */
void report_json(const struct report *report, struct json *json, const char *key)
{
	const struct summary *sum = &report->snap.summary;
	struct table table;

	rows_table(&table, &report->rows);
	json_object(json, key);
	json_u64(json, "schema", JSON_SCHEMA);
	json_text(json, "source", source_name(report->snap.source));
	if (*report->snap.name)
		json_text(json, "name", report->snap.name);
	if (summary_knows(sum, KEY_NETNS))
		json_u64(json, "netns", summary_get(sum, KEY_NETNS));
	if (summary_knows(sum, KEY_BOOTTIME_NS))
		json_u64(json, "boottime_ns", summary_get(sum, KEY_BOOTTIME_NS));
	json_verdict(json, report);
	json_figures(json, &report->snap);
	table_json(&table, json, "destinations");
	json_advice(json, report);
	json_object_end(json);
}
