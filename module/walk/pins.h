/* SPDX-License-Identifier: GPL-2.0 */
/* The namespaces of a walk for many, found by the pointer that a socket has. */
#ifndef TWSTAT_PINS_H
#define TWSTAT_PINS_H

#include <linux/bits.h>
#include <net/net_namespace.h>

#include "memory.h"
#include "record.h"

/* Sockets of some hundred namespaces mostly find theirs in one look. */
#define TWSTAT_PINS_RECENT_BITS 12

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
 * @last: the one added last
 * @recent: those found last, by their hash; never NULL once one was added
 */
struct twstat_pins {
	struct twstat_pages slots;
	u32 bits;
	struct twstat_pin *last;
	struct twstat_pin *recent[BIT(TWSTAT_PINS_RECENT_BITS)];
};

int twstat_pins_begin(struct twstat_pins *pins, struct twstat_memory *memory, u32 count);
void twstat_pins_add(struct twstat_pins *pins, struct twstat_pin *pin);
struct twstat_pin *twstat_pins_find(const struct twstat_pins *pins, const struct net *net);
void twstat_pins_end(struct twstat_pins *pins);

/* The payload fields of a socket of a namespace that is held, as twstat_record_state(). */
static __always_inline bool twstat_record_pinned(struct twstat_record *record,
						 const struct sock *sk,
						 const struct twstat_read_ctx *ctx,
						 struct twstat_pin *pin, u8 state)
{
	struct twstat_clock clock = ctx->clock;

	record->pin = pin;
	twstat_clock_delay(&clock, pin->reuse_delay_ms);
	return twstat_record_own(record, sk, ctx, &clock, state);
}

#endif /* TWSTAT_PINS_H */
