// SPDX-License-Identifier: GPL-2.0
/*
 * Prometheus' text format. The samples of a metric must be together, so the
 * outer loop is over metrics and the inner one over namespaces. Values that
 * are not known are left out, for they need not be 0.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "commands/metrics_sink.h"

static const char *const no_labels[] = { NULL };

static void write_info(const struct sink *sink, const struct metrics_space *space)
{
	char abi[24];
	const char *const label[] = { "version", TWSTAT_VERSION,
				      "source",	 source_name(space->snap.source),
				      "abi",	 abi,
				      NULL };

	snprintf(abi, sizeof(abi), "%" PRIu64, summary_get(&space->snap.summary, KEY_ABI));
	put_sample(sink, label, 1);
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

static void write_sockets(const struct sink *sink, const struct metrics_space *space)
{
	unsigned int family, side, count;

	for (family = 0; family < TWSTAT_FAMILIES; family++)
		for (side = 0; side < TWSTAT_SIDES; side++)
			for (count = COUNT_TIMEWAIT; count <= COUNT_FIN_WAIT2; count++) {
				const char *const label[] = { "family", family_name(family),
							      "side",	side_name(side),
							      "state",	count_name(count),
							      NULL };

				put_sample(sink, label,
					   (double)sum_rows(space, family, side, count));
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

static void write_remaining(const struct sink *sink, const struct metrics_space *space)
{
	unsigned int first = snapshot_first_bin(&space->snap), i;
	char from[24], to[24];

	for (i = first; i < BINS; i++) {
		int64_t from_ms = i > first ? bin_from_ms(i) : BIN_MINUS_INF;
		const char *const label[] = { "from", seconds_text(from_ms, from, sizeof(from)),
					      "to", seconds_text(bin_to_ms(i), to, sizeof(to)),
					      NULL };

		put_sample(sink, label, (double)space->snap.timewait[i]);
	}
}

static void write_reuse(const struct sink *sink, const struct metrics_space *space)
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
			put_sample(sink, label,
				   (double)summary_get(&space->snap.summary, states[i].key));
	}
}

static void write_key(const struct sink *sink, const struct metrics_space *space)
{
	const struct summary *sum = &space->snap.summary;

	if (summary_knows(sum, sink->metric->key))
		put_sample(sink, no_labels,
			   (double)summary_get(sum, sink->metric->key) * sink->metric->scale);
}

static void write_memory(const struct sink *sink, const struct metrics_space *space)
{
	const struct summary *sum = &space->snap.summary;
	uint64_t sockets = summary_get(sum, KEY_TIMEWAIT) + summary_get(sum, KEY_FIN_WAIT2);

	if (summary_knows(sum, KEY_TW_OBJECT_BYTES))
		put_sample(sink, no_labels,
			   (double)(summary_get(sum, KEY_TW_OBJECT_BYTES) * sockets));
}

static void write_counter(const struct sink *sink, const struct metrics_space *space)
{
	if (space->snap.netstat_known & (1u << sink->metric->netstat))
		put_sample(sink, no_labels, (double)space->snap.netstat[sink->metric->netstat]);
}

static void write_sysctls(const struct sink *sink, const struct metrics_space *space)
{
	static const enum summary_key keys[] = {
		KEY_TCP_TW_REUSE,	KEY_TCP_TW_REUSE_DELAY_MS, KEY_TCP_TIMESTAMPS,
		KEY_TCP_FIN_TIMEOUT_MS, KEY_LOCAL_PORT_MIN,	   KEY_LOCAL_PORT_MAX,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *const label[] = { "name", summary_keys[keys[i]].name, NULL };

		if (summary_knows(&space->snap.summary, keys[i]))
			put_sample(sink, label, (double)summary_get(&space->snap.summary, keys[i]));
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

static bool blocked_max_number(const struct assessed *row, double *value)
{
	*value = row->forecast.blocked_max_ratio;
	return row->forecast.has_ports && row->forecast.max_known;
}

static bool left_number(const struct assessed *row, double *value)
{
	*value = row->forecast.left_min;
	return row->forecast.has_left && row->forecast.max_known;
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

static bool settles_max_number(const struct assessed *row, double *value)
{
	*value = row->forecast.settles_max_ratio;
	return row->forecast.has_ports && row->forecast.max_known;
}

static bool exhaustion_number(const struct assessed *row, double *value)
{
	*value = row->forecast.seconds;
	return row->forecast.state >= FORECAST_OUT;
}

static const struct metric metrics[] = {
	{ "twstat_info", "gauge", "Version of twstat, its source and its interface.",
	  .write = write_info },
	{ "twstat_sockets", "gauge", "Timewait sockets.", .write = write_sockets },
	{ "twstat_remaining_sockets", "gauge",
	  "TIME_WAIT sockets by the seconds they have left, not cumulative.",
	  .write = write_remaining },
	{ "twstat_reuse_sockets", "gauge",
	  "Outbound TIME_WAIT sockets by what tcp_tw_reuse could do with them now.",
	  .write = write_reuse },
	{ "twstat_timewait_limit_sockets", "gauge", "tcp_max_tw_buckets.", .write = write_key,
	  .key = KEY_TW_MAX, .scale = 1 },
	{ "twstat_memory_bytes", "gauge", "Kernel memory of the timewait sockets.",
	  .write = write_memory },
	{ "twstat_local_ports_usable", "gauge", "Local ports that connect() may choose from.",
	  .write = write_key, .key = KEY_LOCAL_PORTS_USABLE, .scale = 1 },
	{ "twstat_walk_duration_seconds", "gauge", "Time the walk of the hash table took.",
	  .write = write_key, .key = KEY_WALK_NS, .scale = 1 / 1e9 },
	{ "twstat_timewait_overflow_total", "counter",
	  "Closes that skipped TIME_WAIT because the limit was reached.", .write = write_counter,
	  .netstat = NETSTAT_OVERFLOW },
	{ "twstat_timewait_recycled_total", "counter",
	  "TIME_WAIT sockets that a connect() took over.", .write = write_counter,
	  .netstat = NETSTAT_TWRECYCLED },
	{ "twstat_sysctl_value", "gauge", "Settings that decide about TIME_WAIT.",
	  .write = write_sysctls },
	{ "twstat_destination_sockets", "gauge",
	  "Sockets of a destination; under * what has no metrics of its own.",
	  .write = write_destination_sockets },
	{ "twstat_destination_ports_used", "gauge",
	  "Local ports that sockets to a destination hold.", .write = write_outbound,
	  .number = ports_number },
	{ "twstat_destination_ports_blocked_ratio", "gauge",
	  "Local ports that connect() to a destination cannot have, of the usable ones, at least.",
	  .write = write_outbound, .number = blocked_number },
	{ "twstat_destination_closes_per_second", "gauge",
	  "Connections to a destination that entered TIME_WAIT, over the last 5 to 30 s.",
	  .write = write_outbound, .number = closes_number },
	{ "twstat_destination_settles_ratio", "gauge",
	  "Blocked ports once the present rate has lasted, of the usable ones, at least.",
	  .write = write_outbound, .number = settles_number },
	{ "twstat_destination_exhaustion_seconds", "gauge",
	  "Seconds until a destination has no local port left, where it runs out.",
	  .write = write_outbound, .number = exhaustion_number },
	{ "twstat_local_ports_bound", "gauge",
	  "Local ports that bind() took and connect() passes over; of sock_diag, at least.",
	  .write = write_key, .key = KEY_PORTS_BOUND, .scale = 1 },
	{ "twstat_local_ports_free", "gauge", "Usable local ports that no socket has.",
	  .write = write_key, .key = KEY_PORTS_FREE, .scale = 1 },
	{ "twstat_destination_ports_left", "gauge",
	  "Connections to a destination that are sure to find a local port.",
	  .write = write_outbound, .number = left_number },
	{ "twstat_destination_ports_blocked_max_ratio", "gauge",
	  "As twstat_destination_ports_blocked_ratio, at most.", .write = write_outbound,
	  .number = blocked_max_number },
	{ "twstat_destination_settles_max_ratio", "gauge",
	  "As twstat_destination_settles_ratio, at most.", .write = write_outbound,
	  .number = settles_max_number },
	{ "twstat_closes_total", "counter",
	  "Connections that the whole host closed first since owners are kept.",
	  .write = write_closes },
	{ "twstat_unit_sockets", "gauge",
	  "Timewait sockets by the unit or container that closed them; under * all others.",
	  .write = write_unit_sockets },
	{ "twstat_unit_closes_per_second", "gauge",
	  "Connections that entered TIME_WAIT, by the unit or container that closed them.",
	  .write = write_unit_closes },
};

/* A metric without samples is left out, with its HELP and TYPE. */
static void write_metric(FILE *out, const struct metric *metric, const struct metrics_space *space,
			 size_t nr_spaces, bool label)
{
	char *text = NULL;
	size_t size = 0, i;
	struct sink sink = { .out = open_memstream(&text, &size), .metric = metric };

	if (!sink.out)
		return;
	for (i = 0; i < nr_spaces; i++) {
		sink.netns = label ? &space[i].snap : NULL;
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
 * @label: label samples with their namespace
 */
void metrics_write(FILE *out, const struct metrics_space *space, size_t nr_spaces, bool label)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(metrics); i++)
		write_metric(out, &metrics[i], space, nr_spaces, label);
}
