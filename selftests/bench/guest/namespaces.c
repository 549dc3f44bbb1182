// SPDX-License-Identifier: GPL-2.0
/*
 * namespaces [--peak CGROUP] COUNT EMPTY SOCKETS DESTINATIONS ROUNDS - read SOCKETS
 * timewait sockets of one network namespace, then as many of COUNT namespaces, all at
 * once and in each, and at last all at once with EMPTY more namespaces that have none.
 * Prints lines as rounds does, of the readings in each namespace their sum.
 *
 * With --peak CGROUP only reads those of COUNT namespaces at once, in that cgroup, and
 * prints "peak-namespaces COUNT SOCKETS DESTINATIONS BYTES", the most that it was charged.
 *
 * The namespaces live as long as this process, which holds them open.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"

#define PIECE (256 * 1024)
#define MOST 4096
/* Remaining times, ms: the shortest outlasts a round. */
#define SHORTEST 20000
#define LONGEST 60000

static char piece[PIECE];
static int initial, made[MOST];
static unsigned int made_count, sockets, destinations, buckets;

static unsigned int parse_number(const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	if (end == word || *end || value > 100000000)
		errx(2, "not a number: %s", word);
	return value;
}

static int open_or_fail(const char *path, int flags)
{
	int file = open(path, flags);

	if (file < 0)
		err(1, "%s", path);
	return file;
}

static void write_file(const char *path, const char *text)
{
	int file = open_or_fail(path, O_WRONLY);

	if (write(file, text, strlen(text)) < 0)
		err(1, "%s: %s", path, text);
	close(file);
}

static void enter(int namespace)
{
	if (setns(namespace, CLONE_NEWNET))
		err(1, "setns");
}

/* Of this namespace: it may have all the sockets. */
static void raise_sockets(void)
{
	char most[32];

	snprintf(most, sizeof(most), "%u", sockets + 1000);
	write_file("/proc/sys/net/ipv4/tcp_max_tw_buckets", most);
}

static void make_namespaces(unsigned int count)
{
	for (; count; count--) {
		if (unshare(CLONE_NEWNET))
			err(1, "unshare");
		raise_sockets();
		made[made_count++] = open_or_fail("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	}
	enter(initial);
}

/* From open to the last byte. */
static uint64_t read_ns(const char *name)
{
	char path[64];
	uint64_t begin;
	ssize_t got;
	int file;

	snprintf(path, sizeof(path), "/proc/net/twstat/%s", name);
	begin = clock_ns();
	file = open_or_fail(path, O_RDONLY);
	while ((got = read(file, piece, sizeof(piece))) > 0)
		;
	begin = clock_ns() - begin;
	if (got < 0)
		err(1, "%s", path);
	close(file);
	return begin;
}

static void print_sample(const char *subject, uint64_t ns)
{
	printf("sample %u %u %u %s %llu 0\n", sockets, destinations, buckets, subject,
	       (unsigned long long)ns);
	fflush(stdout);
}

static void sample_all(void)
{
	char subject[32];

	snprintf(subject, sizeof(subject), "namespaces-%u", made_count);
	print_sample(subject, read_ns("namespaces"));
}

static void sample_each(void)
{
	char subject[32];
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < made_count; i++) {
		enter(made[i]);
		sum += read_ns("snapshot");
	}
	enter(initial);
	snprintf(subject, sizeof(subject), "each-%u", made_count);
	print_sample(subject, sum);
}

/* A part of the sockets, in this namespace. */
static void add_part(unsigned int parts)
{
	char order[64];

	snprintf(order, sizeof(order), "add %u %u %u %u", sockets / parts, destinations / parts,
		 SHORTEST, LONGEST);
	write_file("/proc/twinject", order);
}

static void flush(void)
{
	write_file("/proc/twinject", "flush");
}

static void add_in(unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		enter(made[i]);
		add_part(count);
	}
	enter(initial);
}

static void flush_in(unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		enter(made[i]);
		flush();
	}
	enter(initial);
}

static void measure_round(void)
{
	add_part(1);
	print_sample("snapshot", read_ns("snapshot"));
	print_sample("destinations", read_ns("destinations"));
	flush();
	add_in(made_count);
	sample_all();
	sample_each();
	flush_in(made_count);
}

static void measure(unsigned int empty, unsigned int rounds)
{
	const unsigned int count = made_count;
	unsigned int i;

	for (i = 0; i < rounds; i++)
		measure_round();
	make_namespaces(empty);
	for (i = 0; empty && i < rounds; i++) {
		add_in(count);
		sample_all();
		flush_in(count);
	}
}

static void measure_peak(const char *cgroup)
{
	char path[256], bytes[32] = "";
	FILE *file;

	add_in(made_count);
	memset(piece, 1, sizeof(piece));
	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	write_file(path, "0");
	read_ns("namespaces");
	snprintf(path, sizeof(path), "%s/memory.peak", cgroup);
	file = fopen(path, "re");
	if (!file || !fgets(bytes, sizeof(bytes), file))
		err(1, "%s", path);
	printf("peak-namespaces %u %u %u %s", made_count, sockets, destinations, bytes);
}

static unsigned int fact(const char *name)
{
	FILE *file = fopen("/proc/net/twstat/summary", "re");
	unsigned long long value;
	char key[64];

	while (file && fscanf(file, "%63s %llu", key, &value) == 2)
		if (!strcmp(key, name)) {
			fclose(file);
			return value;
		}
	errx(1, "no %s", name);
}

static void raise_files(void)
{
	struct rlimit files = { MOST + 64, MOST + 64 };

	if (setrlimit(RLIMIT_NOFILE, &files))
		err(1, "setrlimit");
}

int main(int argc, char **argv)
{
	int peak = argc == 8 && !strcmp(argv[1], "--peak");
	char **word = argv + 2 * peak;
	unsigned int count, empty;

	if (argc != 6 + 2 * peak)
		errx(2,
		     "usage: namespaces [--peak CGROUP] COUNT EMPTY SOCKETS DESTINATIONS ROUNDS");
	count = parse_number(word[1]);
	empty = parse_number(word[2]);
	sockets = parse_number(word[3]);
	destinations = parse_number(word[4]);
	if (!count || count + empty > MOST)
		errx(2, "1 to %u namespaces", MOST);
	raise_files();
	raise_sockets();
	buckets = fact("ehash_buckets");
	initial = open_or_fail("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	make_namespaces(count);
	if (peak)
		measure_peak(argv[2]);
	else
		measure(empty, parse_number(word[5]));
	return 0;
}
