// SPDX-License-Identifier: GPL-2.0
/*
 * One connection of the traffic generator: from socket() to close().
 *
 * The end that closes second first reads EOF. Without that, some connections
 * end in a simultaneous close and leave TIME_WAIT on both sides.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/in6.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tcpgen.h"

static void set_port(struct endpoint *ep, unsigned int port)
{
	if (ep->sa.sa_family == AF_INET)
		ep->in.sin_port = htons(port);
	else
		ep->in6.sin6_port = htons(port);
}

static void advance_address(struct endpoint *ep, unsigned int by)
{
	unsigned char *tail;
	in_addr_t value;

	if (ep->sa.sa_family == AF_INET)
		tail = (unsigned char *)&ep->in.sin_addr;
	else
		tail = ep->in6.sin6_addr.s6_addr + 12;
	memcpy(&value, tail, sizeof(value));
	value = htonl(ntohl(value) + by);
	memcpy(tail, &value, sizeof(value));
}

/* One listener for all addresses of the host, so that many cost nothing. */
static int open_listener(const struct options *opt, unsigned int port, const char **step)
{
	struct endpoint any = { .len = opt->destination.len };
	int fd;

	any.sa.sa_family = opt->destination.sa.sa_family;
	if (opt->destinations == 1)
		any = opt->destination;
	set_port(&any, port);
	*step = "socket";
	fd = tcp_socket(any.sa.sa_family);
	if (fd < 0)
		return -1;
	*step = "setsockopt";
	if (opt->reuse_address && set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		goto fail;
	*step = "bind";
	if (bind(fd, &any.sa, any.len))
		goto fail;
	*step = "listen";
	if (listen(fd, 128))
		goto fail;
	return fd;
fail:
	close(fd);
	return -1;
}

static int open_every_listener(struct generator *gen, const char **step)
{
	unsigned int i;

	for (i = 0; i < gen->opt->ports; i++) {
		gen->listeners[i] = open_listener(gen->opt, gen->opt->port + i, step);
		if (gen->listeners[i] < 0)
			return -1;
	}
	return 0;
}

static int enter_netns(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return -1;
	error = setns(fd, CLONE_NEWNET);
	close(fd);
	return error;
}

/**
 * open_listeners() - listen on every port of the destinations
 * @gen: its listeners are filled in
 * @step: set to the call that failed
 *
 * A socket stays in the namespace it was made in, so clients are made outside
 * again when servers have a namespace of their own.
 *
 * Return: 0, or -1 with errno set.
 */
int open_listeners(struct generator *gen, const char **step)
{
	const char *netns = gen->opt->server_netns;
	char path[PATH_MAX];
	int home, error;

	if (!netns)
		return open_every_listener(gen, step);
	*step = "setns";
	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (home < 0 || enter_netns(path))
		return -1;
	error = open_every_listener(gen, step);
	if (setns(home, CLONE_NEWNET))
		error = -1;
	close(home);
	return error;
}

static int set_client_options(int fd, const struct options *opt)
{
	bool ipv6 = opt->destination.sa.sa_family == AF_INET6;

	if (opt->device &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, opt->device, strlen(opt->device)))
		return -1;
	if (opt->mark && set_int(fd, SOL_SOCKET, SO_MARK, opt->mark))
		return -1;
	if (!opt->tos)
		return 0;
	if (ipv6 && set_int(fd, IPPROTO_IPV6, IPV6_TCLASS, opt->tos))
		return -1;
	if (opt->family == AF_INET && set_int(fd, IPPROTO_IP, IP_TOS, opt->tos))
		return -1;
	return 0;
}

static int bind_client(int fd, const struct options *opt, unsigned long number)
{
	unsigned long per_source = (unsigned long)opt->destinations * opt->ports;
	struct endpoint source = opt->source;
	unsigned int span = opt->local_last - opt->local_first + 1;

	advance_address(&source, number / per_source % opt->sources);
	/* An address of a local route need not be one of an interface. */
	if (opt->family == AF_INET6 && set_int(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1))
		return -1;
	if (opt->local_port == LOCAL_PORT_CONNECT &&
	    set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1))
		return -1;
	if (opt->local_port == LOCAL_PORT_FIXED) {
		set_port(&source, opt->local_first + number % span);
		if (opt->reuse_address && set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1))
			return -1;
	}
	return bind(fd, &source.sa, source.len);
}

static int open_client(const struct options *opt, unsigned long number, const char **step)
{
	struct endpoint to = opt->destination;
	int fd;

	advance_address(&to, number % opt->destinations);
	set_port(&to, opt->port + number / opt->destinations % opt->ports);
	*step = "socket";
	fd = tcp_socket(to.sa.sa_family);
	if (fd < 0)
		return -1;
	*step = "setsockopt";
	if (set_client_options(fd, opt))
		goto fail;
	*step = "bind";
	if (opt->has_source && bind_client(fd, opt, number))
		goto fail;
	*step = "connect";
	if (connect(fd, &to.sa, to.len))
		goto fail;
	return fd;
fail:
	close(fd);
	return -1;
}

static int send_byte(int from, int to)
{
	char byte = 'x';

	if (write(from, &byte, 1) != 1)
		return -1;
	return read(to, &byte, 1) == 1 ? 0 : -1;
}

static int exchange(int client, int server, unsigned int requests)
{
	for (; requests; requests--)
		if (send_byte(client, server) || send_byte(server, client))
			return -1;
	return 0;
}

static void hold(struct generator *gen, int fd)
{
	gen->held = grow(gen->held, &gen->room_held, gen->n_held, sizeof(*gen->held));
	gen->held[gen->n_held++] = fd;
}

static void reset(int fd)
{
	static const struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd);
}

/*
 * The second close() waits until its FIN is acknowledged: by then the end that
 * closed first is in TIME_WAIT, and not only on its way there.
 */
static void close_second(int fd)
{
	static const struct linger wait = { .l_onoff = 1, .l_linger = 30 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &wait, sizeof(wait));
	close(fd);
}

static int wait_for_eof(int fd)
{
	char byte;
	ssize_t got = read(fd, &byte, 1);

	/* A reset ends a connection as well. */
	return got == 0 || (got < 0 && errno == ECONNRESET) ? 0 : -1;
}

static bool in_fin_wait2(int fd)
{
	struct tcp_info info;
	socklen_t length = sizeof(info);

	return !getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) &&
	       info.tcpi_state == TCP_FIN_WAIT2;
}

/*
 * Closed before its FIN is acknowledged, a socket may stay a full one in
 * FIN_WAIT2: where the acknowledgment comes in while close() still owns the
 * socket. Closed after, it always becomes a timewait one.
 */
static int close_half(struct generator *gen, int first, int second)
{
	const struct timespec step = { .tv_nsec = 1000000 };
	int i, error;

	hold(gen, second);
	error = shutdown(first, SHUT_WR) || wait_for_eof(second);
	for (i = 0; !error && !in_fin_wait2(first); i++) {
		nanosleep(&step, NULL);
		error = i == PATIENCE_SECONDS * 1000;
	}
	close(first);
	return error ? -1 : 0;
}

static int end_connection(struct generator *gen, enum ending ending, int first, int second)
{
	int error;

	if (ending == ENDING_LIVE) {
		hold(gen, first);
		hold(gen, second);
		return 0;
	}
	if (ending == ENDING_HALF)
		return close_half(gen, first, second);
	if (ending == ENDING_RESET)
		reset(first);
	else
		close(first);
	error = wait_for_eof(second);
	close_second(second);
	return error;
}

static int serve(struct generator *gen, unsigned long number, int client, int server,
		 const char **step)
{
	const struct options *opt = gen->opt;
	enum ending ending = opt->endings[number % opt->n_endings];

	if (number < opt->live)
		ending = ENDING_LIVE;
	*step = "exchange";
	if (exchange(client, server, opt->requests)) {
		close(client);
		close(server);
		return -1;
	}
	*step = "read";
	if (opt->closers[number % opt->n_closers] == CLOSER_CLIENT)
		return end_connection(gen, ending, client, server);
	return end_connection(gen, ending, server, client);
}

/**
 * make_connection() - open one connection and end it as the options say
 * @gen: the generator; sockets that stay open are added to it
 * @number: running number from 0; it picks addresses and ports in turn,
 *	destinations fastest, then their ports, then sources
 * @step: set to the call that failed
 *
 * Return: 0, or -1 with errno set.
 */
int make_connection(struct generator *gen, unsigned long number, const char **step)
{
	const struct options *opt = gen->opt;
	int client, server;

	client = open_client(opt, number, step);
	if (client < 0)
		return -1;
	*step = "accept";
	server = accept4(gen->listeners[number / opt->destinations % opt->ports], NULL, NULL,
			 SOCK_CLOEXEC);
	if (server < 0) {
		close(client);
		return -1;
	}
	return serve(gen, number, client, server, step);
}

/**
 * reset_held() - end what is still open, leaving nothing behind
 * @gen: the generator
 */
void reset_held(struct generator *gen)
{
	size_t i;

	for (i = 0; i < gen->n_held; i++)
		reset(gen->held[i]);
	gen->n_held = 0;
}
