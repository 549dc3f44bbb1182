/* SPDX-License-Identifier: GPL-2.0 */
/* The commands: one file each, and their table. */
#ifndef TWSTAT_READER_COMMAND_H
#define TWSTAT_READER_COMMAND_H

#include "options.h"
#include "errors.h"

/**
 * struct command - a command of the program
 * @name: as typed
 * @arguments: what may follow it, for --help; NULL for nothing
 * @about: one line
 * @options: letters of the options it takes besides those of all commands
 * @help: more lines for its --help, may be NULL
 * @plugin: a monitoring plug-in: it prints its failures itself
 * @run: returns an enum outcome or, for a plug-in, an enum plugin_status
 */
struct command {
	const char *name;
	const char *arguments;
	const char *about;
	const char *options;
	const char *help;
	bool plugin;
	int (*run)(const struct options *opt);
};

extern const struct command show_command, summary_command, timers_command, buckets_command,
	sockets_command, who_command, top_command, check_command, prometheus_command, plan_command,
	snapshot_command;

/* The table, the default command first, NULL at its end. */
extern const struct command *const commands[];

const struct command *command_find(const char *name);

#endif
