/* SPDX-License-Identifier: GPL-2.0 */
/* The traffic generator: its types, and the functions of its files. */
#ifndef TCPGEN_H
#define TCPGEN_H

#include <stdbool.h>
#include <stddef.h>

#include "tcpgen-socket.h"

/* The most words that --closer and --end take. */
#define MAX_CYCLE 8

#define NSEC_PER_SEC 1000000000ULL

/* Which end closes first, and so keeps the timewait socket. */
enum closer {
	CLOSER_CLIENT,
	CLOSER_SERVER,
};

enum ending {
	ENDING_FIN, /* both ends close: TIME_WAIT */
	ENDING_HALF, /* the other end stays open: FIN_WAIT2 */
	ENDING_RESET, /* SO_LINGER 0: nothing is left */
	ENDING_LIVE, /* neither end closes: ESTABLISHED */
};

/* Who chooses the client's port. */
enum local_port {
	LOCAL_PORT_CONNECT, /* connect() */
	LOCAL_PORT_BIND, /* bind() to port 0 */
	LOCAL_PORT_FIXED, /* the caller, from a list */
};

struct options {
	int family; /* AF_INET or AF_INET6 */
	bool mapped; /* IPv4 through AF_INET6 sockets */
	struct endpoint source;
	bool has_source;
	unsigned int sources;
	struct endpoint destination;
	unsigned int destinations;
	unsigned int port;
	unsigned int ports;

	enum local_port local_port;
	unsigned int local_first;
	unsigned int local_last;
	bool reuse_address;
	const char *device;
	unsigned int mark;
	unsigned int tos;

	unsigned long count;
	bool has_count;
	unsigned int seconds;
	unsigned int rate; /* connections a second, 0: as fast as can be */
	unsigned int last_rate; /* what it has become after @seconds */
	bool fill;
	unsigned int requests;
	enum closer closers[MAX_CYCLE];
	unsigned int n_closers;
	enum ending endings[MAX_CYCLE];
	unsigned int n_endings;
	unsigned int live; /* the first so many connections are not closed */
	const char *server_netns;

	bool hold;
	bool latency;
};

/**
 * struct pace - when each connection is due
 * @opt: the rate
 * @start: CLOCK_MONOTONIC in ns of the first
 * @due: of the next
 * @latest: the most, in ns, that one began after its time
 */
struct pace {
	const struct options *opt;
	unsigned long long start;
	unsigned long long due;
	unsigned long long latest;
};

/* The listeners, and the sockets that stay open until the end. */
struct generator {
	const struct options *opt;
	int *listeners;
	int *held;
	size_t n_held;
	size_t room_held;
	struct pace pace;
	unsigned int *latencies; /* microseconds */
	size_t n_latencies;
	size_t room_latencies;
};

/**
 * struct result - what a run did
 * @connections: connections that were established
 * @error: errno of the failure that ended the run, 0 for none
 * @step: the call that failed
 */
struct result {
	unsigned long connections;
	int error;
	const char *step;
};

/* tcpgen.c calls the other files; they call tcpgen-util.c alone. */

/* tcpgen-options.c */
void parse_options(struct options *opt, int argc, char **argv);

/* tcpgen-connection.c */
int open_listeners(struct generator *gen, const char **step);
int make_connection(struct generator *gen, unsigned long number, const char **step);
void reset_held(struct generator *gen);

/* tcpgen-pace.c */
void pace_begin(struct pace *pace, const struct options *opt, unsigned long long start);
void pace_wait(struct pace *pace);

/* tcpgen-latency.c */
void latency_add(struct generator *gen, unsigned long long nanoseconds);
void latency_print(struct generator *gen);

/* tcpgen-util.c */
void *grow(void *array, size_t *room, size_t used, size_t size);
unsigned long long clock_now(int clock);

#endif
