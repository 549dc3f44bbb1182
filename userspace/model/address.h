/* SPDX-License-Identifier: GPL-2.0 */
/* An IPv4 or IPv6 address, its text and its prefixes. */
#ifndef TWSTAT_READER_ADDRESS_H
#define TWSTAT_READER_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/twstat.h"

/* Room for "[", the longest IPv6 text, "]:65535" and NUL. */
#define ADDRESS_TEXT 64

/**
 * struct address - an address, or any address
 * @is_set: else it is any address, "*"
 * @family: enum twstat_family
 * @byte: in network order, IPv4 in the first four; 0 behind the address's end
 */
struct address {
	bool is_set;
	uint8_t family;
	uint8_t byte[16];
};

int address_parse(struct address *addr, const char *text, size_t len);
const char *address_text(const struct address *addr, char *buf, size_t size);
const char *endpoint_text(const struct address *addr, unsigned int port, char *buf, size_t size);
int address_compare(const struct address *a, const struct address *b);
bool address_in(const struct address *addr, const struct address *prefix, unsigned int prefixlen);
void address_mask(struct address *addr, unsigned int prefixlen);
unsigned int address_bits(const struct address *addr);
bool address_loopback(const struct address *addr);
const char *family_name(unsigned int family);

#endif
