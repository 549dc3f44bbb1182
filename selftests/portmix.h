/* SPDX-License-Identifier: GPL-2.0 */
/* Sockets that take ports, and what connect() and bind() then find left. */
#ifndef PORTMIX_H
#define PORTMIX_H

#include <stdbool.h>
#include <stddef.h>

#include "tcpgen-socket.h"

/* The service that all clients connect to; clients outside of a range use ports above. */
#define SERVICE_PORT 8000
#define OUTSIDE_PORT 9000
#define SOURCES 2
#define DESTINATIONS 5
/* Sockets that a mix may hold. */
#define FDS_MAX 4096

/**
 * struct mix - the state of one network namespace
 * @ipv6: its sockets are IPv6
 * @first: first port of the range
 * @last: last port of the range
 * @reuse: tcp_tw_reuse
 * @service: the listening socket that clients connect to
 * @fd: sockets that stay open
 * @nr_fds: their number
 */
struct mix {
	bool ipv6;
	unsigned int first, last;
	unsigned int reuse;
	int service;
	int fd[FDS_MAX];
	size_t nr_fds;
};

/* How a client comes to its port and what becomes of the connection. */
struct client {
	unsigned int source, destination;
	bool device; /* bound to lo */
	bool early; /* bind() before connect() */
	bool share; /* SO_REUSEADDR */
	bool closed; /* leaves a socket in TIME_WAIT */
	unsigned int port; /* of bind(), 0 for any */
};

/**
 * struct left - what the module says of a destination
 * @has_row: it has a row
 * @known: the columns are not "-"
 * @least: ports_left
 * @most: ports_left_max
 * @reuse: reuse_ports
 * @young: reuse_young
 */
struct left {
	bool has_row, known;
	unsigned long least, most, reuse, young;
};

/**
 * struct ports - what the module says of the namespace
 * @usable: local_ports_usable
 * @bound: ports_bound
 * @free: ports_free
 * @shared: ports_bound_shared
 */
struct ports {
	unsigned long usable, bound, free, shared;
};

/* portmix-net.c: settings and sockets; each returns 0, or -1 with errno set */
void mix_begin(struct mix *mix);
void mix_end(struct mix *mix);
void mix_range(struct mix *mix, unsigned int first, unsigned int last);
void mix_sysctl(const char *name, const char *value);
void mix_serve(struct mix *mix);
void mix_drop(struct mix *mix, size_t count);
void mix_keep(struct mix *mix, int fd);
int mix_connect(struct mix *mix, const struct client *client);
int mix_bind(struct mix *mix, unsigned int port, bool any);
int mix_listen(struct mix *mix, unsigned int port);
int mix_child(struct mix *mix, unsigned int port, bool closed);
void mix_address(const struct mix *mix, bool remote, unsigned int number, char *text);

/* portmix-read.c */
void read_ports(struct ports *ports);
void read_left(const struct mix *mix, const struct client *to, struct left *left);

/* portmix-words.c: what a word does; false when something did not hold */
bool mix_word(struct mix *mix, const char *word);

/* portmix-random.c */
void random_seed(unsigned long long seed);
size_t random_mix(char *text, size_t room);

#endif
