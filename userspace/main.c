// SPDX-License-Identifier: GPL-2.0
/* twstat: TIME_WAIT sockets by destination, for people and machines. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "commands/plugin.h"

/* A screen in one write: stdio's own buffer is a few KiB. */
static char buffer[1 << 16];

/* Errors such as a full disk may be reported only here. */
static int flush_output(int status)
{
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	warn("cannot write the output: %s", strerror(errno ? errno : EIO));
	return FAILED;
}

int main(int argc, char *argv[])
{
	struct options opt;
	int status;

	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	status = options_parse(argc, argv, &opt);
	if (status && opt.command->plugin)
		return flush_output(plugin_unknown());
	if (!status)
		status = opt.command->run(&opt);
	if (opt.command->plugin)
		return flush_output(status) == status ? status : PLUGIN_UNKNOWN;
	if (status == ABSENT)
		status = FAILED;
	if (status && *failure_text())
		warn("%s", failure_text());
	return flush_output(status);
}
