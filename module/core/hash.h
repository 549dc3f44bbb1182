/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The keyed hash of a destination: multilinear, the upper half of a sum of
 * products mod 2^64. Any two destinations that a peer may choose collide with a
 * probability of 2^-32 over the random keys. (M. Dietzfelbinger,
 * "Universal hashing and k-wise independent random variables via integer
 * arithmetic without primes", STACS 1996.)
 *
 * Such a sum maps consecutive addresses to an arithmetic progression, and one
 * key in thirty would put a hundred of them into a few chains. A permutation as
 * the last step prevents that. (R. L. Rivest, "Permutation polynomials modulo 2^w",
 * Finite Fields and Their Applications 7, 2001.)
 */
#ifndef TWSTAT_HASH_H
#define TWSTAT_HASH_H

#include "observe.h"

/**
 * struct twstat_hash_keys - random keys, 64 bits each
 * @start: initial value of the sum
 * @service: factors of the two words of the service
 * @addrs: factors of the words of the addresses
 */
struct twstat_hash_keys {
	u64 start;
	u64 service[2];
	u64 addrs[8];
};

/* The words that only IPv6 addresses have. */
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

/* The upper half depends on the most bits of @number, so the halves are swapped. */
static inline u32 twstat_hash_permute(u32 number)
{
	u32 product = number * (2 * number + 1);

	return product << 16 | product >> 16;
}

/**
 * twstat_hash() - hash the destination of a socket
 * @keys: the keys, the same for all sockets of a table
 * @observation: the socket
 *
 * Return: the hash, for the caller to store in @observation.
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
