// SPDX-License-Identifier: GPL-2.0
#include "format.h"

#define TWSTAT_IPV6_GROUPS 8
#define TWSTAT_BILLION 1000000000U

struct twstat_octet twstat_octets[256] __ro_after_init;
char twstat_pairs[100][2] __ro_after_init;

static void twstat_octet_init(struct twstat_octet *octet, u32 value)
{
	char *out = octet->text;

	if (value > 99)
		*out++ = '0' + value / 100;
	if (value > 9)
		*out++ = '0' + value / 10 % 10;
	*out++ = '0' + value % 10;
	*out++ = '.';
	octet->length = out - octet->text;
}

/**
 * twstat_format_init() - initialise the lookup tables, before any other call
 */
void __init twstat_format_init(void)
{
	u32 value;

	for (value = 0; value < ARRAY_SIZE(twstat_octets); value++)
		twstat_octet_init(&twstat_octets[value], value);
	for (value = 0; value < ARRAY_SIZE(twstat_pairs); value++) {
		twstat_pairs[value][0] = '0' + value / 10;
		twstat_pairs[value][1] = '0' + value % 10;
	}
}

/* The last four digits. */
static char *twstat_put_rest(char *out, u32 value)
{
	u32 above = value / 100;

	return twstat_put_pair(twstat_put_pair(out, above), value - 100 * above);
}

/* Apart, so that the usual numbers need no stack. */
static noinline char *twstat_put_many_digits(char *out, u32 value)
{
	u32 above = value / 10000;

	out = twstat_put_digits(out, above);
	return twstat_put_rest(out, value - 10000 * above);
}

/**
 * twstat_put_digits() - write a number that is not an octet
 * @out: room for 10 characters
 * @value: 256 or more
 */
char *twstat_put_digits(char *out, u32 value)
{
	u32 above;

	if (value < 10000) {
		above = value / 100;
		out = twstat_put_octet(out, above) - 1;
		return twstat_put_pair(out, value - 100 * above);
	}
	above = value / 10000;
	if (unlikely(above >= ARRAY_SIZE(twstat_octets)))
		return twstat_put_many_digits(out, value);
	out = twstat_put_octet(out, above) - 1;
	return twstat_put_rest(out, value - 10000 * above);
}

static char *twstat_put_nine_digits(char *out, u32 value)
{
	u32 place;

	for (place = TWSTAT_BILLION / 10; place; place /= 10)
		out = twstat_put_char(out, '0' + value / place % 10);
	return out;
}

/**
 * twstat_put_u64() - write an unsigned number in decimal
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
 * twstat_put_string() - write a string without its NUL
 * @out: room for the string
 * @string: the string
 */
char *twstat_put_string(char *out, const char *string)
{
	while (*string)
		*out++ = *string++;
	return out;
}

static char *twstat_put_group(char *out, u32 group)
{
	static const char digits[] = "0123456789abcdef";
	int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;

	for (; shift >= 0; shift -= 4)
		*out++ = digits[group >> shift & 0xf];
	return out;
}

/* The first of the longest runs of at least two zero groups. */
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
 * twstat_put_ipv6() - write an IPv6 address
 * @out: room for 45 characters
 * @byte: the address, 16 bytes
 *
 * As in RFC 5952 and inet_ntop(), with dots in IPv4-compatible addresses.
 */
char *twstat_put_ipv6(char *out, const u8 *byte)
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
		if (i == 6 && !first && (zeros == 6 || (zeros == 5 && group[5] == 0xffff)))
			return twstat_put_dotted(out, byte + 12);
		out = twstat_put_group(out, group[i]);
	}
	return out;
}
