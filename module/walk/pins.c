// SPDX-License-Identifier: GPL-2.0
#include <linux/hash.h>
#include <linux/log2.h>

#include "pins.h"
#include "record.h"

#define TWSTAT_PINS_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_pin *))

/**
 * twstat_pins_begin() - make room for namespaces
 * @pins: zeroed
 * @memory: the memory accounting context
 * @count: their number, at least 1
 *
 * Context: may sleep.
 * Return: 0, or a negative error from the allocation; twstat_pins_end() in any case.
 */
int twstat_pins_begin(struct twstat_pins *pins, struct twstat_memory *memory, u32 count)
{
	pins->bits = ilog2(count) + 2;
	twstat_pages_init(&pins->slots, memory);
	return twstat_pages_reserve(&pins->slots,
				    DIV_ROUND_UP(1U << pins->bits, TWSTAT_PINS_PER_PAGE));
}

/* The slot of a namespace, or the empty one where it belongs. */
static struct twstat_pin **twstat_pins_slot(const struct twstat_pins *pins, const struct net *net)
{
	u32 slot = hash_ptr(net, pins->bits);
	struct twstat_pin **page;

	for (;; slot = (slot + 1) & ((1U << pins->bits) - 1)) {
		page = twstat_page(&pins->slots, slot / TWSTAT_PINS_PER_PAGE);
		page += slot % TWSTAT_PINS_PER_PAGE;
		if (!*page || (*page)->net == net)
			return page;
	}
}

/**
 * twstat_pins_add() - add a namespace
 * @pins: from twstat_pins_begin(), with room
 * @pin: the namespace
 */
void twstat_pins_add(struct twstat_pins *pins, struct twstat_pin *pin)
{
	*twstat_pins_slot(pins, pin->net) = pin;
	if (!pins->last)
		memset_p((void **)pins->recent, pin, ARRAY_SIZE(pins->recent));
	pins->last = pin;
}

/**
 * twstat_pins_find() - find a namespace
 * @pins: the namespaces
 * @net: any pointer; only compared
 *
 * Return: the namespace, or NULL if it is not among them.
 */
struct twstat_pin *twstat_pins_find(const struct twstat_pins *pins, const struct net *net)
{
	return *twstat_pins_slot(pins, net);
}

/**
 * twstat_pins_end() - free the memory
 * @pins: the namespaces, which stay held
 */
void twstat_pins_end(struct twstat_pins *pins)
{
	twstat_pages_free(&pins->slots);
}

static struct twstat_pin **twstat_pins_recent(struct twstat_pins *pins, const struct net *net)
{
	return &pins->recent[hash_ptr(net, TWSTAT_PINS_RECENT_BITS)];
}

/* Of a namespace that is not among the pins only the kind is recorded. */
static bool twstat_record_other(struct twstat_record *record, u8 state)
{
	record->pin = NULL;
	record->socket.kind = twstat_kind_of(state);
	record->socket.flags = 0;
	return true;
}

/* Not among those found last. */
static noinline bool twstat_record_sought(struct twstat_record *record, const struct sock *sk,
					  const struct twstat_read_ctx *ctx, const struct net *net,
					  u8 state)
{
	struct twstat_pin *pin = twstat_pins_find(ctx->pins, net);

	if (!pin)
		return twstat_record_other(record, state);
	*twstat_pins_recent(ctx->pins, net) = pin;
	return twstat_record_pinned(record, sk, ctx, pin, state);
}

/**
 * twstat_record_elsewhere() - twstat_record_state() where the context has no such namespace
 * @record: filled in
 * @sk: the socket of the record
 * @ctx: read context
 * @state: state of the socket
 *
 * Context: as twstat_record_state().
 * Return: as twstat_record_state().
 */
bool twstat_record_elsewhere(struct twstat_record *record, const struct sock *sk,
			     const struct twstat_read_ctx *ctx, u8 state)
{
	/* The object may be freed meanwhile: its pointer is compared, not followed. */
	const struct net *net = data_race(sock_net(sk));
	struct twstat_pin *pin;

	if (!ctx->pins)
		return twstat_record_other(record, state);
	pin = *twstat_pins_recent(ctx->pins, net);
	if (likely(pin->net == net))
		return twstat_record_pinned(record, sk, ctx, pin, state);
	return twstat_record_sought(record, sk, ctx, net, state);
}
