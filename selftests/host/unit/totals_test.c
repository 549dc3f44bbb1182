// SPDX-License-Identifier: GPL-2.0
#include "oracle.h"
#include "sample.h"
#include "unit.h"

#define KINDS (TWSTAT_REQUEST + 1)

static void nothing(void)
{
	struct twstat_totals totals = { 0 };

	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_TIME_WAIT), 0);
	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_FIN_WAIT2), 0);
	UNIT_EQUAL(twstat_totals_family(&totals, TWSTAT_IPV6), 0);
	UNIT_EQUAL(twstat_totals_side(&totals, TWSTAT_INBOUND), 0);
	UNIT_EQUAL(twstat_totals_overdue(&totals), 0);
}

/* A class of sockets; its other bits do not matter. */
static u32 class_of(u32 kind, u32 family, u32 side)
{
	return kind * TWSTAT_CLASS_KIND + family * TWSTAT_CLASS_FAMILY + side * TWSTAT_CLASS_SIDE +
	       TWSTAT_CLASS_EXACT;
}

/* A different prime for each, so that no sum can be taken for another. */
static void sums_of_counts(void)
{
	static const u8 primes[2][2][2] = { { { 2, 3 }, { 5, 7 } }, { { 11, 13 }, { 17, 19 } } };
	struct twstat_totals totals = {
		.others = 31,
		.bins = { { 23 }, { 29 } },
	};
	u32 kind, family, side;

	for (kind = 0; kind < 2; kind++)
		for (family = 0; family < TWSTAT_FAMILIES; family++)
			for (side = 0; side < TWSTAT_SIDES; side++)
				totals.count[class_of(kind, family, side)] =
					primes[kind][family][side];

	UNIT_EQUAL(twstat_totals_sockets(&totals), 31 + 77);
	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_TIME_WAIT), 17);
	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_FIN_WAIT2), 60);
	UNIT_EQUAL(twstat_totals_family(&totals, TWSTAT_IPV4), 29);
	UNIT_EQUAL(twstat_totals_family(&totals, TWSTAT_IPV6), 48);
	UNIT_EQUAL(twstat_totals_side(&totals, TWSTAT_OUTBOUND), 35);
	UNIT_EQUAL(twstat_totals_side(&totals, TWSTAT_INBOUND), 42);
	UNIT_EQUAL(twstat_totals_overdue(&totals), 52);
}

static void sums_beyond_32_bits(void)
{
	struct twstat_totals totals = { 0 };

	totals.count[class_of(TWSTAT_TIME_WAIT, TWSTAT_IPV4, TWSTAT_OUTBOUND)] = 1ULL << 33;
	totals.bins[TWSTAT_FIN_WAIT2][TWSTAT_BIN_OVERDUE] = 1ULL << 34;
	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_TIME_WAIT), 1LL << 33);
	UNIT_EQUAL(twstat_totals_family(&totals, TWSTAT_IPV4), 1LL << 33);
	UNIT_EQUAL(twstat_totals_side(&totals, TWSTAT_OUTBOUND), 1LL << 33);
	UNIT_EQUAL(twstat_totals_overdue(&totals), 1LL << 34);
}

static void each_kind(void)
{
	struct twstat_totals totals = { 0 };
	struct sample sample;
	u32 kind;

	for (kind = 0; kind < KINDS; kind++) {
		sample_outbound(&sample, 1, kind, 1000);
		twstat_totals_add(&totals, &sample.observation);
	}
	UNIT_EQUAL(twstat_totals_sockets(&totals), KINDS);
	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_TIME_WAIT), 1);
	UNIT_EQUAL(twstat_totals_kind(&totals, TWSTAT_FIN_WAIT2), 1);
	UNIT_EQUAL(twstat_totals_side(&totals, TWSTAT_OUTBOUND), 2);
	UNIT_EQUAL(totals.bins[TWSTAT_TIME_WAIT][1], 1);
	UNIT_EQUAL(totals.bins[TWSTAT_FIN_WAIT2][1], 1);
	UNIT_EQUAL(twstat_totals_reuse(&totals, TWSTAT_REUSE_YOUNG), 1);
	UNIT_EQUAL(twstat_totals_reuse(&totals, TWSTAT_REUSE_READY), 0);
}

static void longest(void)
{
	struct twstat_totals totals = { 0 };
	struct sample sample;

	sample_outbound(&sample, 1, TWSTAT_FIN_WAIT2, 180000);
	twstat_totals_add(&totals, &sample.observation);
	sample_outbound(&sample, 1, TWSTAT_LIVE, 170000);
	twstat_totals_add(&totals, &sample.observation);
	UNIT_EQUAL(totals.longest_ms, 0);
	sample_outbound(&sample, 1, TWSTAT_TIME_WAIT, 60000);
	twstat_totals_add(&totals, &sample.observation);
	sample_outbound(&sample, 1, TWSTAT_TIME_WAIT, 59999);
	twstat_totals_add(&totals, &sample.observation);
	sample_outbound(&sample, 1, TWSTAT_TIME_WAIT, -1);
	twstat_totals_add(&totals, &sample.observation);
	UNIT_EQUAL(totals.longest_ms, 60000);
	UNIT_EQUAL(twstat_totals_overdue(&totals), 1);
}

/* Each sum is also counted from the sockets directly. */
static void random_sockets(void)
{
	u64 kinds[KINDS] = { 0 }, families[TWSTAT_FAMILIES] = { 0 };
	u64 sides[TWSTAT_SIDES] = { 0 }, reuse[TWSTAT_REUSE_STATES] = { 0 };
	u64 bins[2][TWSTAT_BINS] = { { 0 } }, exact = 0, ready = 0;
	struct twstat_totals totals = { 0 };
	struct sample sample;
	u32 i, bin;

	for (i = 0; i < 20000; i++) {
		sample_random(&sample, 500, SAMPLE_HASH_GOOD);
		twstat_totals_add(&totals, &sample.observation);
		kinds[sample.socket.kind]++;
		if (sample.socket.kind > TWSTAT_FIN_WAIT2)
			continue;
		families[sample.socket.service.family]++;
		sides[sample.observation.service.side]++;
		exact += sample.socket.flags == TWSTAT_SOCKET_CONNECTED;
		bins[sample.socket.kind][oracle_bin(sample.socket.remaining_ms)]++;
		reuse[sample.observation.reuse]++;
		if (sample.socket.kind == TWSTAT_TIME_WAIT &&
		    sample.observation.service.side == TWSTAT_OUTBOUND)
			ready += sample.observation.reuse >= TWSTAT_REUSE_NONE;
	}
	UNIT_EQUAL(twstat_totals_sockets(&totals), 20000);
	for (i = 0; i < 2; i++) {
		UNIT_EQUAL(twstat_totals_kind(&totals, i), kinds[i]);
		UNIT_EQUAL(twstat_totals_family(&totals, i), families[i]);
		UNIT_EQUAL(twstat_totals_side(&totals, i), sides[i]);
		for (bin = 0; bin < TWSTAT_BINS; bin++)
			UNIT_EQUAL(totals.bins[i][bin], bins[i][bin]);
	}
	for (i = 0; i < TWSTAT_REUSE_STATES; i++)
		UNIT_EQUAL(twstat_totals_reuse(&totals, i), reuse[i]);
	UNIT_EQUAL(twstat_totals_reuse_ready(&totals), ready);
	UNIT_EQUAL(twstat_totals_side_exact(&totals), exact);
	UNIT_EQUAL(twstat_totals_overdue(&totals), bins[0][0] + bins[1][0]);
}

static const struct unit_case cases[] = {
	{ "totals: of nothing", nothing },
	{ "totals: sums over kinds, families and sides", sums_of_counts },
	{ "totals: sums beyond 32 bits", sums_beyond_32_bits },
	{ "totals: a socket of each kind", each_kind },
	{ "totals: the longest TIME_WAIT timer", longest },
	{ "totals: random sockets", random_sockets },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
