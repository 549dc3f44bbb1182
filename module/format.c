// SPDX-License-Identifier: GPL-2.0
#include "format.h"

#define TWSTAT_IPV6_GROUPS 8
#define TWSTAT_BILLION 1000000000U

/* Below 100, always two digits. */
static char *twstat_put_pair(char *out, u32 value)
{
	u32 tens = value * 103 >> 10;

	out[0] = '0' + tens;
	out[1] = '0' + value - 10 * tens;
	return out + 2;
}

/* Below 100, one digit or two. */
static char *twstat_put_few(char *out, u32 value)
{
	if (value < 10)
		return twstat_put_char(out, '0' + value);
	return twstat_put_pair(out, value);
}

/**
 * twstat_put_digits() - an unsigned number of any length in decimal
 * @out: room for 10 characters
 * @value: the number
 */
char *twstat_put_digits(char *out, u32 value)
{
	u32 hundreds = value / 100;

	if (!hundreds)
		return twstat_put_few(out, value);
	if (hundreds < 100)
		out = twstat_put_few(out, hundreds);
	else
		out = twstat_put_digits(out, hundreds);
	return twstat_put_pair(out, value - 100 * hundreds);
}

static char *twstat_put_nine_digits(char *out, u32 value)
{
	u32 place;

	for (place = TWSTAT_BILLION / 10; place; place /= 10)
		out = twstat_put_char(out, '0' + value / place % 10);
	return out;
}

/**
 * twstat_put_u64() - an unsigned number in decimal
 * @out: room for 20 characters
 * @value: the number
 */
char *twstat_put_u64(char *out, u64 value)
{
	u32 rest;

	if (value <= 0xffffffffU)
		return twstat_put_u32(out, value);
	value = div_u64_rem(value, TWSTAT_BILLION, &rest);
	out = twstat_put_u64(out, value);
	return twstat_put_nine_digits(out, rest);
}

/**
 * twstat_put_string() - a string without its end
 * @out: room for it
 * @string: the string
 */
char *twstat_put_string(char *out, const char *string)
{
	while (*string)
		*out++ = *string++;
	return out;
}

static char *twstat_put_octet(char *out, u32 octet)
{
	u32 hundreds;

	if (octet < 100)
		return twstat_put_few(out, octet);
	hundreds = octet < 200 ? 1 : 2;
	*out++ = '0' + hundreds;
	return twstat_put_pair(out, octet - 100 * hundreds);
}

static char *twstat_put_ipv4(char *out, const u8 *byte)
{
	out = twstat_put_octet(out, byte[0]);
	*out++ = '.';
	out = twstat_put_octet(out, byte[1]);
	*out++ = '.';
	out = twstat_put_octet(out, byte[2]);
	*out++ = '.';
	return twstat_put_octet(out, byte[3]);
}

static char *twstat_put_group(char *out, u32 group)
{
	static const char digits[] = "0123456789abcdef";
	int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;

	for (; shift >= 0; shift -= 4)
		*out++ = digits[group >> shift & 0xf];
	return out;
}

/* The first of the longest runs of zero groups; a single zero is no run. */
static u32 twstat_zero_run(const u32 *group, u32 *length)
{
	u32 i, run = 0, first = 0;

	*length = 1;
	for (i = 0; i < TWSTAT_IPV6_GROUPS; i++) {
		run = group[i] ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			first = i + 1 - run;
		}
	}
	if (*length == 1)
		*length = 0;
	return first;
}

/* As RFC 5952 says and inet_ntop() writes, IPv4-compatible ones in dots. */
static char *twstat_put_ipv6(char *out, const u8 *byte)
{
	u32 group[TWSTAT_IPV6_GROUPS], i, zeros, first;

	for (i = 0; i < TWSTAT_IPV6_GROUPS; i++)
		group[i] = byte[2 * i] << 8 | byte[2 * i + 1];
	first = twstat_zero_run(group, &zeros);
	for (i = 0; i < TWSTAT_IPV6_GROUPS; i++) {
		if (zeros && i == first) {
			out = twstat_put_string(out, "::");
			i += zeros - 1;
			continue;
		}
		if (i && (!zeros || i != first + zeros))
			*out++ = ':';
		if (i == 6 && !first &&
		    (zeros == 6 || (zeros == 5 && group[5] == 0xffff)))
			return twstat_put_ipv4(out, byte + 12);
		out = twstat_put_group(out, group[i]);
	}
	return out;
}

/**
 * twstat_put_address() - an address as inet_ntop() writes it
 * @out: room for 45 characters
 * @family: whose it is
 * @address: the address
 */
char *twstat_put_address(char *out, enum twstat_family family,
			 const union twstat_address *address)
{
	if (family == TWSTAT_IPV4)
		return twstat_put_ipv4(out, address->byte);
	return twstat_put_ipv6(out, address->byte);
}
