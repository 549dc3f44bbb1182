/* SPDX-License-Identifier: GPL-2.0 */
/* Definitions shared by the module, the reader and the tests: version, ABI, bins. */
#ifndef TWSTAT_H
#define TWSTAT_H

#include "types.h"

#define TWSTAT_VERSION "0.2.0"

/* Incremented when a reader of the previous format would misread the new one. */
#define TWSTAT_ABI 1

#define TWSTAT_DIRECTORY "twstat"

/*
 * Bin 0 is overdue (below 0), bin 1 is [0, 1] s, bins 2 to 60 are (1, 2] to
 * (59, 60] s. Upper bounds are inclusive, so that a timer just armed for 60 s
 * is in bin 60. Longer times occur in FIN_WAIT2, after re-arming, and on kernels
 * with a longer TIME_WAIT.
 */
#define TWSTAT_BINS 64
#define TWSTAT_BIN_OVERDUE 0
#define TWSTAT_BIN_LAST_SECOND 60
#define TWSTAT_BIN_2MIN 61
#define TWSTAT_BIN_5MIN 62
#define TWSTAT_BIN_BEYOND 63

enum twstat_family {
	TWSTAT_IPV4,
	TWSTAT_IPV6,
	TWSTAT_FAMILIES,
};

/* The side that opened the connection: this host or the peer. */
enum twstat_side {
	TWSTAT_OUTBOUND,
	TWSTAT_INBOUND,
	TWSTAT_SIDES,
};

enum twstat_kind {
	TWSTAT_TIME_WAIT,
	TWSTAT_FIN_WAIT2, /* the timewait socket's other substate */
	TWSTAT_LIVE,
	TWSTAT_REQUEST,
};

/*
 * Whether tcp_tw_reuse could take over an outbound TIME_WAIT socket now. Bit 0
 * is "has timestamps", bit 1 "is old enough". A socket without timestamps cannot
 * be old enough, so that value stands for sockets of any other kind, and for
 * those that are ready but have a port that connect() does not choose.
 */
enum twstat_reuse {
	TWSTAT_REUSE_NO_TIMESTAMP,
	TWSTAT_REUSE_YOUNG,
	TWSTAT_REUSE_NONE,
	TWSTAT_REUSE_READY,
	TWSTAT_REUSE_STATES,
};

/**
 * twstat_bin() - get the bin of a remaining time
 * @remaining_ms: remaining time in milliseconds, negative if overdue
 *
 * Return: 0 to TWSTAT_BINS - 1.
 */
static inline u32 twstat_bin(s32 remaining_ms)
{
	if (likely((u32)remaining_ms - 1 < 60000))
		return ((u32)remaining_ms + 999) / 1000;
	if (remaining_ms < 0)
		return TWSTAT_BIN_OVERDUE;
	if (remaining_ms == 0)
		return 1;
	if (remaining_ms <= 120000)
		return TWSTAT_BIN_2MIN;
	if (remaining_ms <= 300000)
		return TWSTAT_BIN_5MIN;
	return TWSTAT_BIN_BEYOND;
}

/**
 * twstat_bin_end_ms() - get the inclusive upper bound of a bin
 * @bin: 0 to TWSTAT_BIN_5MIN; the last bin is unbounded
 *
 * The next bin begins above it. Of bin 0 it is 0, which belongs to bin 1.
 */
static inline s32 twstat_bin_end_ms(u32 bin)
{
	if (bin <= TWSTAT_BIN_LAST_SECOND)
		return (s32)bin * 1000;
	return bin == TWSTAT_BIN_2MIN ? 120000 : 300000;
}

#endif /* TWSTAT_H */
