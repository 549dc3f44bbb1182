// SPDX-License-Identifier: GPL-2.0
/* twstat sockets: every timewait socket, printed while it is read. */
#include <stdio.h>

#include "array.h"
#include "command.h"
#include "commands/filtered_read.h"
#include "model/bins.h"
#include "model/filter.h"
#include "output/table.h"
#include "source/sockets.h"

static void socket_family(const void *data, struct value *value)
{
	value_text(value, family_name(((const struct socket_row *)data)->family));
}

static void socket_side(const void *data, struct value *value)
{
	value_text(value, side_name(((const struct socket_row *)data)->side));
}

static const char *socket_side_text(const void *data, const struct terminal *term, char *buf,
				    size_t size)
{
	(void)term;
	snprintf(buf, size, "%s", side_short_name(((const struct socket_row *)data)->side));
	return buf;
}

static void socket_local_addr(const void *data, struct value *value)
{
	value->kind = VALUE_TEXT;
	address_text(&((const struct socket_row *)data)->local, value->text, VALUE_TEXT_SIZE);
}

static void socket_local_port(const void *data, struct value *value)
{
	value_u64(value, ((const struct socket_row *)data)->local_port);
}

static const char *socket_local(const void *data, const struct terminal *term, char *buf,
				size_t size)
{
	const struct socket_row *row = data;

	(void)term;
	return endpoint_text(&row->local, row->local_port, buf, size);
}

static void socket_remote_addr(const void *data, struct value *value)
{
	value->kind = VALUE_TEXT;
	address_text(&((const struct socket_row *)data)->remote, value->text, VALUE_TEXT_SIZE);
}

static void socket_remote_port(const void *data, struct value *value)
{
	value_u64(value, ((const struct socket_row *)data)->remote_port);
}

static const char *socket_remote(const void *data, const struct terminal *term, char *buf,
				 size_t size)
{
	const struct socket_row *row = data;

	(void)term;
	return endpoint_text(&row->remote, row->remote_port, buf, size);
}

static void socket_substate(const void *data, struct value *value)
{
	value_text(value, ((const struct socket_row *)data)->substate);
}

static const char *socket_left(const void *data, const struct terminal *term, char *buf,
			       size_t size)
{
	const struct socket_row *row = data;

	(void)term;
	if (row->known & (1u << SOCKET_REMAINING_MS))
		snprintf(buf, size, "%.3f", (double)row->number[SOCKET_REMAINING_MS] / 1000);
	else
		snprintf(buf, size, "-");
	return buf;
}

static void socket_reuse(const void *data, struct value *value)
{
	const struct socket_row *row = data;

	if (*row->reuse)
		value_text(value, row->reuse);
}

static void socket_number_at(const void *data, unsigned int at, struct value *value)
{
	const struct socket_row *row = data;

	if (row->known & (1u << at))
		value_s64(value, row->number[at]);
}

/* A number of a row. */
#define NUMBER(name) .value_of = socket_number_at, .field = SOCKET_##name

static const struct table_column columns[] = {
	{ "family", NULL, 0, COLUMN_JSON_ONLY, .value = socket_family },
	{ "side", "SIDE", 4, COLUMN_LEFT, .value = socket_side, .show = socket_side_text },
	{ "local_addr", NULL, 0, COLUMN_JSON_ONLY, .value = socket_local_addr },
	{ "local_port", NULL, 0, COLUMN_JSON_ONLY, .value = socket_local_port },
	{ NULL, "LOCAL", 3, COLUMN_LEFT | COLUMN_TEXT_ONLY, .show = socket_local },
	{ "remote_addr", NULL, 0, COLUMN_JSON_ONLY, .value = socket_remote_addr },
	{ "remote_port", NULL, 0, COLUMN_JSON_ONLY, .value = socket_remote_port },
	{ NULL, "REMOTE", 0, COLUMN_LEFT | COLUMN_TEXT_ONLY, .show = socket_remote },
	{ "substate", "SUBSTATE", 2, COLUMN_LEFT, .value = socket_substate },
	{ "remaining_ms", "LEFT_S", 1, 0, NUMBER(REMAINING_MS), .show = socket_left },
	{ "reuse", "REUSE", 5, COLUMN_LEFT, .value = socket_reuse },
	{ "ts_recent_age_s", "TS_AGE", 6, 0, NUMBER(TS_RECENT_AGE_S) },
	{ "bucket", "BUCKET", 8, 0, NUMBER(BUCKET) },
	{ "position", "POS", 9, 0, NUMBER(POSITION) },
	{ "mark", "MARK", 10, 0, NUMBER(MARK) },
	{ "tos", "TOS", 11, 0, NUMBER(TOS) },
	{ "timer_cpu", "CPU", 7, 0, NUMBER(TIMER_CPU) },
};

/* Fixed, since rows are printed while they are read: wide enough for IPv4. */
static const unsigned int widths[] = { 0, 4, 0, 0, 21, 0, 0, 21, 9, 7, 12, 6, 8, 4, 10, 3, 4 };

/**
 * struct listing - rows being printed
 * @opt: the command line
 * @filter: which rows
 * @sel: their families
 * @source: what gives them
 * @nr_printed: rows printed
 */
struct listing {
	const struct options *opt;
	struct selection sel;
	struct filter filter;
	struct table table;
	struct table_layout layout;
	struct terminal term;
	struct json json;
	enum source_kind source;
	long nr_printed;
	bool begun;
};

static void begin_list(struct listing *list)
{
	if (list->begun)
		return;
	list->begun = true;
	if (!list->opt->json) {
		terminal_init(&list->term, list->opt->color);
		table_layout_fixed(&list->table, &list->term, widths, &list->layout);
		table_text_row(&list->table, &list->term, &list->layout, NULL);
		return;
	}
	json_begin(&list->json, stdout, list->opt->pretty);
	json_object(&list->json, NULL);
	json_u64(&list->json, "schema", JSON_SCHEMA);
	json_text(&list->json, "source", source_name(list->source));
	json_array(&list->json, "sockets");
}

static void end_list(struct listing *list)
{
	begin_list(list);
	if (!list->opt->json)
		return;
	json_array_end(&list->json);
	json_object_end(&list->json);
	json_end(&list->json);
}

static bool passes_filter(const struct listing *list, const struct socket_row *row)
{
	struct filter_row known = { .local = &row->local,
				    .remote = &row->remote,
				    .side = row->side,
				    .sport = row->local_port,
				    .dport = row->remote_port };

	return selection_has_family(&list->sel, row->family) && filter_row(&list->filter, &known);
}

static int print_socket(const struct socket_row *row, void *data)
{
	struct listing *list = data;

	if (!passes_filter(list, row) ||
	    (list->opt->lines > 0 && list->nr_printed >= list->opt->lines))
		return DONE;
	begin_list(list);
	list->nr_printed++;
	if (list->opt->json)
		table_json_row(&list->table, &list->json, row);
	else
		table_text_row(&list->table, &list->term, &list->layout, row);
	return DONE;
}

static int run_sockets(const struct options *opt)
{
	struct listing list = { .opt = opt, .sel = selection_of(opt) };
	int err;

	list.table = (struct table){ columns, ARRAY_SIZE(columns), NULL, 0, NULL };
	err = filter_parse(&list.filter, list.sel.word, list.sel.nr_words, FILTER_SOCKETS);
	if (!err)
		err = sockets_read(&opt->source, &list.source, print_socket, &list);
	if (!err)
		end_list(&list);
	filter_free(&list.filter);
	return err;
}

const struct command sockets_command = {
	.name = "sockets",
	.arguments = "[FILTER]",
	.about = "every timewait socket (with the module, root only)",
	.options = "jSNfn",
	.run = run_sockets,
};
