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

static int parse(struct snapshot *snap, const char *text, size_t size)
{
	const char *end = text + size, *stop;
	struct parser parser;

	parser_init(&parser, snap, SECTION_NONE);
	while ((stop = memchr(text, '\n', (size_t)(end - text)))) {
		if (parser_line(&parser, text, (size_t)(stop - text)))
			return FAILED;
		text = stop + 1;
	}
	return parser_end(&parser, text == end);
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
	free(copy);
	return 0;
}
