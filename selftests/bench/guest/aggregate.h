/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Aggregates a dump in user space into the same data as the module: destinations with
 * their count, shortest and longest remaining time and a histogram of 64 bins.
 */
#ifndef BENCH_AGGREGATE_H
#define BENCH_AGGREGATE_H

#include <stdint.h>

#define BINS 64

/**
 * struct destination - a destination; half a cache line
 * @local: address, network order
 * @remote: address
 * @port: remote port
 * @device: the interface it is bound to
 * @count: its sockets, 0 when the slot is free
 * @min_ms: shortest remaining time
 * @max_ms: longest
 * @histogram: number of its histogram; 0 while all sockets are in the bin of @min_ms
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
 * aggregate_prepare() - allocate all memory, and touch it
 * @sockets: expected number
 * @destinations: expected number, at most @sockets
 */
void aggregate_prepare(uint32_t sockets, uint32_t destinations);

/**
 * aggregate_add() - count one socket
 * @key: its local, remote, port and device
 * @remaining_ms: until it expires
 */
void aggregate_add(const struct destination *key, int32_t remaining_ms);

/** aggregate_bin() - the bin of a remaining time in ms */
uint32_t aggregate_bin(int32_t remaining_ms);

/** aggregate_sockets() - number of sockets counted */
uint64_t aggregate_sockets(void);

/** aggregate_destinations() - number of destinations */
uint32_t aggregate_destinations(void);

#endif
