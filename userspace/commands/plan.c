// SPDX-License-Identifier: GPL-2.0
/* twstat plan: what a rate of closes takes on this host. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "analysis/plan.h"
#include "command.h"
#include "model/text.h"
#include "output/table.h"
#include "source/source.h"

#define RATES 5

static const double usual_rates[RATES] = { 10, 100, 1000, 5000, 10000 };

/* Lengths of TIME_WAIT of other systems. */
static const struct {
	const char *name;
	const char *key;
	double seconds;
} others[] = {
	{ "macOS 30 s", "macos", 30 },
	{ "RFC 793 240 s", "rfc793", 240 },
};

/**
 * struct planned - what is printed
 * @cond: of the namespace
 * @limit: tcp_max_tw_buckets
 * @row: one a rate
 * @nr_rows: how many
 * @pool: with the size of a pool
 * @source: of the conditions
 */
struct planned {
	struct conditions cond;
	double limit;
	struct plan row[RATES];
	size_t nr_rows;
	bool pool;
	enum source_kind source;
};

static const struct plan *plan_at(const void *row)
{
	return row;
}

static void plan_rate(const void *row, struct value *value)
{
	value_number(value, VALUE_RATE, plan_at(row)->rate);
}

static void plan_timewait(const void *row, struct value *value)
{
	value_u64(value, (uint64_t)plan_at(row)->timewait);
}

static void plan_bytes(const void *row, struct value *value)
{
	if (plan_at(row)->bytes_known)
		value_number(value, VALUE_BYTES, plan_at(row)->bytes);
}

static const char *plan_memory(const void *row, const struct terminal *term, char *buf, size_t size)
{
	char number[32];

	(void)term;
	snprintf(buf, size, "%s%s", plan_at(row)->bytes_known ? "" : "~",
		 show_bytes(plan_at(row)->bytes, number, sizeof(number)));
	return buf;
}

static void plan_ports(const void *row, struct value *value)
{
	value_number(value, VALUE_RATIO, plan_at(row)->ports_ratio);
}

static const char *plan_ports_text(const void *row, const struct terminal *term, char *buf,
				   size_t size)
{
	const struct plan *plan = row;
	bool exact = plan->ports_ratio >= plan->ports_max_ratio;

	snprintf(buf, size, "%s%.0f%%",
		 exact	    ? "" :
		 term->utf8 ? "≥" :
			      ">=",
		 plan->ports_ratio * 100);
	return buf;
}

static void plan_ports_max(const void *row, struct value *value)
{
	if (plan_at(row)->ports_max_ratio > plan_at(row)->ports_ratio)
		value_number(value, VALUE_RATIO, plan_at(row)->ports_max_ratio);
}

static void plan_loopback(const void *row, struct value *value)
{
	if (plan_at(row)->loopback_ratio < plan_at(row)->ports_ratio)
		value_number(value, VALUE_RATIO, plan_at(row)->loopback_ratio);
}

static void plan_fails_after(const void *row, struct value *value)
{
	if (plan_at(row)->fails)
		value_number(value, VALUE_SECONDS, plan_at(row)->fails_after);
}

static void plan_over_limit(const void *row, struct value *value)
{
	value->kind = VALUE_BOOL;
	value->truth = plan_at(row)->over_limit;
}

static void plan_pool(const void *row, struct value *value)
{
	if (plan_at(row)->pool > 0)
		value_u64(value, (uint64_t)plan_at(row)->pool);
}

/* The ports do not suffice, or only where tcp_tw_reuse takes them over. */
static void failing_text(const struct plan *plan, char *buf, size_t size)
{
	char seconds[32];

	show_seconds(plan->fails_after, seconds, sizeof(seconds));
	if (plan->fails && plan->fails_after <= 0)
		snprintf(buf, size, "fails at once");
	else if (plan->fails)
		snprintf(buf, size, "fails after %s%s", seconds,
			 plan->fails_on_loopback ? "" : "; not on loopback");
	else
		snprintf(buf, size, "fails after %s without reuse", seconds);
}

static const char *plan_outcome(const void *row, const struct terminal *term, char *buf,
				size_t size)
{
	const struct plan *plan = row;

	(void)term;
	if (plan->may_fail)
		failing_text(plan, buf, size);
	else
		snprintf(buf, size, "fine%s%s", plan->over_limit ? "; over the limit" : "",
			 plan->ports_ratio >= 0.8 ? ", but close" : "");
	return buf;
}

static enum tone plan_outcome_tone(const void *row)
{
	return plan_at(row)->fails ? TONE_CRITICAL : TONE_GOOD;
}

static const struct table_column columns[] = {
	{ "closes_per_second", " CLOSES/S", 0, 0, .value = plan_rate },
	{ "timewait", " TIME_WAIT", 0, 0, .value = plan_timewait },
	{ "memory_bytes", "   MEMORY", 2, 0, .value = plan_bytes, .show = plan_memory },
	{ "ports_ratio", "  PORTS", 1, 0, .value = plan_ports, .show = plan_ports_text },
	{ "ports_max_ratio", NULL, 0, COLUMN_JSON_ONLY, .value = plan_ports_max },
	{ "loopback_ports_ratio", NULL, 0, COLUMN_JSON_ONLY, .value = plan_loopback },
	{ NULL, " ONE DESTINATION", 0, COLUMN_LEFT | COLUMN_TEXT_ONLY | COLUMN_CLIP,
	  .show = plan_outcome, .tone = plan_outcome_tone },
	{ "fails_after_seconds", NULL, 0, COLUMN_JSON_ONLY, .value = plan_fails_after },
	{ "over_limit", NULL, 0, COLUMN_JSON_ONLY, .value = plan_over_limit },
	{ "pool_connections", "POOL", 0, 0, .value = plan_pool },
};

#define COLUMNS ARRAY_SIZE(columns)

static const void *plan_row(const void *data, size_t i)
{
	return &((const struct planned *)data)->row[i];
}

static const char *plan_range(const struct conditions *cond, char *buf, size_t size)
{
	char open_text[32], usable[32];

	show_count((uint64_t)ports_open(cond), open_text, sizeof(open_text));
	show_count((uint64_t)cond->usable, usable, sizeof(usable));
	if (cond->bound > 0)
		snprintf(buf, size, "%s of %s", open_text, usable);
	else
		snprintf(buf, size, "%s", usable);
	return buf;
}

static void print_text(const struct planned *plan, const struct options *opt,
		       const struct table *table)
{
	const struct conditions *cond = &plan->cond;
	char ports_text[80], nominal[32], text[256];
	struct terminal term;
	size_t i, used;

	terminal_init(&term, opt->color);
	snprintf(text, sizeof(text),
		 "%.1f s + %s%.1f s timer lateness, %s%.0f B/socket, %s ports per destination",
		 cond->length, cond->granularity_known ? "" : "~", cond->granularity / 2,
		 cond->object_known ? "" : "~", cond->object_bytes,
		 plan_range(cond, ports_text, sizeof(ports_text)));
	terminal_wrap(&term, 0, 0, text);
	table_text(table, &term);
	show_count((uint64_t)(cond->usable / cond->length), nominal, sizeof(nominal));
	used = (size_t)snprintf(text, sizeof(text), "Highest safe rate %.0f/s (nominal %s",
				floor(safe_rate(cond)), nominal);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "; %s: %.0f",
					 others[i].name, floor(cond->usable / others[i].seconds));
	snprintf(text + used, sizeof(text) - used, ")");
	terminal_wrap(&term, 0, 0, text);
}

static void print_json(const struct planned *plan, const struct options *opt,
		       const struct table *table)
{
	struct json json;
	size_t i;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", source_name(plan->source));
	json_double(&json, "timewait_seconds", plan->cond.length);
	if (plan->cond.granularity_known)
		json_double(&json, "lateness_seconds", plan->cond.granularity / 2);
	if (plan->cond.object_known)
		json_double(&json, "object_bytes", plan->cond.object_bytes);
	json_double(&json, "local_ports_usable", plan->cond.usable);
	if (plan->cond.bound_known || plan->cond.bound > 0)
		json_double(&json, "ports_bound", plan->cond.bound);
	json_double(&json, "safe_closes_per_second", safe_rate(&plan->cond));
	json_double(&json, "nominal_closes_per_second", plan->cond.usable / plan->cond.length);
	json_object(&json, "elsewhere");
	for (i = 0; i < ARRAY_SIZE(others); i++)
		json_double(&json, others[i].key, plan->cond.usable / others[i].seconds);
	json_object_end(&json);
	table_json(table, &json, "plans");
	json_object_end(&json);
	json_end(&json);
}

static int parse_rate(const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	if (end == text || *end || !isfinite(*number) || *number <= 0 || *number > 1e9)
		return err_usage("plan %s: must be a number of closes per second", text);
	return DONE;
}

static void fill_plans(struct planned *plan, const struct options *opt, const struct snapshot *snap,
		       double one)
{
	size_t i;

	conditions_of(snap, &plan->cond);
	if (opt->timewait > 0)
		plan->cond.length = opt->timewait;
	plan->limit = summary_knows(&snap->summary, KEY_TW_MAX) ?
			      (double)summary_get(&snap->summary, KEY_TW_MAX) :
			      INFINITY;
	plan->source = snap->source;
	plan->nr_rows = opt->nr_arguments ? 1 : RATES;
	plan->pool = opt->per_connection > 0;
	for (i = 0; i < plan->nr_rows; i++)
		plan_of(&plan->cond, plan->limit, opt->nr_arguments ? one : usual_rates[i],
			opt->per_connection, &plan->row[i]);
}

static int parse_arguments(const struct options *opt, double *rate_given)
{
	if (opt->nr_arguments > 1)
		return err_usage("plan takes one rate");
	return opt->nr_arguments ? parse_rate(opt->argument[0], rate_given) : DONE;
}

static int run_plan(const struct options *opt)
{
	struct planned plan = { 0 };
	struct table table = { columns, COLUMNS, plan_row, 0, &plan };
	struct snapshot snap;
	double one = 0;
	int err = parse_arguments(opt, &one);

	snapshot_init(&snap);
	if (!err)
		err = source_read(&opt->source, SECTION_NONE, &snap);
	if (!err)
		fill_plans(&plan, opt, &snap, one);
	table.nr_rows = plan.nr_rows;
	/* The column of the pool is the last one. */
	if (!plan.pool)
		table.nr_columns--;
	if (!err && opt->json)
		print_json(&plan, opt, &table);
	else if (!err)
		print_text(&plan, opt, &table);
	snapshot_free(&snap);
	return err;
}

const struct command plan_command = {
	.name = "plan",
	.arguments = "[RATE]",
	.about = "what a rate of closes costs in sockets, memory and ports",
	.options = "jSNt",
	.run = run_plan,
};
