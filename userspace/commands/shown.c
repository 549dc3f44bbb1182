// SPDX-License-Identifier: GPL-2.0
/* A snapshot with all that is said of it: for `show`, `top` and JSON. */
#include <stdlib.h>

#include "commands/pick.h"
#include "commands/rows.h"
#include "commands/shown.h"
#include "report.h"

/* The rows that verdict and advice speak of must be seen. */
static void keep_in_sight(struct shown *shown, long number, const struct options *opt, size_t lines,
			  size_t *reserved)
{
	struct judged row;
	long at;

	if (number < 0)
		return;
	at = judgement_find(&shown->rows, &shown->spoken.row[number], &opt->by);
	if (at < 0 || (size_t)at < lines || *reserved >= lines)
		return;
	row = shown->rows.row[at];
	shown->rows.row[at] = shown->rows.row[lines - 1 - *reserved];
	shown->rows.row[lines - 1 - *reserved] = row;
	(*reserved)++;
}

static void limit_rows(struct shown *shown, const struct options *opt)
{
	size_t lines = opt->lines > 0 ? (size_t)opt->lines : LINES_DEFAULT, reserved = 0;
	unsigned int i;

	shown->found = shown->rows.rows;
	if (opt->lines == 0 || (opt->lines < 0 && opt->json) || lines >= shown->found)
		return;
	for (i = 0; i < CAUSES; i++)
		if (shown->verdict.cause[i].level > LEVEL_NORMAL)
			keep_in_sight(shown, shown->verdict.cause[i].row, opt, lines, &reserved);
	shown->rows.rows = lines;
}

/** shown_seconds() - time between two samples, 0 when it is not known */
double shown_seconds(const struct shown *shown, const struct shown *before)
{
	uint64_t now = summary_get(&shown->snap.summary, KEY_BOOTTIME_NS);
	uint64_t then = summary_get(&before->snap.summary, KEY_BOOTTIME_NS);

	return now > then ? (double)(now - then) / 1e9 : 0;
}

/* Keep a copy of a row that is spoken of; its number there. */
static long speak_of(struct shown *shown, long number)
{
	struct judgement *spoken = &shown->spoken;

	if (number < 0)
		return -1;
	spoken->row[spoken->rows] = shown->rows.row[number];
	return (long)spoken->rows++;
}

/* Grouping and sorting put the rows in another order: remember what counts. */
static int keep_spoken(struct shown *shown)
{
	unsigned int i;

	shown->spoken.row = calloc(CAUSES + ADVICES, sizeof(*shown->spoken.row));
	if (!shown->spoken.row)
		return failure("out of memory");
	for (i = 0; i < CAUSES; i++)
		shown->verdict.cause[i].row = speak_of(shown, shown->verdict.cause[i].row);
	for (i = 0; i < shown->advice.items; i++)
		shown->advice.item[i].row = speak_of(shown, shown->advice.item[i].row);
	return DONE;
}

static int judge_all(struct shown *shown, const struct conditions *cond, const struct shown *before,
		     bool keep_all)
{
	int err = judge(&shown->snap, &shown->rows);

	if (!err)
		err = judgement_find_twins(&shown->rows);
	if (err)
		return err;
	if (keep_all)
		judgement_measure(&shown->rows, cond, before ? &before->all : NULL,
				  before ? shown_seconds(shown, before) : 0);
	verdict_of(&shown->snap, &shown->rows, &shown->verdict);
	advice_of(&shown->snap, &shown->rows, &shown->verdict, &shown->advice);
	err = keep_spoken(shown);
	return err || !keep_all ? err : judgement_copy(&shown->rows, &shown->all);
}

/**
 * shown_read() - take a snapshot and judge it
 * @shown: filled; free it with shown_free(), whatever is returned
 * @opt: source, filter, grouping, order, lines
 * @before: an earlier one to measure changes against, or NULL
 * @keep_all: this one will be an earlier one
 *
 * Return: an enum outcome.
 */
int shown_read(struct shown *shown, const struct options *opt, const struct shown *before,
	       bool keep_all)
{
	struct conditions cond;
	int err;

	*shown = (struct shown){ 0 };
	snapshot_init(&shown->snap);
	err = pick_read(opt, &shown->snap);
	if (err)
		return err;
	conditions_of(&shown->snap, &cond);
	err = judge_all(shown, &cond, before, keep_all);
	if (!err)
		err = judgement_group(&shown->rows, &shown->snap, &cond, &opt->by);
	if (err)
		return err;
	judgement_sort(&shown->rows, opt->sort ? opt->sort : sort_key_find("timewait"));
	limit_rows(shown, opt);
	return DONE;
}

/** shown_free() - give back what shown_read() took */
void shown_free(struct shown *shown)
{
	judgement_free(&shown->rows);
	judgement_free(&shown->spoken);
	judgement_free(&shown->all);
	snapshot_free(&shown->snap);
}

static void json_destination(struct json *json, const struct shown *shown, long number,
			     const struct options *opt)
{
	long at = -1;

	if (number >= 0)
		at = judgement_find(&shown->rows, &shown->spoken.row[number], &opt->by);
	if (at >= 0)
		json_u64(json, "destination", (uint64_t)at);
}

static void json_verdict(struct json *json, const struct shown *shown, const struct options *opt)
{
	unsigned int i;

	json_object(json, "verdict");
	json_text(json, "level", level_name(shown->verdict.level));
	json_array(json, "causes");
	for (i = 0; i < CAUSES; i++) {
		const struct cause *cause = &shown->verdict.cause[i];

		if (cause->level == LEVEL_NORMAL)
			continue;
		json_object(json, NULL);
		json_text(json, "cause", cause_name(cause->kind));
		json_text(json, "level", level_name(cause->level));
		json_double(json, "value", cause->value);
		json_text(json, "unit", cause_unit(cause->kind));
		json_destination(json, shown, cause->row, opt);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

static void json_advice(struct json *json, const struct shown *shown, const struct options *opt)
{
	unsigned int i;

	json_array(json, "advice");
	for (i = 0; i < shown->advice.items; i++) {
		const struct advice *item = &shown->advice.item[i];

		json_object(json, NULL);
		json_text(json, "id", item->id);
		json_text(json, "kind", advice_kind_name(item->kind));
		json_destination(json, shown, item->row, opt);
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
 * shown_json() - all of it as an object
 * @shown: what is shown
 * @json: the writer
 * @key: of the object, NULL in an array or as the whole document
 * @opt: how rows were grouped
 */
void shown_json(const struct shown *shown, struct json *json, const char *key,
		const struct options *opt)
{
	const struct summary *sum = &shown->snap.summary;
	struct table table;

	rows_table(&table, &shown->rows);
	json_object(json, key);
	json_u64(json, "schema", JSON_SCHEMA);
	json_text(json, "source", shown->snap.source);
	if (*shown->snap.name)
		json_text(json, "name", shown->snap.name);
	if (summary_knows(sum, KEY_NETNS))
		json_u64(json, "netns", summary_get(sum, KEY_NETNS));
	if (summary_knows(sum, KEY_BOOTTIME_NS))
		json_u64(json, "boottime_ns", summary_get(sum, KEY_BOOTTIME_NS));
	json_verdict(json, shown, opt);
	json_figures(json, &shown->snap);
	table_json(&table, json, "destinations");
	json_advice(json, shown, opt);
	json_object_end(json);
}
