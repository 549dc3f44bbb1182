/* SPDX-License-Identifier: GPL-2.0 */
/* TCP sockets of tcpgen and portmix. */
#ifndef TCPGEN_SOCKET_H
#define TCPGEN_SOCKET_H

#include <netinet/in.h>

/* No call waits longer: a lost connection is an error, not a hang. */
#define PATIENCE_SECONDS 20

/* A socket address with its length; the union spares the casts. */
struct endpoint {
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	};
	socklen_t len;
};

int set_int(int fd, int level, int name, int value);
int tcp_socket(int family);

#endif
