// SPDX-License-Identifier: GPL-2.0
/*
 * connect() takes any usable port that is not bound and that no socket of the same
 * addresses, remote port and device has. So what is left for a destination is a
 * matter of its own row, unless its sockets are bound to a device: those also
 * conflict with sockets of no device, and in a VRF with those of its devices.
 */
#include "count.h"
#include "format.h"
#include "left.h"

static bool twstat_left_open(const struct twstat_port_sets *ports, u32 port)
{
	return twstat_usable(ports, port) && !twstat_bound(ports, port);
}

/*
 * Of an odd number of ports, connect() tries all but the last one if it begins with
 * the first, else all but the first.
 */
static bool twstat_left_odd(const struct twstat_port_sets *ports)
{
	u32 last = ports->maximum - ports->minimum;

	return last && last % 2 == 0 &&
	       (twstat_left_open(ports, ports->minimum) || twstat_left_open(ports, ports->maximum));
}

/**
 * twstat_left_of() - further connections of a row
 * @left: of its table
 * @own: ports that the row has taken
 * @shared: further ports that others may have taken from it
 */
struct twstat_left_ports twstat_left_of(const struct twstat_left *left, u32 own, u32 shared)
{
	struct twstat_left_ports ports;
	u64 doubt = (u64)shared + left->doubt;

	ports.most = left->open > own ? left->open - own : 0;
	ports.least = ports.most > doubt ? ports.most - doubt : 0;
	return ports;
}

static void twstat_left_texts(struct twstat_left *left)
{
	struct twstat_left_ports ports;
	char *out;
	u32 own;

	for (own = 0; own < TWSTAT_LEFT_TEXTS; own++) {
		ports = twstat_left_of(left, own, 0);
		out = twstat_put_char(left->text[own].text, ' ');
		out = twstat_put_char(twstat_put_u32(out, ports.least), ' ');
		out = twstat_put_char(twstat_put_u32(out, ports.most), ' ');
		left->text[own].length = out - left->text[own].text;
	}
}

/**
 * twstat_left_begin() - what all rows of a table have in common
 * @left: of the table; filled in
 * @ports: port sets of the namespace
 */
void twstat_left_begin(struct twstat_left *left, const struct twstat_port_sets *ports)
{
	left->known = true;
	left->open = ports->usable_count - ports->bound_count;
	left->doubt = twstat_left_odd(ports) + ports->unseen_count;
	left->row_ports = max_t(u32, 1, ports->usable_count / TWSTAT_LEFT_ROW_PART);
	twstat_left_texts(left);
}

/* The row of the same destination, but of another device. */
static const struct twstat_destination *twstat_left_other(const struct twstat_table *table,
							  const struct twstat_hash_keys *keys,
							  const struct twstat_destination *row,
							  u32 device)
{
	struct twstat_socket socket = { .addrs = row->key.addrs, .service = row->key.service };
	struct twstat_observation observation = {
		.socket = &socket,
		.service = row->key.service,
	};

	observation.service.device = device;
	return twstat_chain_find(*twstat_head_of(table, twstat_hash(keys, &observation)),
				 &observation);
}

/* Ports that rows of other devices have, which all may be in the way. */
static u32 twstat_left_shared(const struct twstat_table *table, const struct twstat_hash_keys *keys,
			      const struct twstat_destination *row)
{
	const struct twstat_left *left = twstat_left_in(table, row->key.service);
	const struct twstat_destination *other;
	u32 i, shared = 0;

	for (i = 0; i <= left->devices; i++) {
		u32 device = i ? left->device[i - 1] : twstat_no_device(table, row->key.service);

		if (device == row->key.service.device)
			continue;
		other = twstat_left_other(table, keys, row, device);
		if (other && other->incomplete)
			return TWSTAT_UNKNOWN;
		if (other)
			shared += twstat_left_taken(other);
	}
	return shared;
}

static void twstat_left_row(struct twstat_table *table, const struct twstat_hash_keys *keys,
			    struct twstat_destination *row)
{
	const union twstat_service service = row->key.service;
	const struct twstat_left *left = twstat_left_in(table, service);
	/* Of a row that was evicted nothing is known any more. */
	const bool known = !left->many_devices && !table->live_lost[TWSTAT_OUTBOUND];

	*twstat_live_rows_in(table, service) += twstat_left_has_row(table, row);
	if (likely(!twstat_device_of(table, service)) || service.side != TWSTAT_OUTBOUND)
		return;
	row->shared = known ? twstat_left_shared(table, keys, row) : TWSTAT_UNKNOWN;
}

static void twstat_left_page(struct twstat_table *table, const struct twstat_hash_keys *keys,
			     struct twstat_destination *row, const struct twstat_destination *end)
{
	for (; row < end; row++) {
		if (unlikely(table->scopes))
			twstat_part_of(table, row->key.service)->rows +=
				twstat_destination_has_row(row);
		twstat_left_row(table, keys, row);
	}
}

/**
 * twstat_left_finish() - find the rows that are shown for their ports
 * @table: the table, after twstat_table_finish() and before twstat_sort()
 * @keys: keys of its hash
 *
 * Context: Process context, may sleep.
 */
void twstat_left_finish(struct twstat_table *table, const struct twstat_hash_keys *keys)
{
	struct twstat_destination *page;
	u32 number;

	if (!table->scopes && table->count == twstat_table_rows(table) && !table->left.devices)
		return;
	for (number = 0; number < twstat_entry_pages(table->count); number++) {
		twstat_yield();
		page = twstat_page(&table->entries, number);
		twstat_left_page(table, keys, page, page + twstat_entries_in_page(table, number));
	}
}
