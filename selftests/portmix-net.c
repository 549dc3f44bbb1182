// SPDX-License-Identifier: GPL-2.0
/* The sockets of a mix, in a network namespace of its own. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "portmix.h"

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif
#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78
#endif

/**
 * mix_sysctl() - set a sysctl of the namespace, where the kernel has it
 * @name: below net/ipv4
 * @value: its value
 */
void mix_sysctl(const char *name, const char *value)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv4/%s", name);
	file = fopen(path, "w");
	if (!file)
		return;
	fputs(value, file);
	if (fclose(file))
		err(1, "%s", path);
}

/** mix_range() - set ip_local_port_range */
void mix_range(struct mix *mix, unsigned int first, unsigned int last)
{
	char text[32];

	mix->first = first;
	mix->last = last;
	snprintf(text, sizeof(text), "%u %u", first, last);
	mix_sysctl("ip_local_port_range", text);
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
		err(1, "lo");
	close(fd);
}

/** mix_begin() - enter a new network namespace */
void mix_begin(struct mix *mix)
{
	memset(mix, 0, sizeof(*mix));
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	loopback_up();
	if (system("ip -6 route add local fd00::/64 dev lo"))
		errx(1, "no route to fd00::/64");
	mix_sysctl("tcp_tw_reuse", "0");
	mix_sysctl("tcp_rfc1337", "1");
	mix_range(mix, 20000, 20063);
	mix->service = -1;
}

/** mix_drop() - reset the last sockets that are kept */
void mix_drop(struct mix *mix, size_t count)
{
	static const struct linger now = { .l_onoff = 1 };

	for (; count && mix->nr_fds; count--) {
		setsockopt(mix->fd[--mix->nr_fds], SOL_SOCKET, SO_LINGER, &now, sizeof(now));
		close(mix->fd[mix->nr_fds]);
	}
}

/** mix_end() - close all sockets */
void mix_end(struct mix *mix)
{
	mix_drop(mix, mix->nr_fds);
	if (mix->service >= 0)
		close(mix->service);
}

/** mix_keep() - keep a socket open until the end */
void mix_keep(struct mix *mix, int fd)
{
	if (mix->nr_fds == FDS_MAX)
		errx(1, "too many sockets");
	mix->fd[mix->nr_fds++] = fd;
}

/**
 * mix_address() - the address of a source or destination as text
 * @mix: the mix
 * @remote: a destination
 * @number: its number, 0 for any address
 * @text: room for INET6_ADDRSTRLEN
 */
void mix_address(const struct mix *mix, bool remote, unsigned int number, char *text)
{
	if (!number)
		strcpy(text, mix->ipv6 ? "::" : "0.0.0.0");
	else
		sprintf(text, mix->ipv6 ? "fd00::%s%u" : "127.%s0.%u",
			remote ? (mix->ipv6 ? "1:" : "1.") : (mix->ipv6 ? "" : "0."), number);
}

static struct endpoint endpoint_of(const struct mix *mix, bool remote, unsigned int number,
				   unsigned int port)
{
	char text[INET6_ADDRSTRLEN];
	struct endpoint ep = { .len = sizeof(ep.in) };

	mix_address(mix, remote, number, text);
	if (mix->ipv6) {
		ep.in6.sin6_family = AF_INET6;
		ep.in6.sin6_port = htons(port);
		ep.len = sizeof(ep.in6);
		inet_pton(AF_INET6, text, &ep.in6.sin6_addr);
	} else {
		ep.in.sin_family = AF_INET;
		ep.in.sin_port = htons(port);
		inet_pton(AF_INET, text, &ep.in.sin_addr);
	}
	return ep;
}

static int new_socket(const struct mix *mix)
{
	int fd = tcp_socket(mix->ipv6 ? AF_INET6 : AF_INET);

	if (fd < 0 || (mix->ipv6 && set_int(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1)))
		err(1, "socket");
	return fd;
}

/* Closes it and keeps errno. */
static int give_up(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

static int open_listener(const struct mix *mix, unsigned int port)
{
	struct endpoint any = endpoint_of(mix, false, 0, port);
	int fd = new_socket(mix);

	if (set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1) || bind(fd, &any.sa, any.len) ||
	    listen(fd, 128))
		return give_up(fd);
	return fd;
}

/** mix_serve() - open the service, once the family is known */
void mix_serve(struct mix *mix)
{
	if (mix->service >= 0)
		return;
	mix->service = open_listener(mix, SERVICE_PORT);
	if (mix->service < 0)
		err(1, "service");
}

/** mix_listen() - one more listener, on a port of the caller's */
int mix_listen(struct mix *mix, unsigned int port)
{
	int fd = open_listener(mix, port);

	if (fd < 0)
		return -1;
	mix_keep(mix, fd);
	return 0;
}

/**
 * mix_bind() - a socket that is bound and no more
 * @mix: the mix
 * @port: to this port, 0 for one that the kernel chooses
 * @any: to any address, not to the first source
 */
int mix_bind(struct mix *mix, unsigned int port, bool any)
{
	struct endpoint to = endpoint_of(mix, false, any ? 0 : 1, port);
	int fd = new_socket(mix);

	if (bind(fd, &to.sa, to.len))
		return give_up(fd);
	mix_keep(mix, fd);
	return 0;
}

/* @first leaves TIME_WAIT behind; its peer reads EOF first, so not both close at once. */
static void close_both(int first, int second)
{
	char byte;

	close(first);
	if (read(second, &byte, 1) < 0)
		err(1, "no EOF");
	close(second);
}

static int accept_one(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		err(1, "accept");
	return fd;
}

static int bind_client(const struct mix *mix, int fd, const struct client *client)
{
	struct endpoint source = endpoint_of(mix, false, client->source, client->port);

	if (client->device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3))
		err(1, "SO_BINDTODEVICE");
	if (client->share && set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		err(1, "SO_REUSEADDR");
	if (!client->early && set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1))
		err(1, "IP_BIND_ADDRESS_NO_PORT");
	return bind(fd, &source.sa, source.len);
}

/**
 * mix_connect() - one connection to the service
 * @mix: the mix
 * @client: its client
 */
int mix_connect(struct mix *mix, const struct client *client)
{
	struct endpoint to = endpoint_of(mix, true, client->destination, SERVICE_PORT);
	int fd = new_socket(mix), peer;

	if (bind_client(mix, fd, client) || connect(fd, &to.sa, to.len))
		return give_up(fd);
	peer = accept_one(mix->service);
	if (client->closed) {
		close_both(fd, peer);
	} else {
		mix_keep(mix, fd);
		mix_keep(mix, peer);
	}
	return 0;
}

/**
 * mix_child() - the end of a service on a port, whose listener is gone
 * @mix: the mix
 * @port: the service's port
 * @closed: in TIME_WAIT, else established
 */
int mix_child(struct mix *mix, unsigned int port, bool closed)
{
	struct endpoint from = endpoint_of(mix, false, 1, OUTSIDE_PORT + mix->nr_fds);
	struct endpoint to = endpoint_of(mix, true, 1, port);
	int listener = open_listener(mix, port), fd, child;

	if (listener < 0)
		return -1;
	fd = new_socket(mix);
	if (bind(fd, &from.sa, from.len) || connect(fd, &to.sa, to.len))
		err(1, "client of port %u", port);
	child = accept_one(listener);
	close(listener);
	if (closed) {
		close_both(child, fd);
		/* So that the next has another port. */
		mix_keep(mix, new_socket(mix));
		return 0;
	}
	mix_keep(mix, fd);
	mix_keep(mix, child);
	return 0;
}
