/* SPDX-License-Identifier: GPL-2.0 */
/* The map that the BPF iterator fills and bpfdump reads. */
#ifndef BENCH_TIMEWAIT_BPF_H
#define BENCH_TIMEWAIT_BPF_H

#include <linux/types.h>

#define TIMEWAIT_BINS 64

/**
 * struct timewait_key - a destination
 * @local: address, network order
 * @remote: address
 * @port: remote port, network order
 * @device: the interface it is bound to
 */
struct timewait_key {
	__u32 local;
	__u32 remote;
	__u32 port;
	__u32 device;
};

/**
 * struct timewait_value - its sums
 * @count: sockets
 * @min_ms: shortest remaining time
 * @max_ms: longest
 * @bins: sockets by remaining time
 */
struct timewait_value {
	__u32 count;
	__s32 min_ms;
	__s32 max_ms;
	__u32 bins[TIMEWAIT_BINS];
};

#endif
