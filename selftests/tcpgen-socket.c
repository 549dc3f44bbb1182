// SPDX-License-Identifier: GPL-2.0
/* TCP sockets of tcpgen and portmix. */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tcpgen-socket.h"

/** set_int() - setsockopt() of an int */
int set_int(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value));
}

/** tcp_socket() - a new socket whose calls do not hang; -1 with errno set */
int tcp_socket(int family)
{
	struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience))) {
		close(fd);
		return -1;
	}
	return fd;
}
