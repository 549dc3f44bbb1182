/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside of the metrics: metrics.c calls metrics_destinations.c and metrics_owners.c,
 * all of them metrics_sink.c.
 */
#ifndef TWSTAT_READER_METRICS_SINK_H
#define TWSTAT_READER_METRICS_SINK_H

#include "commands/metrics.h"

struct metric;

/**
 * struct sink - where samples go
 * @out: the file
 * @netns: the namespace that labels the samples, NULL for none
 * @metric: whose samples they are
 */
struct sink {
	FILE *out;
	const struct snapshot *netns;
	const struct metric *metric;
};

/* A number of a destination; false where it has none. */
typedef bool (*row_number)(const struct assessed *row, double *value);

/**
 * struct metric - one of them
 * @name: of its samples
 * @type: "gauge" or "counter"
 * @help: one line
 * @write: writes the samples of one namespace
 * @key: of write_key()
 * @scale: from the unit of @key
 * @netstat: of write_counter()
 * @number: of write_outbound()
 */
struct metric {
	const char *name;
	const char *type;
	const char *help;
	void (*write)(const struct sink *sink, const struct metrics_space *space);
	union {
		struct {
			enum summary_key key;
			double scale;
		};
		enum netstat netstat;
		row_number number;
	};
};

/* metrics_destinations.c */
void write_destination_sockets(const struct sink *sink, const struct metrics_space *space);
void write_outbound(const struct sink *sink, const struct metrics_space *space);

/* metrics_owners.c */
void write_closes(const struct sink *sink, const struct metrics_space *space);
void write_unit_sockets(const struct sink *sink, const struct metrics_space *space);
void write_unit_closes(const struct sink *sink, const struct metrics_space *space);

/* metrics_sink.c */
void put_sample(const struct sink *sink, const char *const *label, double value);

#endif
