// SPDX-License-Identifier: GPL-2.0
/* The table of commands. */
#include <string.h>

#include "command.h"

const struct command *const commands[] = {
	&show_command,	&summary_command,    &timers_command, &buckets_command,	 &sockets_command,
	&who_command,	&top_command,

	&check_command, &prometheus_command, &plan_command,   &snapshot_command, NULL,
};

/** command_find() - by name, NULL when there is none */
const struct command *command_find(const char *name)
{
	const struct command *const *command;

	for (command = commands; *command; command++)
		if (!strcmp((*command)->name, name))
			return *command;
	return NULL;
}
