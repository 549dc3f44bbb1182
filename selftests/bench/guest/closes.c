// SPDX-License-Identifier: GPL-2.0
/*
 * closes COUNT - connects so many sockets over loopback, then shuts them down, which is
 * measured. Prints "nanoseconds count".
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

int main(int argc, char **argv)
{
	const struct rlimit limit = { 2 * COUNT_MAX + 64, 2 * COUNT_MAX + 64 };
	struct sockaddr_in server = { .sin_family = AF_INET };
	socklen_t length = sizeof(server);
	int i, count, listener;
	uint64_t begin;

	count = argc == 2 ? atoi(argv[1]) : 0;
	if (count < 1 || count > COUNT_MAX)
		errx(2, "usage: closes COUNT");
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
	begin = clock_ns();
	for (i = 0; i < count; i++)
		shutdown(sockets[i], SHUT_WR);
	begin = clock_ns() - begin;
	printf("%llu %d\n", (unsigned long long)begin, count);
	return 0;
}
