/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a user-space program makes of a dump: destinations with count, shortest
 * and longest remaining time and a histogram of 64 bins, as the module's.
 */
#ifndef BENCH_AGGREGATE_H
#define BENCH_AGGREGATE_H

#include <stdint.h>

#define BINS 64

/**
 * struct destination - one of them; half a cache line
 * @local: address, network order
 * @remote: address
 * @port: remote port
 * @device: the interface it is bound to
 * @count: its sockets, 0 when the slot is free
 * @min_ms: shortest remaining time
 * @max_ms: longest
 * @histogram: number of its histogram; 0 while all lie in the bin of @min_ms
 */
struct destination {
	uint32_t local;
	uint32_t remote;
	uint32_t port;
	uint32_t device;
	uint32_t count;
	int32_t min_ms;
	int32_t max_ms;
	uint32_t histogram;
};

/**
 * aggregate_prepare() - memory for all that will come, touched beforehand
 * @sockets: how many there will be
 * @destinations: of how many destinations, at most @sockets
 */
void aggregate_prepare(uint32_t sockets, uint32_t destinations);

/**
 * aggregate_add() - count one socket
 * @key: its local, remote, port and device
 * @remaining_ms: until it goes
 */
void aggregate_add(const struct destination *key, int32_t remaining_ms);

/** aggregate_bin() - the bin of a remaining time in ms */
uint32_t aggregate_bin(int32_t remaining_ms);

/** aggregate_sockets() - all that were counted */
uint64_t aggregate_sockets(void);

/** aggregate_destinations() - how many there are */
uint32_t aggregate_destinations(void);

#endif
