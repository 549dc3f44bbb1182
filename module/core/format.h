/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Formatting of numbers and addresses without printf, which would cost more than
 * the walk. Each function writes to @out, which must have room for the longest
 * result, and returns the end of the text. Nothing is NUL-terminated. Functions
 * may write past the end of the text within that room.
 */
#ifndef TWSTAT_FORMAT_H
#define TWSTAT_FORMAT_H

#include "observe.h"

/**
 * struct twstat_octet - text of a number below 256
 * @text: the digits and a dot
 * @length: length of @text
 */
struct twstat_octet {
	char text[4];
	u32 length;
};

extern struct twstat_octet twstat_octets[256];
/* The digits of 00 to 99. */
extern char twstat_pairs[100][2];

void twstat_format_init(void);
char *twstat_put_digits(char *out, u32 value);
char *twstat_put_u64(char *out, u64 value);
char *twstat_put_string(char *out, const char *string);
char *twstat_put_ipv6(char *out, const u8 *byte);

static inline char *twstat_put_char(char *out, char character)
{
	*out = character;
	return out + 1;
}

/* A number below 100, always as two digits. */
static inline char *twstat_put_pair(char *out, u32 value)
{
	memcpy(out, twstat_pairs[value], 2);
	return out + 2;
}

/* A number below 256 and a dot. A single load reads text and length. */
static inline char *twstat_put_octet(char *out, u32 value)
{
	u64 octet;

	memcpy(&octet, &twstat_octets[value], sizeof(octet));
	memcpy(out, &octet, 4);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return out + (octet >> 32);
#else
	return out + (u32)octet;
#endif
}

/* An IPv4 address. */
static inline char *twstat_put_dotted(char *out, const u8 *octet)
{
	out = twstat_put_octet(out, octet[0]);
	out = twstat_put_octet(out, octet[1]);
	out = twstat_put_octet(out, octet[2]);
	return twstat_put_octet(out, octet[3]) - 1;
}

/**
 * twstat_put_u32() - write an unsigned number in decimal
 * @out: room for 10 characters
 * @value: the number
 */
static inline char *twstat_put_u32(char *out, u32 value)
{
	if (likely(value < ARRAY_SIZE(twstat_octets)))
		return twstat_put_octet(out, value) - 1;
	return twstat_put_digits(out, value);
}

/* Four numbers below 10, each with a space before it. */
static inline char *twstat_put_four(char *out, u32 a, u32 b, u32 c, u32 d)
{
	u64 text = (u64)a << 8 | (u64)b << 24 | (u64)c << 40 | (u64)d << 56;

	text += 0x3020302030203020ULL;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	text = __builtin_bswap64(text);
#endif
	memcpy(out, &text, sizeof(text));
	return out + sizeof(text);
}

/* Length of the longest signed number. */
#define TWSTAT_S32_MAX 12

/**
 * twstat_put_s32() - write a signed number in decimal
 * @out: room for TWSTAT_S32_MAX characters
 * @value: the number
 */
static inline char *twstat_put_s32(char *out, s32 value)
{
	if (unlikely(value < 0)) {
		out = twstat_put_char(out, '-');
		value = -(u32)value;
	}
	return twstat_put_u32(out, value);
}

/**
 * twstat_put_address() - write an address as inet_ntop() does
 * @out: room for 45 characters
 * @family: address family
 * @byte: the address, 4 or 16 bytes
 */
static inline char *twstat_put_address(char *out, enum twstat_family family, const u8 *byte)
{
	if (likely(family == TWSTAT_IPV4))
		return twstat_put_dotted(out, byte);
	return twstat_put_ipv6(out, byte);
}

#endif /* TWSTAT_FORMAT_H */
