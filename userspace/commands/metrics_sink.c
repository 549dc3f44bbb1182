// SPDX-License-Identifier: GPL-2.0
/* Samples in Prometheus' text format. */
#include "commands/metrics_sink.h"

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\' || *text == '"')
			fputc('\\', out);
		if (*text == '\n')
			fputs("\\n", out);
		else
			fputc(*text, out);
	}
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
		fputs("{netns=\"", sink->out);
		put_escaped(sink->out, sink->netns);
		fputc('"', sink->out);
		between = ",";
	}
	for (; *label; label += 2) {
		fprintf(sink->out, "%s%s=\"", between, label[0]);
		put_escaped(sink->out, label[1]);
		fputc('"', sink->out);
		between = ",";
	}
	fprintf(sink->out, "%s %.10g\n", *between == ',' ? "}" : "", value);
}
