/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module, the reader and the tests agree on: the number of the
 * interface, the names, the bins.
 */
#ifndef TWSTAT_H
#define TWSTAT_H

#include "types.h"

#define TWSTAT_VERSION "0.1.0"

/* Raised when a reader that knows the old form would misread the new one. */
#define TWSTAT_ABI 1

#define TWSTAT_DIRECTORY "twstat"

/*
 * Bin 0 is overdue (below 0), bin 1 is [0, 1] s, bins 2 to 60 are (1, 2] to
 * (59, 60] s. Upper ends are closed, so that a timer just armed for 60 s is
 * in the last second. Above lie FIN_WAIT2, re-armed timers and kernels whose
 * TIME_WAIT is longer.
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

/* Who opened the connection: this host or the peer. */
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
 * What tcp_tw_reuse could do with an outbound TIME_WAIT socket now: the bits
 * are "has timestamps" and "is old enough". The one that makes no sense stands
 * for sockets to which none of the others applies.
 */
enum twstat_reuse {
	TWSTAT_REUSE_NO_TIMESTAMP,
	TWSTAT_REUSE_YOUNG,
	TWSTAT_REUSE_NONE,
	TWSTAT_REUSE_READY,
	TWSTAT_REUSE_STATES,
};

/**
 * twstat_bin() - the bin of a remaining time
 * @remaining_ms: what is left of the timer; negative is overdue
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
 * twstat_bin_end_ms() - the upper end of a bin, itself inside it
 * @bin: 0 to TWSTAT_BIN_5MIN; the last bin has no end
 *
 * A bin begins where the one below it ends. Bin 0 ends below 0.
 */
static inline s32 twstat_bin_end_ms(u32 bin)
{
	if (bin <= TWSTAT_BIN_LAST_SECOND)
		return (s32)bin * 1000;
	return bin == TWSTAT_BIN_2MIN ? 120000 : 300000;
}

#endif /* TWSTAT_H */
