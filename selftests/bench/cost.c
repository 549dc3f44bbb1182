// SPDX-License-Identifier: GPL-2.0
/*
 * cost COMMAND [ARGUMENT]... - run it, read its output, and print "cpu_ns
 * peak_bytes first_ns": user and system time of it and its children, its largest
 * resident set, and the time from fork to its first byte.
 */
#include <err.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/clock.h"

static void exec_command(char **argv, int out)
{
	if (dup2(out, STDOUT_FILENO) < 0)
		err(1, "stdout");
	execvp(argv[0], argv);
	err(127, "%s", argv[0]);
}

/* Reads to the end. Returns the time of the first byte, 0 if there was none. */
static uint64_t drain(int in)
{
	char buf[65536];
	uint64_t first = 0;

	while (read(in, buf, sizeof(buf)) > 0)
		if (!first)
			first = clock_ns();
	return first;
}

static uint64_t cpu_ns(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000ull +
	       (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000ull;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	uint64_t begin, first;
	int pipes[2], status;
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: cost COMMAND [ARGUMENT]...");
	if (pipe(pipes))
		err(1, "pipe");
	begin = clock_ns();
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid)
		exec_command(argv + 1, pipes[1]);
	close(pipes[1]);
	first = drain(pipes[0]);
	if (wait4(pid, &status, 0, &usage) < 0)
		err(1, "wait4");
	if (status)
		errx(1, "%s ended with status %#x", argv[1], status);
	printf("%llu %llu %llu\n", (unsigned long long)cpu_ns(&usage),
	       (unsigned long long)usage.ru_maxrss * 1024,
	       (unsigned long long)(first ? first - begin : 0));
	return 0;
}
