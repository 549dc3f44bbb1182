// SPDX-License-Identifier: GPL-2.0
/* twstat prometheus: metrics for the node exporter's textfile collector. */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "command.h"
#include "commands/metrics.h"
#include "model/filter.h"
#include "output/atomic.h"
#include "source/all_namespaces.h"
#include "source/owners.h"
#include "source/source.h"

/**
 * struct exporting - what is exported
 * @opt: the command line
 * @pinned: rows that are always exported
 * @space: one a namespace
 * @nr_spaces: how many
 */
struct exporting {
	const struct options *opt;
	struct filter pinned;
	struct metrics_space *space;
	size_t nr_spaces;
};

static struct metrics_space *add_space(struct exporting *export)
{
	struct metrics_space *spaces;

	spaces = realloc(export->space, (export->nr_spaces + 1) * sizeof(*spaces));
	if (!spaces)
		return NULL;
	export->space = spaces;
	spaces += export->nr_spaces++;
	memset(spaces, 0, sizeof(*spaces));
	snapshot_init(&spaces->snap);
	snapshot_init(&spaces->owned);
	return spaces;
}

/* Move pinned rows to the front, then those with most sockets. */
static void choose_rows(struct metrics_space *space, const struct filter *pinned)
{
	struct assessment *rows = &space->rows;
	size_t i, front = 0;

	assessment_sort(rows, sort_key_find("timewait"));
	for (i = 0; pinned->root >= 0 && i < rows->nr_rows; i++) {
		struct assessed row = rows->row[i];

		if (!filter_destination(pinned, &row.dest))
			continue;
		memmove(&rows->row[front + 1], &rows->row[front], (i - front) * sizeof(row));
		rows->row[front++] = row;
	}
	space->nr_own = front > METRICS_TOP ? front : METRICS_TOP;
	if (space->nr_own > rows->nr_rows)
		space->nr_own = rows->nr_rows;
}

static bool has_timewait(const struct summary *sum)
{
	return summary_get(sum, KEY_TIMEWAIT) || summary_get(sum, KEY_FIN_WAIT2);
}

/* Without owners there are no units; where nothing was closed it is no use to ask. */
static int read_owners(struct metrics_space *space, const struct source_request *req)
{
	enum owners_state state;
	int err;

	if (!owners_expected(req, &space->snap) || !has_timewait(&space->snap.summary))
		return DONE;
	err = owners_read(req, &space->owned, &state);
	if (err || state != OWNERS_READ)
		return err;
	return metrics_units(space);
}

/* The snapshot of @space was read from @req. */
static int fill_space(const struct exporting *export, struct metrics_space *space,
		      const struct source_request *req)
{
	static const struct grouping exported = { .kind = GROUP_EXPORTED };
	struct conditions cond;
	int err = assess(&space->snap, &space->rows);

	conditions_of(&space->snap, &cond);
	if (!err)
		err = assessment_group(&space->rows, &space->snap, &cond, &exported);
	if (!err)
		choose_rows(space, &export->pinned);
	return err ?: read_owners(space, req);
}

static int read_space(struct exporting *export)
{
	const struct source_request *req = &export->opt->source;
	struct metrics_space *space = add_space(export);

	if (!space)
		return failure("out of memory");
	return source_read(req, SECTION_NONE, &space->snap) ?: fill_space(export, space, req);
}

static int read_namespace(struct snapshot *snap, const struct source_request *where, void *data)
{
	struct exporting *export = data;
	struct metrics_space *space;

	if (!where)
		return FAILED;
	space = add_space(export);
	if (!space)
		return failure("out of memory");
	snapshot_move(&space->snap, snap);
	return fill_space(export, space, where);
}

static int write_file(const struct exporting *export)
{
	struct atomic_file file;
	int err = atomic_open(&file, export->opt->output);

	if (err)
		return err;
	metrics_write(file.out, export->space, export->nr_spaces, export->opt->all_netns);
	return atomic_close(&file, DONE);
}

/* Several --destination are joined by or. */
static int parse_pinned(struct exporting *export)
{
	const char *words[2 * ARRAY_SIZE(export->opt->destination)];
	unsigned int i, n = 0;

	for (i = 0; i < export->opt->nr_destinations; i++) {
		if (i)
			words[n++] = "or";
		words[n++] = export->opt->destination[i];
	}
	return filter_parse(&export->pinned, words, (int)n, FILTER_DESTINATIONS);
}

static int run_prometheus(const struct options *opt)
{
	struct exporting export = { .opt = opt };
	size_t i;
	int err = parse_pinned(&export);

	if (!err)
		err = opt->all_netns ? each_namespace(&opt->source, read_namespace, &export) :
				       read_space(&export);
	if (!err)
		err = write_file(&export);
	for (i = 0; i < export.nr_spaces; i++) {
		assessment_free(&export.space[i].rows);
		closers_free(&export.space[i].units);
		snapshot_free(&export.space[i].owned);
		snapshot_free(&export.space[i].snap);
	}
	free(export.space);
	filter_free(&export.pinned);
	return err;
}

const struct command prometheus_command = {
	.name = "prometheus",
	.about = "metrics for the node exporter's textfile collector",
	.options = "SNAoP",
	.help = "The destinations with most sockets have metrics of their own, the rest is\n"
		"their sum, under the address *. So have the units that closed most, where the\n"
		"module keeps owners.\n",
	.run = run_prometheus,
};
