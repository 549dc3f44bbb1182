// SPDX-License-Identifier: GPL-2.0
/* twstat who: processes that hold live sockets to a destination. */
#include <stdio.h>
#include <unistd.h>

#include "array.h"
#include "command.h"
#include "commands/filtered_read.h"
#include "model/text.h"
#include "output/table.h"
#include "source/holders.h"

static const struct holder *holder_at(const void *row)
{
	return row;
}

static void holder_side(const void *row, struct value *value)
{
	value_text(value, side_name(holder_at(row)->dest.side));
}

static const char *holder_side_text(const void *row, const struct terminal *term, char *buf,
				    size_t size)
{
	(void)term;
	snprintf(buf, size, "%s", side_short_name(holder_at(row)->dest.side));
	return buf;
}

static void holder_family(const void *row, struct value *value)
{
	value_text(value, family_name(holder_at(row)->dest.family));
}

static void holder_local(const void *row, struct value *value)
{
	value->kind = VALUE_TEXT;
	address_text(&holder_at(row)->dest.local, value->text, VALUE_TEXT_SIZE);
}

static void holder_remote(const void *row, struct value *value)
{
	value->kind = VALUE_TEXT;
	address_text(&holder_at(row)->dest.remote, value->text, VALUE_TEXT_SIZE);
}

static void holder_port(const void *row, struct value *value)
{
	value_u64(value, holder_at(row)->dest.port);
}

static const char *holder_name(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	return destination_text(&holder_at(row)->dest, buf, size);
}

static void holder_sockets(const void *row, struct value *value)
{
	value_u64(value, holder_at(row)->sockets);
}

static void holder_pid(const void *row, struct value *value)
{
	if (holder_at(row)->pid)
		value_u64(value, (uint64_t)holder_at(row)->pid);
}

static const char *holder_pid_text(const void *row, const struct terminal *term, char *buf,
				   size_t size)
{
	(void)term;
	if (holder_at(row)->pid)
		snprintf(buf, size, "%d", holder_at(row)->pid);
	else
		snprintf(buf, size, "-");
	return buf;
}

static void holder_command(const void *row, struct value *value)
{
	if (*holder_at(row)->name)
		value_text(value, holder_at(row)->name);
}

static const char *holder_command_text(const void *row, const struct terminal *term, char *buf,
				       size_t size)
{
	const struct holder *holder = row;

	(void)term;
	if (*holder->name)
		return show_foreign(holder->name, buf, size);
	snprintf(buf, size, "%s", holder->pid ? "(ended)" : "(not seen)");
	return buf;
}

static const struct table_column columns[] = {
	{ "side", "", 2, COLUMN_LEFT, .value = holder_side, .show = holder_side_text },
	{ "family", NULL, 0, COLUMN_JSON_ONLY, .value = holder_family },
	{ "local", NULL, 0, COLUMN_JSON_ONLY, .value = holder_local },
	{ "remote", NULL, 0, COLUMN_JSON_ONLY, .value = holder_remote },
	{ "port", NULL, 0, COLUMN_JSON_ONLY, .value = holder_port },
	{ NULL, "DESTINATION", 0, COLUMN_LEFT | COLUMN_TEXT_ONLY | COLUMN_CLIP,
	  .show = holder_name },
	{ "live", "LIVE", 0, 0, .value = holder_sockets },
	{ "pid", "PID", 1, 0, .value = holder_pid, .show = holder_pid_text },
	{ "command", "COMMAND", 0, COLUMN_LEFT, .value = holder_command,
	  .show = holder_command_text },
};

static const void *holder_row(const void *data, size_t i)
{
	return &((const struct holders *)data)->item[i];
}

static const char inferred[] = "Inferred from live sockets: a timewait socket has no owner.";
static const char inferred_own[] = "Inferred from live sockets of your own processes alone.";

static void print_text(const struct table *table, const struct options *opt)
{
	struct terminal term;

	terminal_init(&term, opt->color);
	table_text(table, &term);
	terminal_tone(&term, TONE_DIM);
	terminal_wrap(&term, 0, 0, geteuid() ? inferred_own : inferred);
	terminal_tone(&term, TONE_PLAIN);
}

static void print_json(const struct table *table, const struct options *opt)
{
	struct json json;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", source_name(SOURCE_SOCK_DIAG));
	json_bool(&json, "inferred", true);
	json_bool(&json, "all_processes", !geteuid());
	table_json(table, &json, "holders");
	json_object_end(&json);
	json_end(&json);
}

static void drop_others(struct holders *list, const struct options *opt)
{
	struct selection sel = selection_of(opt);
	size_t i, kept = 0;

	for (i = 0; i < list->nr_items; i++)
		if (selection_has_family(&sel, list->item[i].dest.family))
			list->item[kept++] = list->item[i];
	list->nr_items = kept;
	if (opt->lines > 0 && (size_t)opt->lines < kept)
		list->nr_items = (size_t)opt->lines;
}

static int run_who(const struct options *opt)
{
	struct table table = { columns, ARRAY_SIZE(columns), holder_row, 0, NULL };
	struct holders list = { 0 };
	struct filter filter;
	int err;

	err = filter_parse(&filter, opt->argument, opt->nr_arguments, FILTER_SOCKETS);
	if (!err)
		err = holders_find(&list, opt->source.netns, &filter);
	if (!err) {
		drop_others(&list, opt);
		table.nr_rows = list.nr_items;
		table.data = &list;
		if (opt->json)
			print_json(&table, opt);
		else
			print_text(&table, opt);
	}
	holders_free(&list);
	filter_free(&filter);
	return err;
}

const struct command who_command = {
	.name = "who",
	.arguments = "[FILTER]",
	.about = "processes that hold live sockets to a destination",
	.options = "jNfn",
	.help = "Live sockets come from sock_diag, their processes from /proc/PID/fd; root sees\n"
		"all of them. That the same process closed the timewait ones is an inference.\n",
	.run = run_who,
};
