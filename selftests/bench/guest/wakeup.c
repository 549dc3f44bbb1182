// SPDX-License-Identifier: GPL-2.0
/*
 * wakeup FILE - read it in a child, in pieces of a mebibyte, and print how late a
 * real-time task was woken meanwhile at worst, in ns.
 */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

#define PIECE 1048576
#define PERIOD_NS 100000

static void read_all(const char *path)
{
	char *piece = malloc(PIECE);
	int file = open(path, O_RDONLY);
	ssize_t got;

	if (!piece || file < 0)
		err(1, "%s", path);
	do {
		got = read(file, piece, PIECE);
	} while (got > 0);
	if (got < 0)
		err(1, "%s", path);
	exit(0);
}

static void become_realtime(void)
{
	struct sched_param priority = { .sched_priority = 50 };

	if (sched_setscheduler(0, SCHED_FIFO, &priority))
		err(1, "sched_setscheduler");
}

/* How late the sleep of one period ended. */
static uint64_t late_ns(void)
{
	uint64_t due = clock_ns() + PERIOD_NS;
	struct timespec at = { .tv_sec = due / 1000000000, .tv_nsec = due % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
	return clock_ns() - due;
}

int main(int argc, char **argv)
{
	uint64_t late, worst = 0;
	int status = 0;
	pid_t child;

	if (argc != 2)
		errx(2, "usage: wakeup FILE");
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child)
		read_all(argv[1]);
	become_realtime();
	while (!waitpid(child, &status, WNOHANG)) {
		late = late_ns();
		if (late > worst)
			worst = late;
	}
	if (status)
		errx(1, "%s could not be read", argv[1]);
	printf("%llu\n", (unsigned long long)worst);
	return 0;
}
