// SPDX-License-Identifier: GPL-2.0
/* How long connections took, from socket() to the second close(). */
#include <stdio.h>
#include <stdlib.h>

#include "tcpgen.h"

/**
 * latency_add() - remember how long one connection took
 * @gen: the generator
 * @nanoseconds: the time
 */
void latency_add(struct generator *gen, unsigned long long nanoseconds)
{
	gen->latencies = grow(gen->latencies, &gen->room_latencies, gen->n_latencies,
			      sizeof(*gen->latencies));
	gen->latencies[gen->n_latencies++] = nanoseconds / 1000;
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

static void print_percentile(struct generator *gen, const char *key, unsigned int permille)
{
	size_t rank = (gen->n_latencies - 1) * permille / 1000;

	printf("%s %u\n", key, gen->latencies[rank]);
}

/**
 * latency_print() - print percentiles in microseconds
 * @gen: the generator; its latencies are sorted
 */
void latency_print(struct generator *gen)
{
	if (!gen->n_latencies)
		return;
	qsort(gen->latencies, gen->n_latencies, sizeof(*gen->latencies), compare);
	print_percentile(gen, "latency_us_p50", 500);
	print_percentile(gen, "latency_us_p90", 900);
	print_percentile(gen, "latency_us_p99", 990);
	print_percentile(gen, "latency_us_p999", 999);
	print_percentile(gen, "latency_us_max", 1000);
}
