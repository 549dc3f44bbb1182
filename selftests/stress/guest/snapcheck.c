// SPDX-License-Identifier: GPL-2.0
/*
 * snapcheck - read the module's snapshot again and again, and fail at the
 * first read in which a sum does not hold or the standing sockets are not
 * counted exactly once.
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "snapshot.h"

static const char usage_text[] =
	"Usage: snapcheck [OPTION]...\n"
	"  -f, --file PATH      read this (default " SNAPSHOT_PATH ")\n"
	"  -p, --port PORT      outbound sockets to PORT stand, ...\n"
	"  -e, --expect N       ... and there are N of them in every read\n"
	"  -t, --seconds N      go on so long (default: one read)\n"
	"  -m, --min-reads N    fewer reads than this are a failure\n"
	"Exit status: 0 all reads good, 1 one was not, 2 usage.\n";

struct options {
	const char *path;
	unsigned int port;
	unsigned long expect;
	bool has_expect;
	time_t seconds;
	unsigned long min_reads;
};

static void parse(struct options *opt, int argc, char **argv)
{
	static const struct option longs[] = { { "file", required_argument, NULL, 'f' },
					       { "port", required_argument, NULL, 'p' },
					       { "expect", required_argument, NULL, 'e' },
					       { "seconds", required_argument, NULL, 't' },
					       { "min-reads", required_argument, NULL, 'm' },
					       {} };
	int key;

	while ((key = getopt_long(argc, argv, "f:p:e:t:m:", longs, NULL)) > 0) {
		if (key == 'f') {
			opt->path = optarg;
		} else if (key == 'p') {
			opt->port = strtoul(optarg, NULL, 10);
		} else if (key == 'e') {
			opt->expect = strtoul(optarg, NULL, 10);
			opt->has_expect = true;
		} else if (key == 't') {
			opt->seconds = strtol(optarg, NULL, 10);
		} else if (key == 'm') {
			opt->min_reads = strtoul(optarg, NULL, 10);
		} else {
			fputs(usage_text, stderr);
			exit(2);
		}
	}
}

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

static void check(const struct options *opt, unsigned long reads, const struct totals *totals,
		  const char *wrong)
{
	if (!wrong)
		wrong = totals_check(totals);
	if (wrong)
		errx(1, "read %lu: %s", reads, wrong);
	if (opt->has_expect && totals->rows_port != opt->expect)
		errx(1, "read %lu: %lu of %lu standing sockets counted", reads, totals->rows_port,
		     opt->expect);
}

int main(int argc, char **argv)
{
	struct options opt = { .path = SNAPSHOT_PATH };
	unsigned long reads = 0, restarts = 0, locked = 0;
	struct snapshot snap = { .text = NULL };
	struct totals totals;
	time_t end;
	int error;

	parse(&opt, argc, argv);
	end = now() + opt.seconds;
	do {
		error = snapshot_read(&snap, opt.path);
		if (error)
			errx(1, "read %lu: %s: %s", reads, opt.path, strerror(error));
		check(&opt, reads, &totals, snapshot_add_up(&snap, opt.port, &totals));
		restarts += totals.walk_restarts;
		locked += totals.walk_locked;
		reads++;
	} while (now() < end);
	snapshot_free(&snap);
	printf("reads %lu\nrestarts %lu\nlocked %lu\n", reads, restarts, locked);
	if (reads < opt.min_reads)
		errx(1, "%lu reads are fewer than %lu", reads, opt.min_reads);
	return 0;
}
