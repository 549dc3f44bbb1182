// SPDX-License-Identifier: GPL-2.0
/*
 * Prometheus' text format. All samples of a metric stand together, so the
 * outer loop is over metrics and the inner one over namespaces. What is not
 * known is left out: 0 would be a claim.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "commands/metrics.h"
#include "output/json.h"

/**
 * struct sink - where samples go
 * @out: the file
 * @netns: value of the netns label, NULL for none
 * @name: the metric
 */
struct sink {
	FILE *out;
	const char *netns;
	const char *name;
};

/**
 * struct metric - one of them
 * @name: of its samples
 * @type: "gauge" or "counter"
 * @help: one line
 * @write: the samples of one namespace
 */
struct metric {
	const char *name;
	const char *type;
	const char *help;
	void (*write)(const struct sink *sink, const struct metrics_space *space);
};

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

/* Labels come in pairs of name and value, ended by NULL. */
static void sample(const struct sink *sink, const char *const *label, double value)
{
	const char *between = "{";

	fputs(sink->name, sink->out);
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

static const char *const no_labels[] = { NULL };

static void info(const struct sink *sink, const struct metrics_space *space)
{
	char abi[24];
	const char *const label[] = { "version", TWSTAT_VERSION,
				      "source",	 source_name(space->snap.source),
				      "abi",	 abi,
				      NULL };

	snprintf(abi, sizeof(abi), "%" PRIu64, summary_get(&space->snap.summary, KEY_ABI));
	sample(sink, label, 1);
}

static uint64_t sum_rows(const struct metrics_space *space, unsigned int family, unsigned int side,
			 enum count count)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < space->rows.nr_rows; i++) {
		const struct destination *dest = &space->rows.row[i].dest;

		if (dest->family == family && dest->side == side)
			sum += dest->count[count];
	}
	return sum;
}

static void sockets(const struct sink *sink, const struct metrics_space *space)
{
	unsigned int family, side, count;

	for (family = 0; family < TWSTAT_FAMILIES; family++)
		for (side = 0; side < TWSTAT_SIDES; side++)
			for (count = COUNT_TIMEWAIT; count <= COUNT_FIN_WAIT2; count++) {
				const char *const label[] = { "family", family_name(family),
							      "side",	side_name(side),
							      "state",	count_name(count),
							      NULL };

				sample(sink, label, (double)sum_rows(space, family, side, count));
			}
}

static const char *seconds_text(int64_t ms, char *buf, size_t size)
{
	if (ms == BIN_MINUS_INF)
		return "-Inf";
	if (ms == BIN_INF)
		return "+Inf";
	snprintf(buf, size, "%" PRId64, ms / 1000);
	return buf;
}

static void remaining(const struct sink *sink, const struct metrics_space *space)
{
	unsigned int first = snapshot_first_bin(&space->snap), i;
	char from[24], to[24];

	for (i = first; i < BINS; i++) {
		int64_t from_ms = i > first ? bin_from_ms(i) : BIN_MINUS_INF;
		const char *const label[] = { "from", seconds_text(from_ms, from, sizeof(from)),
					      "to", seconds_text(bin_to_ms(i), to, sizeof(to)),
					      NULL };

		sample(sink, label, (double)space->snap.timewait[i]);
	}
}

static void reuse(const struct sink *sink, const struct metrics_space *space)
{
	static const struct {
		const char *state;
		enum summary_key key;
	} states[] = {
		{ "ready", KEY_REUSE_READY },
		{ "young", KEY_REUSE_YOUNG },
		{ "no_timestamp", KEY_REUSE_NO_TIMESTAMP },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		const char *const label[] = { "state", states[i].state, NULL };

		if (summary_knows(&space->snap.summary, states[i].key))
			sample(sink, label,
			       (double)summary_get(&space->snap.summary, states[i].key));
	}
}

static void of_key(const struct sink *sink, const struct metrics_space *space, enum summary_key key,
		   double scale)
{
	if (summary_knows(&space->snap.summary, key))
		sample(sink, no_labels, (double)summary_get(&space->snap.summary, key) * scale);
}

static void limit(const struct sink *sink, const struct metrics_space *space)
{
	of_key(sink, space, KEY_TW_MAX, 1);
}

static void memory(const struct sink *sink, const struct metrics_space *space)
{
	const struct summary *sum = &space->snap.summary;

	of_key(sink, space, KEY_TW_OBJECT_BYTES,
	       (double)(summary_get(sum, KEY_TIMEWAIT) + summary_get(sum, KEY_FIN_WAIT2)));
}

static void usable(const struct sink *sink, const struct metrics_space *space)
{
	of_key(sink, space, KEY_LOCAL_PORTS_USABLE, 1);
}

static void walk(const struct sink *sink, const struct metrics_space *space)
{
	of_key(sink, space, KEY_WALK_NS, 1 / 1e9);
}

static void of_netstat(const struct sink *sink, const struct metrics_space *space,
		       enum netstat netstat)
{
	if (space->snap.netstat_known & (1u << netstat))
		sample(sink, no_labels, (double)space->snap.netstat[netstat]);
}

static void overflow(const struct sink *sink, const struct metrics_space *space)
{
	of_netstat(sink, space, NETSTAT_OVERFLOW);
}

static void recycled(const struct sink *sink, const struct metrics_space *space)
{
	of_netstat(sink, space, NETSTAT_TWRECYCLED);
}

static void sysctl(const struct sink *sink, const struct metrics_space *space)
{
	static const enum summary_key keys[] = {
		KEY_TCP_TW_REUSE,	KEY_TCP_TW_REUSE_DELAY_MS, KEY_TCP_TIMESTAMPS,
		KEY_TCP_FIN_TIMEOUT_MS, KEY_LOCAL_PORT_MIN,	   KEY_LOCAL_PORT_MAX,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *const label[] = { "name", summary_keys[keys[i]].name, NULL };

		if (summary_knows(&space->snap.summary, keys[i]))
			sample(sink, label, (double)summary_get(&space->snap.summary, keys[i]));
	}
}

/* The labels of a destination; an inbound one is all clients of a local port. */
struct labels {
	char local[ADDRESS_TEXT], remote[ADDRESS_TEXT], port[16];
};

static void fill_labels(const struct destination *dest, struct labels *labels)
{
	const char *any = dest->side == TWSTAT_INBOUND && !dest->other ? "" : "*";

	snprintf(labels->local, ADDRESS_TEXT, "%s", any);
	snprintf(labels->remote, ADDRESS_TEXT, "%s", any);
	if (dest->local.is_set)
		address_text(&dest->local, labels->local, ADDRESS_TEXT);
	if (dest->remote.is_set)
		address_text(&dest->remote, labels->remote, ADDRESS_TEXT);
	snprintf(labels->port, sizeof(labels->port), "*");
	if (dest->port)
		snprintf(labels->port, sizeof(labels->port), "%u", dest->port);
}

static void destination_sample(const struct sink *sink, const struct destination *dest,
			       enum count count, uint64_t value)
{
	struct labels text = { .local = "" };
	const char *const label[] = { "family", family_name(dest->family),
				      "side",	side_name(dest->side),
				      "local",	text.local,
				      "remote", text.remote,
				      "port",	text.port,
				      "state",	count_name(count),
				      NULL };

	fill_labels(dest, &text);
	sample(sink, label, (double)value);
}

static void row_sockets(const struct sink *sink, const struct destination *dest)
{
	static const enum count counts[] = { COUNT_TIMEWAIT, COUNT_FIN_WAIT2, COUNT_LIVE };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		if (destination_knows(dest, counts[i]))
			destination_sample(sink, dest, counts[i], dest->count[counts[i]]);
}

/* All that is not shown, by family and side, under the address `*`. */
static void rest_sockets(const struct sink *sink, const struct metrics_space *space,
			 unsigned int family, unsigned int side)
{
	struct destination rest = { .family = (uint8_t)family,
				    .side = (uint8_t)side,
				    .other = true };
	size_t i;

	for (i = 0; i < space->rows.nr_rows; i++) {
		const struct destination *dest = &space->rows.row[i].dest;

		if ((i < space->nr_own && !dest->other) || dest->family != family ||
		    dest->side != side)
			continue;
		rest.known |= dest->known;
		rest.count[COUNT_TIMEWAIT] += dest->count[COUNT_TIMEWAIT];
		rest.count[COUNT_FIN_WAIT2] += dest->count[COUNT_FIN_WAIT2];
		rest.count[COUNT_LIVE] += dest->count[COUNT_LIVE];
	}
	row_sockets(sink, &rest);
}

static void destination_sockets_metric(const struct sink *sink, const struct metrics_space *space)
{
	unsigned int family, side;
	size_t i;

	for (i = 0; i < space->nr_own; i++)
		if (!space->rows.row[i].dest.other)
			row_sockets(sink, &space->rows.row[i].dest);
	for (family = 0; family < TWSTAT_FAMILIES; family++)
		for (side = 0; side < TWSTAT_SIDES; side++)
			rest_sockets(sink, space, family, side);
}

/* A number of a destination's forecast; false when it has none. */
typedef bool (*forecast_number)(const struct assessed *row, double *value);

static void each_outbound(const struct sink *sink, const struct metrics_space *space,
			  forecast_number number)
{
	size_t i;

	for (i = 0; i < space->nr_own; i++) {
		const struct assessed *row = &space->rows.row[i];
		struct labels text = { .local = "" };
		const char *const label[] = { "family", family_name(row->dest.family),
					      "local",	text.local,
					      "remote", text.remote,
					      "port",	text.port,
					      NULL };
		double value;

		if (row->dest.side != TWSTAT_OUTBOUND || row->dest.other || !number(row, &value))
			continue;
		fill_labels(&row->dest, &text);
		sample(sink, label, value);
	}
}

static bool ports_number(const struct assessed *row, double *value)
{
	*value = (double)row->dest.count[COUNT_PORTS];
	return destination_knows(&row->dest, COUNT_PORTS);
}

static bool blocked_number(const struct assessed *row, double *value)
{
	*value = row->forecast.blocked_ratio;
	return row->forecast.has_ports;
}

static bool closes_number(const struct assessed *row, double *value)
{
	*value = row->forecast.rate.per_second;
	return true;
}

static bool settles_number(const struct assessed *row, double *value)
{
	*value = row->forecast.settles_ratio;
	return row->forecast.has_ports;
}

static bool exhaustion_number(const struct assessed *row, double *value)
{
	*value = row->forecast.seconds;
	return row->forecast.state >= FORECAST_OUT;
}

static void ports_used(const struct sink *sink, const struct metrics_space *space)
{
	each_outbound(sink, space, ports_number);
}

static void blocked(const struct sink *sink, const struct metrics_space *space)
{
	each_outbound(sink, space, blocked_number);
}

static void closes(const struct sink *sink, const struct metrics_space *space)
{
	each_outbound(sink, space, closes_number);
}

static void settles(const struct sink *sink, const struct metrics_space *space)
{
	each_outbound(sink, space, settles_number);
}

static void exhaustion(const struct sink *sink, const struct metrics_space *space)
{
	each_outbound(sink, space, exhaustion_number);
}

static const struct metric metrics[] = {
	{ "twstat_info", "gauge", "Version of twstat, its source and its interface.", info },
	{ "twstat_sockets", "gauge", "Timewait sockets.", sockets },
	{ "twstat_remaining_sockets", "gauge",
	  "TIME_WAIT sockets by the seconds they have left, not cumulative.", remaining },
	{ "twstat_reuse_sockets", "gauge",
	  "Outbound TIME_WAIT sockets by what tcp_tw_reuse could do with them now.", reuse },
	{ "twstat_timewait_limit_sockets", "gauge", "tcp_max_tw_buckets.", limit },
	{ "twstat_memory_bytes", "gauge", "Kernel memory of the timewait sockets.", memory },
	{ "twstat_local_ports_usable", "gauge", "Local ports that connect() may choose from.",
	  usable },
	{ "twstat_walk_duration_seconds", "gauge", "Time the walk of the hash table took.", walk },
	{ "twstat_timewait_overflow_total", "counter",
	  "Closes that skipped TIME_WAIT because the limit was reached.", overflow },
	{ "twstat_timewait_recycled_total", "counter",
	  "TIME_WAIT sockets that a connect() took over.", recycled },
	{ "twstat_sysctl_value", "gauge", "Settings that decide about TIME_WAIT.", sysctl },
	{ "twstat_destination_sockets", "gauge",
	  "Sockets of a destination; under * what has no metrics of its own.",
	  destination_sockets_metric },
	{ "twstat_destination_ports_used", "gauge",
	  "Local ports that sockets to a destination hold.", ports_used },
	{ "twstat_destination_ports_blocked_ratio", "gauge",
	  "Local ports that connect() to a destination cannot have, of the usable ones.", blocked },
	{ "twstat_destination_closes_per_second", "gauge",
	  "Connections to a destination that entered TIME_WAIT, over the last 5 to 30 s.", closes },
	{ "twstat_destination_settles_ratio", "gauge",
	  "Blocked ports once the present rate has lasted, of the usable ones.", settles },
	{ "twstat_destination_exhaustion_seconds", "gauge",
	  "Seconds until a destination has no local port left, where it runs out.", exhaustion },
};

/* A metric without samples is left out, its help too. */
static void write_metric(FILE *out, const struct metric *metric, const struct metrics_space *space,
			 size_t nr_spaces, bool label)
{
	char *text = NULL;
	size_t size = 0, i;
	struct sink sink = { .out = open_memstream(&text, &size), .name = metric->name };

	if (!sink.out)
		return;
	for (i = 0; i < nr_spaces; i++) {
		sink.netns = label ? space[i].snap.name : NULL;
		metric->write(&sink, &space[i]);
	}
	fclose(sink.out);
	if (size)
		fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s", metric->name, metric->help,
			metric->name, metric->type, text);
	free(text);
}

/**
 * metrics_write() - all metrics of all namespaces
 * @out: the stream
 * @space: the namespaces
 * @nr_spaces: how many
 * @label: tell them apart by a label
 */
void metrics_write(FILE *out, const struct metrics_space *space, size_t nr_spaces, bool label)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(metrics); i++)
		write_metric(out, &metrics[i], space, nr_spaces, label);
}
