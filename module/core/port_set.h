/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of local ports, a bit for each: two pages hold a set. */
#ifndef TWSTAT_PORT_SET_H
#define TWSTAT_PORT_SET_H

#include "types.h"

#define TWSTAT_PORTS 65536
#define TWSTAT_PORTS_PER_WORD 32

/**
 * struct twstat_port_set - a set of ports
 * @word: bits of 32 ports each, the lowest port in the lowest bit
 */
struct twstat_port_set {
	u32 word[TWSTAT_PORTS / TWSTAT_PORTS_PER_WORD];
};

/**
 * twstat_port_set_has() - whether a port is in a set
 * @set: the set
 * @port: below TWSTAT_PORTS
 */
static inline bool twstat_port_set_has(const struct twstat_port_set *set, u32 port)
{
	return set->word[port / TWSTAT_PORTS_PER_WORD] >> port % TWSTAT_PORTS_PER_WORD & 1;
}

/**
 * twstat_port_set_add() - put a port into a set
 * @set: the set
 * @port: below TWSTAT_PORTS
 */
static inline void twstat_port_set_add(struct twstat_port_set *set, u32 port)
{
	set->word[port / TWSTAT_PORTS_PER_WORD] |= 1U << port % TWSTAT_PORTS_PER_WORD;
}

/**
 * twstat_port_set_remove() - take a port out of a set
 * @set: the set
 * @port: below TWSTAT_PORTS
 */
static inline void twstat_port_set_remove(struct twstat_port_set *set, u32 port)
{
	set->word[port / TWSTAT_PORTS_PER_WORD] &= ~(1U << port % TWSTAT_PORTS_PER_WORD);
}

#endif /* TWSTAT_PORT_SET_H */
