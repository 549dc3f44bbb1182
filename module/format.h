/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers and addresses as text, without printf: at many rows formatting
 * costs more than walking. Each function writes at @out, which must have room
 * for the longest outcome, and returns where the text ends; nothing is
 * terminated.
 */
#ifndef TWSTAT_FORMAT_H
#define TWSTAT_FORMAT_H

#include "observe.h"

char *twstat_put_digits(char *out, u32 value);
char *twstat_put_u64(char *out, u64 value);
char *twstat_put_string(char *out, const char *string);
char *twstat_put_ipv4(char *out, const union twstat_address *address);
char *twstat_put_ipv6(char *out, const union twstat_address *address);

static inline char *twstat_put_char(char *out, char character)
{
	*out = character;
	return out + 1;
}

/**
 * twstat_put_u32() - an unsigned number in decimal; most have one digit
 * @out: room for 10 characters
 * @value: the number
 */
static inline char *twstat_put_u32(char *out, u32 value)
{
	if (value < 10)
		return twstat_put_char(out, '0' + value);
	return twstat_put_digits(out, value);
}

/**
 * twstat_put_address() - an address as inet_ntop() writes it
 * @out: room for 45 characters
 * @family: whose it is
 * @address: the address
 */
static inline char *twstat_put_address(char *out, enum twstat_family family,
				       const union twstat_address *address)
{
	if (likely(family == TWSTAT_IPV4))
		return twstat_put_ipv4(out, address);
	return twstat_put_ipv6(out, address);
}

#endif /* TWSTAT_FORMAT_H */
