// SPDX-License-Identifier: GPL-2.0
#include "format.h"

#define TWSTAT_IPV6_GROUPS 8
#define TWSTAT_BILLION 1000000000U

/* From 00 to 99. */
static const char twstat_pairs[] = {
	'0', '0', '0', '1', '0', '2', '0', '3', '0', '4', '0', '5', '0', '6',
	'0', '7', '0', '8', '0', '9', '1', '0', '1', '1', '1', '2', '1', '3',
	'1', '4', '1', '5', '1', '6', '1', '7', '1', '8', '1', '9', '2', '0',
	'2', '1', '2', '2', '2', '3', '2', '4', '2', '5', '2', '6', '2', '7',
	'2', '8', '2', '9', '3', '0', '3', '1', '3', '2', '3', '3', '3', '4',
	'3', '5', '3', '6', '3', '7', '3', '8', '3', '9', '4', '0', '4', '1',
	'4', '2', '4', '3', '4', '4', '4', '5', '4', '6', '4', '7', '4', '8',
	'4', '9', '5', '0', '5', '1', '5', '2', '5', '3', '5', '4', '5', '5',
	'5', '6', '5', '7', '5', '8', '5', '9', '6', '0', '6', '1', '6', '2',
	'6', '3', '6', '4', '6', '5', '6', '6', '6', '7', '6', '8', '6', '9',
	'7', '0', '7', '1', '7', '2', '7', '3', '7', '4', '7', '5', '7', '6',
	'7', '7', '7', '8', '7', '9', '8', '0', '8', '1', '8', '2', '8', '3',
	'8', '4', '8', '5', '8', '6', '8', '7', '8', '8', '8', '9', '9', '0',
	'9', '1', '9', '2', '9', '3', '9', '4', '9', '5', '9', '6', '9', '7',
	'9', '8', '9', '9',
};

/* Below 100, always two digits. */
static char *twstat_put_pair(char *out, u32 value)
{
	memcpy(out, &twstat_pairs[2 * value], 2);
	return out + 2;
}

/* Below 100, one digit or two. */
static char *twstat_put_few(char *out, u32 value)
{
	if (value < 10)
		return twstat_put_char(out, '0' + value);
	return twstat_put_pair(out, value);
}

static char *twstat_put_octet(char *out, u32 octet)
{
	if (octet < 100)
		return twstat_put_few(out, octet);
	*out++ = octet < 200 ? '1' : '2';
	return twstat_put_pair(out, octet < 200 ? octet - 100 : octet - 200);
}

/* Four octets and the dots between them. */
static char *twstat_put_octets(char *out, const u8 *octet)
{
	const u8 *last = octet + 3;

	for (; octet < last; octet++) {
		out = twstat_put_octet(out, *octet);
		*out++ = '.';
	}
	return twstat_put_octet(out, *octet);
}

/* Below 10000, always four digits. */
static char *twstat_put_four(char *out, u32 value)
{
	u32 hundreds = value / 100;

	out = twstat_put_pair(out, hundreds);
	return twstat_put_pair(out, value - 100 * hundreds);
}

/**
 * twstat_put_digits() - an unsigned number of any length in decimal
 * @out: room for 10 characters
 * @value: the number
 */
char *twstat_put_digits(char *out, u32 value)
{
	u32 above = value / 10000;

	if (value < 100)
		return twstat_put_few(out, value);
	if (!above) {
		above = value / 100;
		out = twstat_put_few(out, above);
		return twstat_put_pair(out, value - 100 * above);
	}
	if (above < 100)
		out = twstat_put_few(out, above);
	else
		out = twstat_put_digits(out, above);
	return twstat_put_four(out, value - 10000 * above);
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

/**
 * twstat_put_ipv4() - an IPv4 address
 * @out: room for 15 characters
 * @address: the address
 */
char *twstat_put_ipv4(char *out, const union twstat_address *address)
{
	return twstat_put_octets(out, address->byte);
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

/**
 * twstat_put_ipv6() - an IPv6 address
 * @out: room for 45 characters
 * @address: the address
 *
 * As RFC 5952 says and inet_ntop() writes, IPv4-compatible ones in dots.
 */
char *twstat_put_ipv6(char *out, const union twstat_address *address)
{
	const u8 *byte = address->byte;
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
			return twstat_put_octets(out, byte + 12);
		out = twstat_put_group(out, group[i]);
	}
	return out;
}
