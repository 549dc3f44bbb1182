// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "core/hash.h"
#include "unit.h"

#define KEYS (sizeof(struct twstat_hash_keys) / sizeof(u64))

/* A destination and its hash under some keys. */
struct hashed {
	struct twstat_socket socket;
	struct twstat_observation observation;
};

static void keys_random(struct twstat_hash_keys *keys)
{
	u64 *key = (u64 *)keys;
	u32 i;

	for (i = 0; i < KEYS; i++)
		key[i] = (u64)unit_below(0xffffffff) << 32 | unit_below(0xffffffff);
}

static void hashed_init(struct hashed *hashed, u8 family)
{
	memset(hashed, 0, sizeof(*hashed));
	hashed->socket.service.device = 3;
	hashed->socket.service.family = family;
	hashed->observation.socket = &hashed->socket;
	hashed->observation.service =
		twstat_service_of(hashed->socket.service, 443, TWSTAT_INBOUND);
}

static u32 hash_of(const struct twstat_hash_keys *keys, struct hashed *hashed)
{
	return twstat_hash(keys, &hashed->observation);
}

/* The sum of products, written out word by word, and its permutation. */
static void known_sum(void)
{
	struct twstat_hash_keys keys = {
		.start = 1ULL << 40,
		.service = { 1ULL << 32, 1ULL << 33 },
		.addrs = { 1ULL << 34, 1ULL << 35, 1ULL << 36, 1ULL << 37, 1ULL << 38, 1ULL << 39,
			   1ULL << 41, 1ULL << 42 },
	};
	struct hashed hashed;
	u32 i, address = 0;
	u64 sum, product;

	hashed_init(&hashed, TWSTAT_IPV6);
	hashed.observation.service.all = 5 | 7ULL << 32;
	for (i = 0; i < 4; i++)
		hashed.socket.addrs.half[i] = (u64)(2 * i + 3) << 32 | (2 * i + 2);
	address += 4 * 2 + 8 * 3 + 16 * 4 + 32 * 5;
	address += 64 * 6 + 128 * 7 + 512 * 8 + 1024 * 9;
	sum = 256 + 5 + 2 * 7 + address;
	product = sum * (2 * sum + 1);
	UNIT_EQUAL(hash_of(&keys, &hashed), (product & 0xffff) << 16 | product >> 16);
}

/* Each bit of each part changes the hash, under nearly all keys. */
static void each_part_counts(void)
{
	struct twstat_hash_keys keys;
	u32 i, before, same = 0;
	struct hashed hashed;

	for (i = 0; i < 1000; i++) {
		keys_random(&keys);
		hashed_init(&hashed, TWSTAT_IPV6);
		before = hash_of(&keys, &hashed);
		hashed.socket.addrs.ipv6.remote[unit_below(4)] ^= BIT(unit_below(32));
		same += hash_of(&keys, &hashed) == before;
		before = hash_of(&keys, &hashed);
		hashed.socket.addrs.ipv6.local[unit_below(4)] ^= BIT(unit_below(32));
		same += hash_of(&keys, &hashed) == before;
		before = hash_of(&keys, &hashed);
		hashed.observation.service.all ^= 1ULL << unit_below(64);
		same += hash_of(&keys, &hashed) == before;
	}
	UNIT_EQUAL(same, 0);
}

/* The words after IPv4 addresses are not hashed. */
static void ipv4_is_short(void)
{
	struct twstat_hash_keys keys;
	struct hashed hashed;
	u32 before;

	keys_random(&keys);
	hashed_init(&hashed, TWSTAT_IPV4);
	hashed.socket.addrs.ipv4.remote = 0x0100007f;
	before = hash_of(&keys, &hashed);
	hashed.socket.addrs.half[1] = 1;
	hashed.socket.addrs.half[3] = 2;
	UNIT_EQUAL(hash_of(&keys, &hashed), before);
	hashed.socket.addrs.ipv4.local = 1;
	UNIT_TRUE(hash_of(&keys, &hashed) != before);
}

/*
 * Consecutive addresses, as a peer with a /64 may choose them, are distributed as
 * evenly as random numbers: 64 per chain on average, with a deviation of 8.
 */
static void neighbours_spread(void)
{
	u32 chain[256] = { 0 }, i, longest = 0;
	struct twstat_hash_keys keys;
	struct hashed hashed;

	keys_random(&keys);
	hashed_init(&hashed, TWSTAT_IPV6);
	for (i = 0; i < 64 * ARRAY_SIZE(chain); i++) {
		hashed.socket.addrs.ipv6.remote[3] = i << 16;
		chain[hash_of(&keys, &hashed) % ARRAY_SIZE(chain)]++;
	}
	for (i = 0; i < ARRAY_SIZE(chain); i++)
		longest = max_t(u32, longest, chain[i]);
	UNIT_TRUE(longest < 160);
}

static u32 in_long_chains(const u8 *slot, u32 slots)
{
	u32 i, sum = 0;

	for (i = 0; i < slots; i++)
		sum += slot[i] > 2 ? slot[i] : 0;
	return sum;
}

/*
 * Hosts of one network collide no more than by chance: of 200 in 512 slots, more
 * than 36 are in chains of three or more with a probability of 1 in 1000.
 */
static void hosts_do_not_crowd(void)
{
	struct twstat_hash_keys keys;
	struct hashed hashed;
	u32 i, host, bad = 0;

	for (i = 0; i < 1000; i++) {
		u8 slot[512] = { 0 };

		keys_random(&keys);
		hashed_init(&hashed, TWSTAT_IPV4);
		for (host = 0; host < 200; host++) {
			hashed.socket.addrs.ipv4.remote = 0x0a | host << 24;
			slot[hash_of(&keys, &hashed) % ARRAY_SIZE(slot)]++;
		}
		bad += in_long_chains(slot, ARRAY_SIZE(slot)) > 36;
	}
	UNIT_TRUE(bad <= 12);
}

static const struct unit_case cases[] = {
	{ "hash: the sum of products", known_sum },
	{ "hash: each part of a destination counts", each_part_counts },
	{ "hash: IPv4 addresses are short", ipv4_is_short },
	{ "hash: neighbours spread", neighbours_spread },
	{ "hash: hosts of one network do not crowd", hosts_do_not_crowd },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
