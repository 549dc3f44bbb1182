// SPDX-License-Identifier: GPL-2.0
/* twstat buckets: the lengths of the hash chains. */
#include <stdio.h>

#include "array.h"
#include "command.h"
#include "output/draw.h"
#include "output/table.h"
#include "source/source.h"

#define BAR_WIDTH 30

/* The scale of the bars; set before the table is printed. */
static uint64_t most_buckets;

static void chain_length(const void *row, struct value *value)
{
	value_u64(value, ((const struct chain_row *)row)->length);
}

static void chain_buckets(const void *row, struct value *value)
{
	value_u64(value, ((const struct chain_row *)row)->buckets);
}

static void chain_sockets(const void *row, struct value *value)
{
	value_u64(value, ((const struct chain_row *)row)->sockets);
}

static void chain_timewait(const void *row, struct value *value)
{
	value_u64(value, ((const struct chain_row *)row)->timewait);
}

static const char *chain_bar(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const struct chain_row *chain = row;

	draw_bar(term->utf8, most_buckets ? (double)chain->buckets / (double)most_buckets : 0,
		 BAR_WIDTH, buf, size);
	return buf;
}

static const struct table_column columns[] = {
	{ "chain_length", "LENGTH", 0, 0, .value = chain_length },
	{ "buckets", "BUCKETS", 0, 0, .value = chain_buckets },
	{ "sockets", "SOCKETS", 2, 0, .value = chain_sockets },
	{ "timewait", "TIMEWAIT", 1, 0, .value = chain_timewait },
	{ NULL, "", 3, COLUMN_LEFT | COLUMN_TEXT_ONLY, .show = chain_bar },
};

static const void *chain_row(const void *data, size_t i)
{
	return &((const struct snapshot *)data)->chain[i];
}

static void print_json(const struct snapshot *snap, const struct table *table,
		       const struct options *opt)
{
	struct json json;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", source_name(snap->source));
	table_json(table, &json, "chains");
	json_object_end(&json);
	json_end(&json);
}

static int print_buckets(const struct snapshot *snap, const struct options *opt)
{
	struct table table = { columns, ARRAY_SIZE(columns), chain_row, snap->nr_chains, snap };
	struct terminal term;
	size_t i;

	if (!snap->has_chains)
		return failure("the source %s has no hash table", source_name(snap->source));
	for (i = 0; i < snap->nr_chains; i++)
		if (snap->chain[i].length && snap->chain[i].buckets > most_buckets)
			most_buckets = snap->chain[i].buckets;
	if (opt->json) {
		print_json(snap, &table, opt);
		return DONE;
	}
	terminal_init(&term, opt->color);
	table_text(&table, &term);
	return DONE;
}

static int run_buckets(const struct options *opt)
{
	struct snapshot snap;
	int err;

	snapshot_init(&snap);
	err = source_read(&opt->source, SECTION_BUCKETS, &snap);
	if (!err)
		err = print_buckets(&snap, opt);
	snapshot_free(&snap);
	return err;
}

const struct command buckets_command = {
	.name = "buckets",
	.about = "the lengths of the hash table's chains, drawn",
	.options = "jSN",
	.run = run_buckets,
};
