// SPDX-License-Identifier: GPL-2.0
/*
 * slab_reuse - free and reuse the node under a walk, and see what is counted
 *
 * For a test build of the module with hooks, a table of one bucket and two
 * CPUs. Connections are made in an order that lays out the chain: "skip" puts
 * the node on which the walk is held before the standing sockets and its next
 * life behind them, so that a walk which trusts the end marker alone skips them;
 * "twice" the other way round, so that it meets some of them twice. Both need a
 * kernel that puts a timewait socket in its connection's place; where it goes to
 * the head of its chain, the node comes back there in either case.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "snapshot.h"
#include "../../on-cpu.h"

#define PARAMETERS "/sys/module/twstat/parameters/"

#define STANDING 40
/* Met twice: few, or the walk runs out of the room it measured, and starts anew. */
#define TWICE 4
#define SUCCESSORS 8

#define STANDING_PORT 7001
#define VICTIM_PORT 7002
#define SUCCESSOR_PORT 7003

struct connection {
	int client;
	int server;
};

static void write_parameter(const char *name, unsigned int value)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	file = fopen(path, "w");
	if (!file || fprintf(file, "%u\n", value) < 0 || fclose(file))
		err(1, "%s", path);
}

static unsigned int read_parameter(const char *name)
{
	unsigned int value = 0;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%u", &value) != 1)
		err(1, "%s", path);
	fclose(file);
	return value;
}

/* Has the counter gone beyond what it was? Waits up to ten seconds for it. */
static bool wait_for(const char *name, unsigned int before)
{
	const struct timespec step = { .tv_nsec = 1000000 };
	int i;

	for (i = 0; i < 10000; i++) {
		if (read_parameter(name) > before)
			return true;
		nanosleep(&step, NULL);
	}
	return false;
}

/* The kernel's own list says TIME_WAIT by state 6, the FIN_WAIT2 ones are 5. */
static int count_timewait(void)
{
	FILE *file = fopen("/proc/net/tcp", "r");
	char line[256], state[3];
	int count = 0;

	if (!file)
		err(1, "/proc/net/tcp");
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%*s %*s %*s %2s", state) == 1)
			count += !strcmp(state, "06");
	fclose(file);
	return count;
}

/* A busy CPU works off the last segments some time after close(). */
static void wait_for_timewait(int count)
{
	const struct timespec step = { .tv_nsec = 10000000 };
	int i;

	for (i = 0; count_timewait() != count; i++) {
		if (i == 3000)
			errx(2, "%d sockets in TIME_WAIT, not %d", count_timewait(), count);
		nanosleep(&step, NULL);
	}
}

static struct sockaddr_in address(unsigned int port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return addr;
}

static int listen_on(unsigned int port)
{
	struct sockaddr_in addr = address(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 64))
		err(1, "port %u", port);
	return fd;
}

static void open_some(struct connection *conn, int count, unsigned int port)
{
	struct sockaddr_in addr = address(port);
	int i, listener = listen_on(port);

	for (i = 0; i < count; i++) {
		conn[i].client = socket(AF_INET, SOCK_STREAM, 0);
		if (conn[i].client < 0 ||
		    connect(conn[i].client, (struct sockaddr *)&addr, sizeof(addr)))
			err(1, "connection to port %u", port);
		conn[i].server = accept(listener, NULL, NULL);
		if (conn[i].server < 0)
			err(1, "accept on port %u", port);
	}
	close(listener);
}

/* The client closes first and is left in TIME_WAIT, the server's end is gone. */
static void close_some(struct connection *conn, int count)
{
	char byte;
	int i;

	for (i = 0; i < count; i++) {
		close(conn[i].client);
		if (read(conn[i].server, &byte, 1))
			errx(1, "no end of file from the client");
		close(conn[i].server);
	}
}

/*
 * A walk may pass more than once, to see how much room it needs: the last time
 * of an undisturbed read is the one that counts.
 */
static void hold_last_meeting(void)
{
	struct snapshot snap = { .text = NULL };

	write_parameter("hold_at", 0);
	write_parameter("met", 0);
	write_parameter("watch_port", VICTIM_PORT);
	if (snapshot_read(&snap, SNAPSHOT_PATH))
		errx(2, "the snapshot could not be read");
	snapshot_free(&snap);
	write_parameter("hold_at", read_parameter("met"));
	write_parameter("met", 0);
}

static pid_t start_reader(void)
{
	struct snapshot snap = { .text = NULL };
	struct totals totals;
	const char *wrong;
	pid_t pid = fork();

	if (pid)
		return pid;
	/* While a copy is open here, a close there closes nothing. */
	close_range(3, ~0U, 0);
	stay_on(1);
	if (snapshot_read(&snap, SNAPSHOT_PATH))
		errx(1, "the snapshot could not be read");
	wrong = snapshot_add_up(&snap, STANDING_PORT, &totals);
	printf("counted %lu\nstanding %d\nrestarts %lu\nlocked %lu\n", totals.rows_port, STANDING,
	       totals.walk_restarts, totals.walk_locked);
	if (!wrong)
		wrong = totals_check(&totals);
	if (wrong)
		printf("wrong %s\n", wrong);
	exit(wrong || totals.rows_port != STANDING);
}

/* What an earlier run left would be counted by this one, and met. */
static void kill_leftovers(void)
{
	write_parameter("kill_port", STANDING_PORT);
	write_parameter("kill_port", VICTIM_PORT);
	write_parameter("kill_port", SUCCESSOR_PORT);
	wait_for_timewait(0);
}

static void lay_out(bool skip, struct connection *victim, struct connection *successors)
{
	struct connection standing[STANDING];

	if (skip) {
		open_some(successors, SUCCESSORS, SUCCESSOR_PORT);
		open_some(standing, STANDING, STANDING_PORT);
		open_some(victim, 1, VICTIM_PORT);
	} else {
		open_some(victim, 1, VICTIM_PORT);
		open_some(standing, TWICE, STANDING_PORT);
		open_some(successors, SUCCESSORS, SUCCESSOR_PORT);
		open_some(standing + TWICE, STANDING - TWICE, STANDING_PORT);
	}
	close_some(standing, STANDING);
	wait_for_timewait(STANDING);
	/* Last, so that its object is the first that this CPU hands out again. */
	close_some(victim, 1);
	wait_for_timewait(STANDING + 1);
}

int main(int argc, char **argv)
{
	struct connection victim, successors[SUCCESSORS];
	unsigned int held, reused;
	int i, status;
	pid_t reader;

	if (argc != 2 || (strcmp(argv[1], "skip") && strcmp(argv[1], "twice")))
		errx(2, "usage: slab_reuse skip|twice");
	stay_on(0);
	kill_leftovers();
	lay_out(!strcmp(argv[1], "skip"), &victim, successors);
	held = read_parameter("held");
	reused = read_parameter("reused");
	hold_last_meeting();
	reader = start_reader();
	if (reader < 0)
		err(1, "fork");
	if (!wait_for("held", held))
		errx(2, "the walk did not come to the node");
	write_parameter("kill_port", VICTIM_PORT);
	for (i = 0; i < SUCCESSORS && read_parameter("reused") == reused; i++)
		close_some(&successors[i], 1);
	if (!wait_for("reused", reused))
		errx(2, "the node was not reused while the walk stood on it");
	if (waitpid(reader, &status, 0) != reader || !WIFEXITED(status))
		errx(2, "the reader died");
	/* Those that are left, for the next run to find in TIME_WAIT. */
	for (; i < SUCCESSORS; i++)
		close_some(&successors[i], 1);
	return WEXITSTATUS(status);
}
