/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The keyed hash of a destination: multilinear, the upper half of a sum of
 * products mod 2^64. Whatever two destinations a peer may choose, over the
 * random keys they share a hash with a probability of 2^-32. (M. Dietzfelbinger,
 * "Universal hashing and k-wise independent random variables via integer
 * arithmetic without primes", STACS 1996.)
 *
 * Such a sum takes neighbours to numbers at equal distances, and one in thirty
 * of all keys would put a hundred of them into a few chains. Hence the last
 * step, a permutation. (R. L. Rivest, "Permutation polynomials modulo 2^w",
 * Finite Fields and Their Applications 7, 2001.)
 */
#ifndef TWSTAT_HASH_H
#define TWSTAT_HASH_H

#include "observe.h"

/**
 * struct twstat_hash_keys - random numbers, all of their bits
 * @start: what the sum begins with
 * @service: for the two words of the service
 * @addrs: for those of the addresses
 */
struct twstat_hash_keys {
	u64 start;
	u64 service[2];
	u64 addrs[8];
};

/* What IPv6 addresses have more. */
static inline u64 twstat_hash_rest(const struct twstat_hash_keys *keys,
				   const union twstat_addrs *addrs)
{
	u64 sum = 0;
	u32 i;

	for (i = 2; i < 8; i += 2) {
		sum += keys->addrs[i] * (u32)addrs->half[i / 2];
		sum += keys->addrs[i + 1] * (u32)(addrs->half[i / 2] >> 32);
	}
	return sum;
}

/* Its upper half depends on most of the number, so that comes to lie below. */
static inline u32 twstat_hash_permute(u32 number)
{
	u32 product = number * (2 * number + 1);

	return product << 16 | product >> 16;
}

/**
 * twstat_hash() - of the destination of one socket
 * @keys: the same ones for all sockets of a table
 * @observation: the socket; its hash is what is computed here
 *
 * Behind IPv4 addresses nothing is looked at.
 */
static inline u32 twstat_hash(const struct twstat_hash_keys *keys,
			      const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u64 first = socket->addrs.half[0];
	u64 service = observation->service.all;
	u64 sum = keys->start;

	sum += keys->service[0] * (u32)service;
	sum += keys->service[1] * (u32)(service >> 32);
	sum += keys->addrs[0] * (u32)first;
	sum += keys->addrs[1] * (u32)(first >> 32);
	if (unlikely(socket->service.family == TWSTAT_IPV6))
		sum += twstat_hash_rest(keys, &socket->addrs);
	return twstat_hash_permute(sum >> 32);
}

#endif /* TWSTAT_HASH_H */
