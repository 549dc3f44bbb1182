// SPDX-License-Identifier: GPL-2.0
/* twstat summary: the keys of the summary. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "output/json.h"
#include "output/terminal.h"
#include "source/source.h"

/* The netlink dump does not tell all that bind() took. */
static const char *about_key(const struct snapshot *snap, unsigned int key)
{
	if (key == KEY_PORTS_BOUND && snap->source == SOURCE_SOCK_DIAG)
		return "ports connect() passes over, at least";
	return summary_keys[key].about;
}

static void print_text(const struct snapshot *snap, const struct terminal *term)
{
	const struct summary *sum = &snap->summary;
	bool about = term->width >= 72;
	unsigned int key;

	for (key = 0; key < SUMMARY_KEYS; key++) {
		if (!summary_knows(sum, key))
			continue;
		fprintf(term->out, "%-22s %*" PRIu64, summary_keys[key].name, about ? 15 : 0,
			summary_get(sum, key));
		terminal_tone(term, TONE_DIM);
		fprintf(term->out, about ? "  %s" : "", about_key(snap, key));
		terminal_tone(term, TONE_PLAIN);
		fputc('\n', term->out);
	}
}

static void print_json(const struct snapshot *snap, const struct options *opt)
{
	struct json json;
	unsigned int key;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", source_name(snap->source));
	json_object(&json, "summary");
	for (key = 0; key < SUMMARY_KEYS; key++)
		if (summary_knows(&snap->summary, key))
			json_u64(&json, summary_keys[key].name, summary_get(&snap->summary, key));
	json_object_end(&json);
	json_object_end(&json);
	json_end(&json);
}

static int run_summary(const struct options *opt)
{
	struct snapshot snap;
	struct terminal term;
	int err;

	snapshot_init(&snap);
	err = source_read(&opt->source, SECTION_SUMMARY, &snap);
	if (!err && opt->json) {
		print_json(&snap, opt);
	} else if (!err) {
		terminal_init(&term, opt->color);
		print_text(&snap, &term);
	}
	snapshot_free(&snap);
	return err;
}

const struct command summary_command = {
	.name = "summary",
	.about = "totals and settings of the namespace, one per line",
	.options = "jSN",
	.run = run_summary,
};
