// SPDX-License-Identifier: GPL-2.0
/* twstat show: verdict, destinations, forecast and advice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "commands/destination_columns.h"
#include "commands/screen.h"
#include "commands/report.h"
#include "model/text.h"
#include "source/holders.h"
#include "source/namespaces.h"

#define HOLDERS_NAMED 3

/**
 * struct spaces - the reports of all namespaces, for --all-netns
 * @req: what is read of each
 * @report: one each
 * @nr_reports: how many
 */
struct spaces {
	struct report_request req;
	struct report **report;
	size_t nr_reports;
};

/* Name the processes with most live sockets there, which could use a pool. */
static void name_holders(struct report *report, struct advice *item, const char *netns)
{
	const struct destination *dest = &report->cited.row[item->row].dest;
	const struct filter all = { .root = -1 };
	char name[64];
	struct holders list;
	size_t i, used = strlen(item->reason);
	unsigned int named = 0;

	if (!holders_find(&list, netns, &all))
		for (i = 0; i < list.nr_items && named < HOLDERS_NAMED; i++) {
			const struct holder *holder = &list.item[i];

			if (!*holder->name || destination_compare(&holder->dest, dest))
				continue;
			used += (size_t)snprintf(item->reason + used, sizeof(item->reason) - used,
						 "%s%s[%d]", named++ ? ", " : "; likely ",
						 show_foreign(holder->name, name, sizeof(name)),
						 holder->pid);
			if (used >= sizeof(item->reason))
				break;
		}
	holders_free(&list);
}

/*
 * Who made the sockets or, where that is not known, who holds live ones: of these
 * only root sees all, and a saved snapshot has none.
 */
static void name_all_holders(struct report *report, const struct source_request *source)
{
	unsigned int i;

	report_name_sockets(report, source);
	if (report_name_owners(report, source))
		return;
	if (geteuid() || source->kind == SOURCE_FILE)
		return;
	for (i = 0; i < report->advice.nr_items; i++)
		if (!strcmp(report->advice.item[i].id, "pool") ||
		    !strcmp(report->advice.item[i].id, "close_wait"))
			name_holders(report, &report->advice.item[i], source->netns);
}

static void print_table(const struct report *report, const struct terminal *term)
{
	struct table table;

	if (report->rows.nr_rows) {
		fputc('\n', term->out);
		if (report->rows.row[0].netns)
			rows_netns_table(&table, &report->rows);
		else
			rows_table(&table, &report->rows);
		table_text(&table, term);
	}
	if (report->found > report->rows.nr_rows) {
		terminal_tone(term, TONE_DIM);
		fprintf(term->out, "    and %zu more: -n 0 shows all\n",
			report->found - report->rows.nr_rows);
		terminal_tone(term, TONE_PLAIN);
	}
}

static void print_text(const struct report *report, const struct terminal *term)
{
	screen_verdict(&report->verdict, &report->cited, &report->snap, term);
	fputc('\n', term->out);
	screen_figures(&report->snap, &report->verdict, term);
	print_table(report, term);
	if (report->advice.nr_items)
		fputc('\n', term->out);
	screen_advice(&report->advice, term);
}

static int show_one(const struct options *opt)
{
	struct report_request req = report_request_of(opt);
	struct terminal term;
	struct report report;
	struct json json;
	int err = report_read(&report, &req, NULL, false);

	if (!err)
		name_all_holders(&report, &req.source);
	if (!err && opt->json) {
		json_begin(&json, stdout, opt->pretty);
		report_json(&report, &json, NULL);
		json_end(&json);
	} else if (!err) {
		terminal_init(&term, opt->color);
		print_text(&report, &term);
	}
	report_free(&report);
	return err;
}

static int add_namespace_report(const struct netns_found *ns, void *data)
{
	struct spaces *spaces = data;
	struct report *report = malloc(sizeof(*report)), **more;
	size_t i;
	int err;

	more = realloc(spaces->report, (spaces->nr_reports + 1) * sizeof(*more));
	if (more)
		spaces->report = more;
	if (!more || !report) {
		free(report);
		return failure("out of memory");
	}
	more[spaces->nr_reports++] = report;
	err = report_read(report, &spaces->req, NULL, false);
	snprintf(report->snap.name, sizeof(report->snap.name), "%s", ns->name);
	for (i = 0; !err && i < report->rows.nr_rows; i++)
		report->rows.row[i].netns = report->snap.name;
	return err;
}

static void print_spaces_json(const struct spaces *spaces, const struct options *opt)
{
	struct json json;
	size_t i;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_array(&json, "namespaces");
	for (i = 0; i < spaces->nr_reports; i++)
		report_json(spaces->report[i], &json, NULL);
	json_array_end(&json);
	json_object_end(&json);
	json_end(&json);
}

/* The verdicts, then the rows of all in one table. */
static int print_spaces_text(const struct spaces *spaces, const struct options *opt)
{
	size_t i, lines = spaces->req.nr_lines;
	struct report all = { 0 };
	struct terminal term;
	int err = DONE;

	terminal_init(&term, opt->color);
	for (i = 0; !err && i < spaces->nr_reports; i++) {
		const struct report *report = spaces->report[i];
		char name[NETNS_NAME];

		terminal_tone(&term, TONE_BOLD);
		fprintf(term.out, "%s\n", show_foreign(report->snap.name, name, sizeof(name)));
		terminal_tone(&term, TONE_PLAIN);
		screen_verdict(&report->verdict, &report->cited, &report->snap, &term);
		err = assessment_add(&all.rows, &report->rows);
	}
	if (!err) {
		assessment_sort(&all.rows, spaces->req.sort);
		all.found = all.rows.nr_rows;
		if (lines && lines < all.found)
			all.rows.nr_rows = lines;
		print_table(&all, &term);
	}
	assessment_free(&all.rows);
	return err;
}

static int show_all(const struct options *opt)
{
	struct spaces spaces = { .req = report_request_of(opt) };
	size_t i;
	int err = namespaces_each(add_namespace_report, &spaces);

	if (!err && opt->json)
		print_spaces_json(&spaces, opt);
	else if (!err)
		err = print_spaces_text(&spaces, opt);
	for (i = 0; i < spaces.nr_reports; i++) {
		report_free(spaces.report[i]);
		free(spaces.report[i]);
	}
	free(spaces.report);
	return err;
}

static int run_show(const struct options *opt)
{
	return opt->all_netns ? show_all(opt) : show_one(opt);
}

const struct command show_command = {
	.name = "show",
	.arguments = "[FILTER]",
	.about = "verdict, destinations, forecast, what to do (the default)",
	.options = "jSNAfnsb",
	.help = "FILTER as in ss: [inbound|outbound] {src|dst} ADDR[/LEN][:PORT],\n"
		"{sport|dport} OP PORT, joined by and, or, not and ( ).\n",
	.run = run_show,
};
