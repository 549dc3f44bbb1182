// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <stdio.h>

#include "core/format.h"
#include "unit.h"

#define FORMAT_ROUNDS 100000
#define NUMBER_MAX 20
#define SHORT_MAX 10
#define ADDRESS_MAX 45
/* Fills the room and the guard behind it. */
#define GUARD '#'

/* Checks the guard and terminates the text. */
static void end_text(char *text, char *end, u32 most)
{
	UNIT_TRUE(end >= text && end <= text + most);
	UNIT_EQUAL(text[most], GUARD);
	*end = '\0';
}

static void check_u64(u64 value)
{
	char text[NUMBER_MAX + 1], wanted[NUMBER_MAX + 1];

	memset(text, GUARD, sizeof(text));
	end_text(text, twstat_put_u64(text, value), NUMBER_MAX);
	snprintf(wanted, sizeof(wanted), "%llu", value);
	UNIT_TEXT(text, wanted);
}

static void check_u32(u32 value)
{
	char text[SHORT_MAX + 1], wanted[SHORT_MAX + 1];

	memset(text, GUARD, sizeof(text));
	end_text(text, twstat_put_u32(text, value), SHORT_MAX);
	snprintf(wanted, sizeof(wanted), "%u", value);
	UNIT_TEXT(text, wanted);
}

static void check_s32(s32 value)
{
	char text[TWSTAT_S32_MAX + 1], wanted[TWSTAT_S32_MAX + 1];

	memset(text, GUARD, sizeof(text));
	end_text(text, twstat_put_s32(text, value), TWSTAT_S32_MAX);
	snprintf(wanted, sizeof(wanted), "%d", value);
	UNIT_TEXT(text, wanted);
}

static void check_address(enum twstat_family family, const u8 *address)
{
	char text[ADDRESS_MAX + 1], wanted[INET6_ADDRSTRLEN];

	memset(text, GUARD, sizeof(text));
	end_text(text, twstat_put_address(text, family, address), ADDRESS_MAX);
	inet_ntop(family == TWSTAT_IPV4 ? AF_INET : AF_INET6, address, wanted, sizeof(wanted));
	UNIT_TEXT(text, wanted);
}

static void check_around(u64 value)
{
	u64 around;

	for (around = value - 2; around != value + 3; around++) {
		check_u64(around);
		check_u32(around);
		check_s32(around);
	}
}

static void number_edges(void)
{
	u64 power = 1;
	u32 i;

	for (i = 0; i < 20; i++, power *= 10)
		check_around(power);
	for (i = 0; i < 64; i++)
		check_around(1ULL << i);
}

static void random_numbers(void)
{
	u64 value;
	u32 i;

	for (i = 0; i < FORMAT_ROUNDS; i++) {
		value = unit_random() >> unit_below(64);
		check_u64(value);
		check_u32(value);
		check_s32(value);
	}
}

static void strings(void)
{
	char text[16];

	memset(text, GUARD, sizeof(text));
	end_text(text, twstat_put_string(text, ""), 0);
	memset(text, GUARD, sizeof(text));
	end_text(text, twstat_put_string(text, "[timers]\n"), 9);
	UNIT_TEXT(text, "[timers]\n");
}

static void ipv4_addresses(void)
{
	u8 address[4];
	u32 i, j;

	for (i = 0; i < 256; i++) {
		memset(address, i, 4);
		check_address(TWSTAT_IPV4, address);
	}
	for (i = 0; i < FORMAT_ROUNDS; i++) {
		for (j = 0; j < 4; j++)
			address[j] = unit_below(256);
		check_address(TWSTAT_IPV4, address);
	}
}

static void ipv6_by_name(void)
{
	static const char *const name[] = {
		"::",
		"::1",
		"::2:0",
		"::ffff",
		"::192.0.2.1",
		"::ffff:192.0.2.1",
		"::ffff:0:0:1",
		"1::",
		"fe80::1",
		"1:2:3:4:5:6:7:8",
		"2001:db8:1:1:1:1:0:1",
		"2001:db8:0:1:1:1:1:1",
		"2001:0:0:1::1",
		"2001::1:0:0:1",
		"0:1:0:1:0:1:0:1",
		"1:0:1:0:1:0:1:0",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"64:ff9b::192.0.2.1",
	};
	u8 address[16];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(name); i++) {
		UNIT_EQUAL(inet_pton(AF_INET6, name[i], address), 1);
		check_address(TWSTAT_IPV6, address);
	}
}

/* Every subset of zero groups, the other groups with each number of digits. */
static void ipv6_zero_runs(void)
{
	static const u32 groups[] = { 0x1, 0x10, 0xf00, 0xabcd, 0xffff };
	u8 address[16];
	u32 zeros, kind, i;

	for (zeros = 0; zeros < 256; zeros++)
		for (kind = 0; kind < ARRAY_SIZE(groups); kind++) {
			memset(address, 0, sizeof(address));
			for (i = 0; i < 8; i++) {
				if (zeros >> i & 1)
					continue;
				address[2 * i] = groups[kind] >> 8;
				address[2 * i + 1] = groups[kind];
			}
			check_address(TWSTAT_IPV6, address);
		}
}

static void ipv6_addresses(void)
{
	u8 address[16];
	u32 i, j, zeros;

	for (i = 0; i < FORMAT_ROUNDS; i++) {
		for (j = 0; j < 16; j++)
			address[j] = unit_below(256);
		zeros = unit_random();
		for (j = 0; j < 16; j++)
			if ((zeros >> j) & (zeros >> (j / 2 + 16)) & 1)
				address[j] = 0;
		check_address(TWSTAT_IPV6, address);
	}
}

static const struct unit_case cases[] = {
	{ "format: numbers about each power of 10 and of 2", number_edges },
	{ "format: random numbers", random_numbers },
	{ "format: strings", strings },
	{ "format: IPv4 addresses", ipv4_addresses },
	{ "format: IPv6 addresses of each form", ipv6_by_name },
	{ "format: IPv6 addresses with every set of zero groups", ipv6_zero_runs },
	{ "format: random IPv6 addresses", ipv6_addresses },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
