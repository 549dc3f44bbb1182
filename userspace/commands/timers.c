// SPDX-License-Identifier: GPL-2.0
/* twstat timers: the histogram of remaining times. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "commands/filtered_read.h"
#include "commands/remaining.h"
#include "output/json.h"
#include "source/source.h"

#define CHART_ROWS 4

static void print_json(const struct remaining *rem, const struct snapshot *snap,
		       const struct options *opt)
{
	unsigned int first = snapshot_first_bin(snap), i;
	struct json json;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", source_name(snap->source));
	json_u64(&json, "timewait", bins_sum(rem->timewait, 0, BINS - 1));
	if (rem->has_fin_wait2)
		json_u64(&json, "fin_wait2", bins_sum(rem->fin_wait2, 0, BINS - 1));
	json_array(&json, "bins");
	for (i = first; i < BINS; i++) {
		json_object(&json, NULL);
		if (i > first)
			json_s64(&json, "from_ms", bin_from_ms(i));
		if (i < BINS - 1)
			json_s64(&json, "to_ms", bin_to_ms(i));
		json_u64(&json, "timewait", rem->timewait[i]);
		if (rem->has_fin_wait2)
			json_u64(&json, "fin_wait2", rem->fin_wait2[i]);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_object_end(&json);
	json_end(&json);
}

/* Rows have a histogram of TIME_WAIT alone. */
static void add_filtered(struct remaining *rem, const struct snapshot *snap)
{
	size_t i, rows = snap->nr_destinations;

	if (rows == 1)
		destination_text(&snap->destination[0], rem->title, sizeof(rem->title));
	else
		snprintf(rem->title, sizeof(rem->title), "%zu destinations", rows);
	for (i = 0; i < rows; i++)
		histogram_add(&snap->destination[i], rem->timewait);
}

static int run_timers(const struct options *opt)
{
	struct remaining rem = { .title = "all destinations" };
	struct selection sel = selection_of(opt);
	bool filtered = !selection_is_all(&sel);
	struct snapshot snap;
	struct terminal term;
	int err;

	snapshot_init(&snap);
	err = filtered ? read_filtered(&opt->source, &sel, &snap) :
			 source_read(&opt->source, SECTION_TIMERS, &snap);
	rem.has_overdue = snapshot_first_bin(&snap) == TWSTAT_BIN_OVERDUE;
	if (!err && filtered) {
		add_filtered(&rem, &snap);
	} else if (!err) {
		memcpy(rem.timewait, snap.timewait, sizeof(rem.timewait));
		memcpy(rem.fin_wait2, snap.fin_wait2, sizeof(rem.fin_wait2));
		rem.has_fin_wait2 = snap.has_timers;
	}
	if (!err && opt->json) {
		print_json(&rem, &snap, opt);
	} else if (!err) {
		terminal_init(&term, opt->color);
		remaining_text(&rem, &term, CHART_ROWS);
	}
	snapshot_free(&snap);
	return err;
}

const struct command timers_command = {
	.name = "timers",
	.arguments = "[FILTER]",
	.about = "the remaining times of the sockets, drawn",
	.options = "jSNf",
	.run = run_timers,
};
