// SPDX-License-Identifier: GPL-2.0
/* Samples in Prometheus' text format. */
#include <inttypes.h>
#include <math.h>

#include "commands/metrics_sink.h"
#include "model/text.h"

/* Integers up to here are exact in a double: whole numbers keep every digit. */
#define DOUBLE_EXACT_MAX 9007199254740992.0

/* Prometheus refuses the whole file for a byte that is not UTF-8: it is put as \xff. */
static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned int len = utf8_length(text);

		if (!len) {
			fprintf(out, "\\\\x%02x", (unsigned char)*text);
			continue;
		}
		for (; len > 1; len--)
			fputc(*text++, out);
		if (*text == '\\' || *text == '"')
			fputc('\\', out);
		if (*text == '\n')
			fputs("\\n", out);
		else
			fputc(*text, out);
	}
}

static void put_number(FILE *out, double value)
{
	const bool is_whole = fabs(value) <= DOUBLE_EXACT_MAX && rint(value) == value;

	fprintf(out, is_whole ? "%.0f" : "%.10g", value);
}

/* Two namespaces may have the same name, but never the same inode. */
static void put_netns(FILE *out, const struct snapshot *snap)
{
	fputs("{netns=\"", out);
	put_escaped(out, snap->name);
	fprintf(out, "\",netns_inode=\"%" PRIu64 "\"", summary_get(&snap->summary, KEY_NETNS));
}

/**
 * put_sample() - write a sample
 * @sink: where to
 * @label: pairs of name and value, ended by NULL
 * @value: of the sample
 */
void put_sample(const struct sink *sink, const char *const *label, double value)
{
	const char *between = "{";

	fputs(sink->metric->name, sink->out);
	if (sink->netns) {
		put_netns(sink->out, sink->netns);
		between = ",";
	}
	for (; *label; label += 2) {
		fprintf(sink->out, "%s%s=\"", between, label[0]);
		put_escaped(sink->out, label[1]);
		fputc('"', sink->out);
		between = ",";
	}
	fputs(*between == ',' ? "} " : " ", sink->out);
	put_number(sink->out, value);
	fputc('\n', sink->out);
}
