/* SPDX-License-Identifier: GPL-2.0 */
/* The namespaces of a walk for many, found by the pointer that a socket has. */
#ifndef TWSTAT_PINS_H
#define TWSTAT_PINS_H

#include <net/net_namespace.h>

#include "memory.h"

/**
 * struct twstat_pin - a namespace that is held
 * @net: the namespace, with a reference
 * @reuse_delay_ms: its tcp_tw_reuse_delay
 */
struct twstat_pin {
	struct net *net;
	int reuse_delay_ms;
};

/**
 * struct twstat_pins - the namespaces, in a hash of open addressing
 * @slots: array of pointers to them, a power of two, at most half of it in use
 * @bits: logarithm of the number of slots
 * @last: the one found last
 */
struct twstat_pins {
	struct twstat_pages slots;
	u32 bits;
	struct twstat_pin *last;
};

int twstat_pins_begin(struct twstat_pins *pins, struct twstat_memory *memory, u32 count);
void twstat_pins_add(struct twstat_pins *pins, struct twstat_pin *pin);
struct twstat_pin *twstat_pins_find(const struct twstat_pins *pins, const struct net *net);
void twstat_pins_end(struct twstat_pins *pins);

#endif /* TWSTAT_PINS_H */
