// SPDX-License-Identifier: GPL-2.0
/* twstat show: verdict, destinations, forecast and advice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "commands/destination_columns.h"
#include "commands/screen.h"
#include "commands/reports.h"
#include "model/text.h"
#include "source/holders.h"

#define HOLDERS_NAMED 3

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

/* The verdicts, then the rows of all in one table. */
static int print_all_text(const struct reports *reports, const struct report_request *req,
			  const char *color)
{
	struct report all = { 0 };
	struct terminal term;
	size_t i;
	int err;

	terminal_init(&term, color);
	for (i = 0; i < reports->nr_items; i++) {
		const struct report *report = reports->item[i];
		char name[NETNS_NAME];

		terminal_tone(&term, TONE_BOLD);
		fprintf(term.out, "%s\n", show_foreign(report->snap.name, name, sizeof(name)));
		terminal_tone(&term, TONE_PLAIN);
		screen_verdict(&report->verdict, &report->cited, &report->snap, &term);
	}
	err = reports_rows(reports, req, &all.rows);
	if (!err) {
		all.found = all.rows.nr_rows;
		if (req->nr_lines && req->nr_lines < all.found)
			all.rows.nr_rows = req->nr_lines;
		print_table(&all, &term);
	}
	assessment_free(&all.rows);
	return err;
}

static int show_all(const struct options *opt)
{
	struct report_request req = report_request_of(opt);
	size_t lines = req.nr_lines;
	struct reports reports = { 0 };
	struct json json;
	int err;

	/* One table has a limit of its own. */
	req.nr_lines = opt->json ? lines : 0;
	err = reports_read(&reports, &req, NULL, false);
	req.nr_lines = lines;
	if (!err && opt->json) {
		json_begin(&json, stdout, opt->pretty);
		reports_json(&reports, &json);
		json_end(&json);
	} else if (!err) {
		err = print_all_text(&reports, &req, opt->color);
	}
	reports_free(&reports);
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
