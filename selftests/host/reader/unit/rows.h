/* SPDX-License-Identifier: GPL-2.0 */
/* Destinations for the unit tests, made of bins. */
#ifndef TWSTAT_TEST_ROWS_H
#define TWSTAT_TEST_ROWS_H

#include <math.h>
#include <string.h>

#include "analysis/forecast.h"

/* A default Linux host at HZ=250. */
static const struct conditions usual = {
	.granularity = 2.048,
	.length = 60,
	.usable = 28232,
	.usable_known = true,
	.bound_known = true,
	.tw_max = INFINITY,
	.reuse_known = true,
	.reuse_delay = 1,
	.object_bytes = 272,
};

/* TIME_WAIT length and mean lateness of that host. */
#define HOLDS 61.024

struct made {
	struct destination dest;
	uint32_t bin[BINS];
};

/* An outbound destination of no sockets, whose ports and reuse are known. */
static inline void make_row(struct made *made)
{
	memset(made, 0, sizeof(*made));
	made->dest.side = TWSTAT_OUTBOUND;
	made->dest.family = TWSTAT_IPV4;
	address_parse(&made->dest.local, "10.0.0.9", 8);
	address_parse(&made->dest.remote, "10.0.0.50", 9);
	made->dest.port = 5432;
	made->dest.known = (1u << COUNTS) - 1;
	made->dest.bins = ~0ull;
	made->dest.bin_count = made->bin;
}

/* So many sockets in each bin of a range; they hold a port each. */
static inline void add_sockets(struct made *made, unsigned int from, unsigned int to,
			       uint32_t sockets)
{
	unsigned int i;

	for (i = from; i <= to; i++) {
		made->bin[i] += sockets;
		made->dest.count[COUNT_TIMEWAIT] += sockets;
		made->dest.count[COUNT_PORTS] += sockets;
	}
}

static inline void add_live(struct made *made, uint64_t sockets)
{
	made->dest.count[COUNT_LIVE] += sockets;
	made->dest.count[COUNT_PORTS] += sockets;
}

static inline struct forecast cast(const struct conditions *cond, const struct made *made)
{
	struct forecast forecast;

	forecast_of(cond, &made->dest, 0, &forecast);
	return forecast;
}

#endif
