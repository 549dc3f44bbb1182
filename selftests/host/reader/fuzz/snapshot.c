// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the parser of snapshots. What it accepts is assessed and written again.
 * Built with libFuzzer and sanitizers.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/advice.h"
#include "model/parse.h"
#include "model/write.h"
#include "errors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int parse_lines(struct parser *parser, const char *text, size_t size)
{
	const char *end = text + size, *stop;

	while ((stop = memchr(text, '\n', (size_t)(end - text)))) {
		if (parser_line(parser, text, (size_t)(stop - text)))
			return FAILED;
		text = stop + 1;
	}
	return parser_end(parser, text == end);
}

static int parse(struct snapshot *snap, const char *text, size_t size)
{
	struct parser parser;

	parser_init(&parser, snap, SECTION_NONE);
	return parse_lines(&parser, text, size);
}

static int parse_all(struct snapshots *all, const char *text, size_t size)
{
	struct parser parser;

	parser_init_all(&parser, all);
	return parse_lines(&parser, text, size);
}

static void assess_all(struct snapshot *snap)
{
	static const struct grouping by = { .kind = GROUP_LISTED };
	struct advice_list advice;
	struct assessment rows;
	struct conditions cond;
	struct verdict verdict;

	if (assess(snap, &rows))
		return;
	conditions_of(snap, &cond);
	verdict_of(snap, &rows, &verdict);
	advice_of(snap, &rows, &verdict, &advice);
	assessment_group(&rows, snap, &cond, &by);
	assessment_sort(&rows, sort_key_find("forecast"));
	assessment_free(&rows);
}

/* A snapshot that was written must be read back the same; the reader writes no owners. */
static void there_and_back(const struct snapshot *snap)
{
	struct snapshot again;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	write_netstat(out, snap);
	write_snapshot(out, snap);
	fclose(out);
	snapshot_init(&again);
	if (parse(&again, text, size) || again.nr_destinations != snap->nr_destinations)
		abort();
	snapshot_free(&again);
	free(text);
}

/* Nothing is lost, so what is written again is the same text. */
static void all_there_and_back(const struct snapshots *all)
{
	char *text = NULL, *again = NULL;
	struct snapshots copy;
	size_t size = 0, room = 0;
	FILE *out = open_memstream(&text, &size);

	write_snapshots(out, all);
	fclose(out);
	snapshots_init(&copy);
	if (parse_all(&copy, text, size))
		abort();
	out = open_memstream(&again, &room);
	write_snapshots(out, &copy);
	fclose(out);
	if (size != room || memcmp(text, again, size))
		abort();
	snapshots_free(&copy);
	free(again);
	free(text);
}

static void fuzz_all(const char *text, size_t size)
{
	struct snapshots all;
	size_t i;

	snapshots_init(&all);
	if (!parse_all(&all, text, size)) {
		all_there_and_back(&all);
		for (i = 0; i < all.nr_items; i++)
			assess_all(&all.item[i]);
	}
	snapshots_free(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of the exact size, so that reads beyond it are detected. */
	char *copy = malloc(size ? size : 1);
	struct snapshot snap;

	memcpy(copy, data, size);
	snapshot_init(&snap);
	if (!parse(&snap, copy, size)) {
		assess_all(&snap);
		if (snap.has_timers)
			there_and_back(&snap);
	}
	snapshot_free(&snap);
	fuzz_all(copy, size);
	free(copy);
	return 0;
}
