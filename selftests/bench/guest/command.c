// SPDX-License-Identifier: GPL-2.0
/*
 * command 'SHELL COMMAND' - run it by /bin/sh, discard its output, and print
 * the time from fork to exit: "nanoseconds 0".
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

static void exec_shell(const char *text)
{
	int null = open("/dev/null", O_WRONLY);

	if (null < 0 || dup2(null, 1) < 0)
		err(1, "/dev/null");
	execl("/bin/sh", "sh", "-c", text, (char *)NULL);
	err(127, "/bin/sh");
}

int main(int argc, char **argv)
{
	uint64_t begin;
	int status;
	pid_t pid;

	if (argc != 2)
		errx(2, "usage: command 'SHELL COMMAND'");
	begin = clock_ns();
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid)
		exec_shell(argv[1]);
	if (waitpid(pid, &status, 0) < 0)
		err(1, "waitpid");
	begin = clock_ns() - begin;
	if (status)
		errx(1, "'%s' ended with status %#x", argv[1], status);
	printf("%llu 0\n", (unsigned long long)begin);
	return 0;
}
