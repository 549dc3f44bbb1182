// SPDX-License-Identifier: GPL-2.0
/* The metrics of destinations. */
#include <stdio.h>

#include "array.h"
#include "commands/metrics_sink.h"

/* The labels of a destination. An inbound one stands for all clients of a port. */
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
	put_sample(sink, label, (double)value);
}

static void row_sockets(const struct sink *sink, const struct destination *dest)
{
	static const enum count counts[] = { COUNT_TIMEWAIT, COUNT_FIN_WAIT2, COUNT_LIVE };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		if (destination_knows(dest, counts[i]))
			destination_sample(sink, dest, counts[i], dest->count[counts[i]]);
}

/* The sum of the other rows, by family and side, under the address `*`. */
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

/**
 * write_destination_sockets() - sockets of each destination, and of all others
 * @sink: where to
 * @space: the namespace
 */
void write_destination_sockets(const struct sink *sink, const struct metrics_space *space)
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

/**
 * write_outbound() - the metric's number of each outbound destination
 * @sink: where to
 * @space: the namespace
 */
void write_outbound(const struct sink *sink, const struct metrics_space *space)
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

		if (row->dest.side != TWSTAT_OUTBOUND || row->dest.other ||
		    !sink->metric->number(row, &value))
			continue;
		fill_labels(&row->dest, &text);
		put_sample(sink, label, value);
	}
}
