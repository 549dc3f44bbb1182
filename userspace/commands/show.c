// SPDX-License-Identifier: GPL-2.0
/* twstat show: is there a problem, to whom, until when, what to do. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "commands/pick.h"
#include "commands/rows.h"
#include "commands/screen.h"

/**
 * struct shown - what the screen is made of
 * @snap: the snapshot
 * @all: its picked destinations, one each
 * @rows: as they are listed: grouped, sorted, at most --lines
 * @found: rows before --lines
 * @verdict: of @all
 * @advice: for them
 */
struct shown {
	struct snapshot snap;
	struct judgement all;
	struct judgement rows;
	size_t found;
	struct verdict verdict;
	struct advice_list advice;
};

/* The rows that verdict and advice speak of must be seen. */
static void keep_in_sight(struct shown *shown, long number, const struct options *opt,
			  size_t lines, size_t *reserved)
{
	struct judged row;
	long at;

	if (number < 0)
		return;
	at = judgement_find(&shown->rows, &shown->all.row[number], &opt->by);
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

static int prepare(struct shown *shown, const struct options *opt)
{
	struct conditions cond;
	int err = judge(&shown->snap, &shown->all);

	if (err)
		return err;
	conditions_of(&shown->snap, &cond);
	verdict_of(&shown->snap, &shown->all, &shown->verdict);
	advice_of(&shown->snap, &shown->all, &shown->verdict, &shown->advice);
	err = judgement_copy(&shown->all, &shown->rows);
	if (!err)
		err = judgement_group(&shown->rows, &shown->snap, &cond, &opt->by);
	if (err)
		return err;
	judgement_sort(&shown->rows, opt->sort ? opt->sort : sort_key_find("timewait"));
	limit_rows(shown, opt);
	return DONE;
}

static void print_text(const struct shown *shown, const struct options *opt)
{
	struct terminal term;
	struct table table;

	terminal_init(&term, opt->color);
	screen_verdict(&shown->verdict, &shown->all, &shown->snap.summary, &term);
	fputc('\n', term.out);
	screen_facts(&shown->snap, &shown->verdict, &term);
	if (shown->rows.rows) {
		fputc('\n', term.out);
		rows_table(&table, &shown->rows);
		table_text(&table, &term);
	}
	if (shown->found > shown->rows.rows) {
		terminal_tone(&term, TONE_DIM);
		fprintf(term.out, "    and %zu more: -n 0 shows all\n",
			shown->found - shown->rows.rows);
		terminal_tone(&term, TONE_PLAIN);
	}
	if (shown->advice.items)
		fputc('\n', term.out);
	screen_advice(&shown->advice, &term);
}

static void json_destination(struct json *json, const struct shown *shown, long number,
			     const struct options *opt)
{
	long at = number < 0 ? -1 :
			       judgement_find(&shown->rows, &shown->all.row[number], &opt->by);

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

static void json_summary(struct json *json, const struct snapshot *snap)
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
			json_u64(json, netstat_name(i), snap->netstat[i]);
	json_object_end(json);
}

static void print_json(const struct shown *shown, const struct options *opt)
{
	const struct summary *sum = &shown->snap.summary;
	struct table table;
	struct json json;

	rows_table(&table, &shown->rows);
	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", shown->snap.source);
	if (summary_knows(sum, KEY_NETNS))
		json_u64(&json, "netns", summary_get(sum, KEY_NETNS));
	if (summary_knows(sum, KEY_BOOTTIME_NS))
		json_u64(&json, "boottime_ns", summary_get(sum, KEY_BOOTTIME_NS));
	json_verdict(&json, shown, opt);
	json_summary(&json, &shown->snap);
	table_json(&table, &json, "destinations");
	json_advice(&json, shown, opt);
	json_object_end(&json);
	json_end(&json);
}

static int run(const struct options *opt)
{
	struct shown shown = { 0 };
	int err;

	snapshot_init(&shown.snap);
	err = pick_read(opt, &shown.snap);
	if (!err)
		err = prepare(&shown, opt);
	if (!err && opt->json)
		print_json(&shown, opt);
	else if (!err)
		print_text(&shown, opt);
	judgement_free(&shown.rows);
	judgement_free(&shown.all);
	snapshot_free(&shown.snap);
	return err;
}

const struct command show_command = {
	.name = "show",
	.arguments = "[FILTER]",
	.about = "verdict, destinations, forecast, what to do (the default)",
	.options = "jSNfnsb",
	.run = run,
};
