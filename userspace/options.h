/* SPDX-License-Identifier: GPL-2.0 */
/* The parsed command line. */
#ifndef TWSTAT_READER_OPTIONS_H
#define TWSTAT_READER_OPTIONS_H

#include <stdbool.h>

#include "analysis/assess.h"
#include "analysis/closers.h"
#include "source/request.h"

/* Default of --lines. */
#define LINES_DEFAULT 10

struct command;

/**
 * struct options - the whole command line
 * @command: what to do
 * @json: JSON instead of text
 * @pretty: JSON with line ends
 * @source: where to read from, and which namespace
 * @all_netns: every namespace
 * @ipv4: only IPv4
 * @ipv6: only IPv6
 * @lines: rows of a table, -1 when not given, 0 for all
 * @sort: order of the rows, NULL when not given
 * @by: how rows are grouped
 * @closers_by: how `who` puts owners together
 * @closers_key: order of the rows of `who`, NULL when not given
 * @owners: `snapshot` saves who closed
 * @owner: `check` names the unit that closed most
 * @color: "auto", "always" or "never"
 * @delay: s between two samples
 * @count: samples to take, 0 for no limit
 * @output: file to write instead of standard output, NULL for none
 * @destination: filter of `check`, or rows that `prometheus` always exports
 * @nr_destinations: how many of them
 * @warning: thresholds, NULL when not given
 * @critical: thresholds, NULL when not given
 * @timewait: length of TIME_WAIT to plan with in s, 0 when not given
 * @per_connection: requests a second that one connection serves, 0 for none
 * @argument: the words after the command
 * @nr_arguments: how many
 */
struct options {
	const struct command *command;
	bool json, pretty;
	struct source_request source;
	bool all_netns;
	bool ipv4, ipv6;
	long lines;
	const struct sort_key *sort;
	struct grouping by;
	enum closers_by closers_by;
	const struct closers_key *closers_key;
	bool owners, owner;
	const char *color;
	double delay;
	long count;
	const char *output;
	const char *destination[16];
	unsigned int nr_destinations;
	const char *warning, *critical;
	double timewait;
	double per_connection;
	const char *const *argument;
	int nr_arguments;
};

int options_parse(int argc, char *argv[], struct options *opt);
void options_help(const struct command *command);

#endif
