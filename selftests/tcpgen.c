// SPDX-License-Identifier: GPL-2.0
/*
 * tcpgen - make and close real TCP connections on this host
 *
 * For tests, the demonstration and benchmarks. The calls are synchronous: a
 * connection is over, as far as its ending goes, before the next one begins.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "tcpgen.h"

static atomic_bool stopped;

static unsigned long long now_ns(void)
{
	return clock_now(CLOCK_MONOTONIC);
}

static void on_signal(int number)
{
	(void)number;
	stopped = true;
}

/* Without SA_RESTART, so that a blocked call ends as well. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Held connections take two descriptors each. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	/* Root may go further; without that right the limit stays. */
	limit.rlim_cur = 1 << 20;
	limit.rlim_max = 1 << 20;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static bool time_is_up(const struct options *opt, unsigned long long start)
{
	return opt->seconds && now_ns() - start >= opt->seconds * NSEC_PER_SEC;
}

static void make_connections(struct generator *gen, struct result *res)
{
	const struct options *opt = gen->opt;
	unsigned long long start = now_ns(), before;
	unsigned long i;

	pace_begin(&gen->pace, opt, start);
	for (i = 0; i < opt->count && !stopped; i++) {
		if (time_is_up(opt, start))
			break;
		pace_wait(&gen->pace);
		before = now_ns();
		if (make_connection(gen, i, &res->step)) {
			res->error = stopped ? 0 : errno;
			return;
		}
		if (opt->latency)
			latency_add(gen, now_ns() - before);
		res->connections++;
	}
}

static void report(const struct generator *gen, const struct result *res,
		   unsigned long long elapsed_ns)
{
	printf("connections %lu\n", res->connections);
	printf("elapsed_us %llu\n", elapsed_ns / 1000);
	printf("boottime_us %llu\n", clock_now(CLOCK_BOOTTIME) / 1000);
	if (gen->opt->rate)
		printf("late_us %llu\n", gen->pace.latest / 1000);
	if (res->error)
		printf("error %s\nstep %s\n", strerrorname_np(res->error), res->step);
}

static bool is_failure(const struct options *opt, const struct result *res)
{
	if (!res->error)
		return false;
	if (!opt->fill)
		return true;
	/* bind() to port 0 has its own word for "no port left". */
	return res->error != EADDRNOTAVAIL &&
	       !(opt->local_port == LOCAL_PORT_BIND && res->error == EADDRINUSE);
}

static void hold_until_signal(void)
{
	sigset_t signals, old;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, &old);
	puts("ready");
	fflush(stdout);
	while (!stopped)
		sigsuspend(&old);
}

int main(int argc, char **argv)
{
	struct options opt;
	struct generator gen = { .opt = &opt };
	struct result res = {};
	unsigned long long start;

	parse_options(&opt, argc, argv);
	catch_signals();
	raise_file_limit();
	gen.listeners = calloc(opt.ports, sizeof(*gen.listeners));
	if (!gen.listeners)
		err(1, "memory");
	start = now_ns();
	if (open_listeners(&gen, &res.step))
		res.error = errno;
	else
		make_connections(&gen, &res);
	report(&gen, &res, now_ns() - start);
	if (opt.latency)
		latency_print(&gen);
	if (is_failure(&opt, &res))
		return 1;
	if (opt.hold)
		hold_until_signal();
	reset_held(&gen);
	return 0;
}
