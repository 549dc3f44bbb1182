// SPDX-License-Identifier: GPL-2.0
/*
 * closers CPUS COUNT - a process on each of so many CPUs connects over loopback and
 * closes first, COUNT times, all at once. Prints the closes a second.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "../../on-cpu.h"

#define WARM_UP 50

static int listen_at(struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || listen(listener, 64) ||
	    getsockname(listener, (struct sockaddr *)address, &length))
		err(1, "listen");
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return listener;
}

static void connect_and_close(int listener, const struct sockaddr_in *address)
{
	int peer, client = socket(AF_INET, SOCK_STREAM, 0);

	if (client < 0 || connect(client, (const struct sockaddr *)address, sizeof(*address)))
		err(1, "connect");
	peer = accept(listener, NULL, NULL);
	if (peer < 0)
		err(1, "accept");
	close(client);
	close(peer);
}

/* All begin when the last one is ready. */
static void close_on(int cpu, int count, atomic_int *awaited)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int i, listener;

	stay_on(cpu);
	listener = listen_at(&address);
	for (i = 0; i < WARM_UP; i++)
		connect_and_close(listener, &address);
	atomic_fetch_sub(awaited, 1);
	while (atomic_load(awaited) > 0)
		;
	for (i = 0; i < count; i++)
		connect_and_close(listener, &address);
	exit(0);
}

int main(int argc, char **argv)
{
	int cpus = argc == 3 ? atoi(argv[1]) : 0, count = argc == 3 ? atoi(argv[2]) : 0;
	atomic_int *awaited;
	int i, status;
	uint64_t begin;

	if (cpus < 1 || count < 1)
		errx(2, "usage: closers CPUS COUNT");
	awaited = mmap(NULL, sizeof(*awaited), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (awaited == MAP_FAILED)
		err(1, "mmap");
	*awaited = cpus;
	for (i = 0; i < cpus; i++)
		if (!fork())
			close_on(i, count, awaited);
	while (atomic_load(awaited) > 0)
		usleep(100);
	begin = clock_ns();
	for (i = 0; i < cpus; i++)
		if (wait(&status) < 0 || status)
			errx(1, "a process failed");
	printf("%.0f\n", 1e9 * cpus * count / (double)(clock_ns() - begin));
	return 0;
}
