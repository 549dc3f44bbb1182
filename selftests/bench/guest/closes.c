// SPDX-License-Identifier: GPL-2.0
/*
 * closes COUNT - connects so many sockets over loopback, then shuts each of them down,
 * which is measured. Prints the median of one, in ns: ticks and what else the kernel
 * does meanwhile meet few of them.
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

#define COUNT_MAX 4000

static int sockets[COUNT_MAX];
static uint64_t took[COUNT_MAX];

static void connect_all(int count)
{
	const struct rlimit limit = { 2 * COUNT_MAX + 64, 2 * COUNT_MAX + 64 };
	struct sockaddr_in server = { .sin_family = AF_INET };
	socklen_t length = sizeof(server);
	int i, listener;

	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (setrlimit(RLIMIT_NOFILE, &limit) || listener < 0 || listen(listener, 64) ||
	    getsockname(listener, (struct sockaddr *)&server, &length))
		err(1, "listen");
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (i = 0; i < count; i++) {
		sockets[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (sockets[i] < 0 ||
		    connect(sockets[i], (struct sockaddr *)&server, sizeof(server)) ||
		    accept(listener, NULL, NULL) < 0)
			err(1, "connect");
	}
}

static int compare(const void *a, const void *b)
{
	const uint64_t *first = a, *second = b;

	return *first < *second ? -1 : *first > *second;
}

int main(int argc, char **argv)
{
	int i, count = argc == 2 ? atoi(argv[1]) : 0;
	uint64_t begin, end;

	if (count < 1 || count > COUNT_MAX)
		errx(2, "usage: closes COUNT");
	connect_all(count);
	begin = clock_ns();
	for (i = 0; i < count; i++) {
		shutdown(sockets[i], SHUT_WR);
		end = clock_ns();
		took[i] = end - begin;
		begin = end;
	}
	qsort(took, count, sizeof(*took), compare);
	printf("%llu\n", (unsigned long long)took[count / 2]);
	return 0;
}
