// SPDX-License-Identifier: GPL-2.0
/* An IPv4 or IPv6 address, its text and its prefixes. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "model/address.h"

/* Most addresses are IPv4, and inet_pton() is too slow for 65536 rows of them. */
static int parse_ipv4(struct address *addr, const char *text, size_t len)
{
	const char *end = text + len;
	unsigned int part;

	for (part = 0; part < 4; part++) {
		unsigned int value = 0, digits = 0;

		while (text < end && *text >= '0' && *text <= '9' && digits < 3) {
			value = value * 10 + (unsigned int)(*text++ - '0');
			digits++;
		}
		if (!digits || value > 255)
			return -1;
		addr->byte[part] = (uint8_t)value;
		if (part < 3 && (text == end || *text++ != '.'))
			return -1;
	}
	addr->family = TWSTAT_IPV4;
	addr->is_set = true;
	return text == end ? 0 : -1;
}

/**
 * address_parse() - read an address without brackets or prefix length
 * @addr: where to
 * @text: the address, not NUL-terminated
 * @len: its length in bytes
 *
 * Return: 0, or -1 when it is neither an IPv4 nor an IPv6 address.
 */
int address_parse(struct address *addr, const char *text, size_t len)
{
	char copy[INET6_ADDRSTRLEN];

	memset(addr, 0, sizeof(*addr));
	if (len >= sizeof(copy))
		return -1;
	if (!memchr(text, ':', len))
		return parse_ipv4(addr, text, len);

	memcpy(copy, text, len);
	copy[len] = '\0';
	addr->family = TWSTAT_IPV6;
	addr->is_set = true;
	return inet_pton(AF_INET6, copy, addr->byte) == 1 ? 0 : -1;
}

/**
 * address_text() - write an address without brackets, "*" when it is not set
 * @addr: the address
 * @buf: where to
 * @size: its room, ADDRESS_TEXT always suffices
 *
 * Return: @buf.
 */
const char *address_text(const struct address *addr, char *buf, size_t size)
{
	if (!addr->is_set)
		snprintf(buf, size, "*");
	else if (addr->family == TWSTAT_IPV6)
		inet_ntop(AF_INET6, addr->byte, buf, (socklen_t)size);
	else
		snprintf(buf, size, "%u.%u.%u.%u", addr->byte[0], addr->byte[1], addr->byte[2],
			 addr->byte[3]);
	return buf;
}

/**
 * endpoint_text() - write ADDRESS:PORT, IPv6 in brackets, port 0 as "*"
 * @addr: the address
 * @port: in host order
 * @buf: where to
 * @size: its room, ADDRESS_TEXT always suffices
 *
 * Return: @buf.
 */
const char *endpoint_text(const struct address *addr, unsigned int port, char *buf, size_t size)
{
	char text[INET6_ADDRSTRLEN];
	bool six = addr->family == TWSTAT_IPV6;
	char number[16] = "*";

	if (port)
		snprintf(number, sizeof(number), "%u", port);
	address_text(addr, text, sizeof(text));
	snprintf(buf, size, "%s%s%s:%s", six ? "[" : "", text, six ? "]" : "", number);
	return buf;
}

/**
 * address_compare() - an order of addresses: any address, then by family and bytes
 * @a: one address
 * @b: another
 *
 * Return: below, equal to or above 0, as memcmp().
 */
int address_compare(const struct address *a, const struct address *b)
{
	if (a->is_set != b->is_set)
		return a->is_set ? 1 : -1;
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->byte, b->byte, sizeof(a->byte));
}

/** address_bits() - the length in bits of an address of this family */
unsigned int address_bits(const struct address *addr)
{
	return addr->family == TWSTAT_IPV6 ? 128 : 32;
}

/**
 * address_mask() - clear the bits after a prefix
 * @addr: the address, changed in place
 * @prefixlen: bits to keep; more than the family has keeps all
 */
void address_mask(struct address *addr, unsigned int prefixlen)
{
	unsigned int i;

	for (i = 0; i < sizeof(addr->byte); i++) {
		unsigned int keep = prefixlen > i * 8 ? prefixlen - i * 8 : 0;

		if (keep < 8)
			addr->byte[i] &= (uint8_t)(0xff00u >> keep);
	}
}

/** address_in() - whether an address is in a prefix */
bool address_in(const struct address *addr, const struct address *prefix, unsigned int prefixlen)
{
	struct address masked = *addr;

	if (!addr->is_set || addr->family != prefix->family)
		return false;
	address_mask(&masked, prefixlen);
	return memcmp(masked.byte, prefix->byte, sizeof(masked.byte)) == 0;
}

/**
 * address_loopback() - 127.0.0.0/8, ::1 and the mapped form of the former
 * @addr: the address
 *
 * The addresses that tcp_twsk_unique() treats as loopback.
 */
bool address_loopback(const struct address *addr)
{
	static const uint8_t one[16] = { [15] = 1 };
	static const uint8_t mapped[13] = { [10] = 0xff, [11] = 0xff, [12] = 127 };

	if (addr->family == TWSTAT_IPV4)
		return addr->byte[0] == 127;
	return !memcmp(addr->byte, one, sizeof(one)) || !memcmp(addr->byte, mapped, sizeof(mapped));
}

/** family_name() - "ipv4" or "ipv6", as the module writes it */
const char *family_name(unsigned int family)
{
	return family == TWSTAT_IPV6 ? "ipv6" : "ipv4";
}
