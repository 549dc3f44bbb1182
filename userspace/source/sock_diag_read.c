// SPDX-License-Identifier: GPL-2.0
/*
 * A snapshot of the netlink dump, by the table of the module's own code, so that
 * sides, destinations and bins are the same. The dump lacks timestamps, ages,
 * which side opened a connection, and how late a timer is: these are unknown.
 * Which ports bind() took it tells in part.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "core/bins.h"
#include "core/hash.h"
#include "core/left.h"
#include "errors.h"
#include "source/sock_diag.h"
#include "source/source.h"
#include "core/others.h"
#include "core/table.h"
#include "core/totals.h"

/* The module's own default of max_destinations. */
#define DESTINATIONS_LIMIT 65536
#define TIMEWAIT_LEN_MS 60000

/**
 * struct dump_table - the table that a dump is added to
 * @ports: of the namespace
 * @table: destinations
 * @totals: sums
 * @keys: random, since peers choose their addresses
 * @held: for each port, whether any socket has it
 * @unsure: usable ports that bind() may have taken
 * @lists_bound: no socket is missing from the dump
 */
struct dump_table {
	struct twstat_port_sets ports;
	struct twstat_table table;
	struct twstat_totals totals;
	struct twstat_hash_keys keys;
	bool held[TWSTAT_PORTS];
	u32 unsure;
	bool lists_bound;
};

/* The module's table takes pages; here they are heap memory. */
int twstat_page_get(struct twstat_memory *memory, void **page)
{
	(void)memory;
	*page = calloc(1, TWSTAT_PAGE_BYTES);
	return *page ? 0 : -ENOMEM;
}

void twstat_page_put(struct twstat_memory *memory, void *page)
{
	(void)memory;
	free(page);
}

void twstat_yield(void)
{
}

static int add_to_table(const struct diag_socket *sock, void *data)
{
	struct dump_table *dump_table = data;
	struct twstat_observation seen;
	int err;

	memset(&seen, 0, sizeof(seen));
	twstat_observe(&dump_table->ports, &sock->socket, &seen);
	seen.hash = twstat_hash(&dump_table->keys, &seen);
	twstat_totals_add(&dump_table->totals, &seen);
	if (sock->socket.kind == TWSTAT_REQUEST)
		return DONE;
	dump_table->held[sock->socket.local_port] = true;
	err = twstat_table_reserve(&dump_table->table, 1);
	if (err)
		return failure("sock_diag: out of memory");
	twstat_table_add(&dump_table->table, &seen, 1);
	return DONE;
}

static void copy_address(const u8 *from, unsigned int family, struct address *to)
{
	to->is_set = true;
	to->family = (uint8_t)family;
	memcpy(to->byte, from, family == TWSTAT_IPV6 ? 16 : 4);
}

/** diag_addresses() - convert both addresses from the module's form */
void diag_addresses(const union twstat_addrs *from, unsigned int family, struct address *local,
		    struct address *remote)
{
	copy_address(twstat_local(from, family), family, local);
	copy_address(twstat_remote(from), family, remote);
}

static int copy_bins(struct snapshot *snap, struct destination *row,
		     const struct twstat_destination *from)
{
	struct twstat_bin_cursor cursor = { 0 };
	u32 count[BINS];
	unsigned int n = 0;

	for (; twstat_next_bin(from, &cursor); cursor.bin++) {
		row->bins |= 1ull << cursor.bin;
		count[n++] = cursor.count;
	}
	row->bin_count = snapshot_bins(snap, n);
	if (!row->bin_count)
		return failure("out of memory");
	memcpy(row->bin_count, count, n * sizeof(*count));
	return DONE;
}

static void copy_counts(struct destination *row, const struct twstat_destination *from)
{
	row->count[COUNT_TIMEWAIT] = twstat_destination_timewait(from);
	row->count[COUNT_FIN_WAIT2] = from->fin_wait2;
	row->known = 1u << COUNT_TIMEWAIT | 1u << COUNT_FIN_WAIT2;
	if (row->side == TWSTAT_OUTBOUND && !from->incomplete) {
		row->count[COUNT_LIVE] = from->live;
		row->count[COUNT_PORTS] = from->ports;
		row->known |= 1u << COUNT_LIVE | 1u << COUNT_PORTS;
	}
	if (!twstat_destination_has_row(from))
		return;
	row->min_ms = from->min_ms;
	row->max_ms = from->max_ms;
	/* The dump reports 0 for overdue timers. */
	row->has_min = from->min_ms > 0;
	row->has_max = from->max_ms > 0;
}

/*
 * At most what the sockets of the row and the ports known to be bound leave; for certain
 * only ports that no socket has at all.
 */
static void copy_left(struct destination *row, const struct twstat_destination *from,
		      const struct dump_table *dump_table)
{
	const struct twstat_left *left = &dump_table->table.left;
	u32 sure = left->open > dump_table->unsure ? left->open - dump_table->unsure : 0;
	bool device = row->dev;
	struct twstat_left_ports ports;

	if (row->side != TWSTAT_OUTBOUND || from->incomplete || row->other ||
	    (device && from->shared == TWSTAT_UNKNOWN))
		return;
	ports = twstat_left_of(left, twstat_left_taken(from), device ? from->shared : 0);
	sure = sure > left->doubt ? sure - left->doubt : 0;
	row->has_left = true;
	row->left_max = ports.most;
	row->left = ports.least < sure ? ports.least : sure;
	if (!dump_table->lists_bound)
		row->left = 0;
}

static int copy_row(struct snapshot *snap, const struct twstat_destination *from, bool other,
		    const struct dump_table *dump_table)
{
	const union twstat_service *service = &from->key.service;
	struct destination *row = snapshot_add_destination(snap);

	if (!row)
		return failure("out of memory");
	row->family = service->family;
	row->side = service->side;
	row->other = other;
	if (!other) {
		diag_addresses(&from->key.addrs, service->family, &row->local, &row->remote);
		row->port = service->port;
		row->dev = service->device;
	}
	copy_counts(row, from);
	copy_left(row, from, dump_table);
	return copy_bins(snap, row, from);
}

/* Destinations with timewait sockets, then those that hold many ports without. */
static int copy_destinations(struct snapshot *snap, const struct dump_table *dump_table)
{
	const struct twstat_table *table = &dump_table->table;
	size_t with_timewait;
	int err = DONE;
	u32 i;

	for (i = 1; !err && i <= table->count; i++)
		if (twstat_destination_has_row(twstat_destination(table, i)))
			err = copy_row(snap, twstat_destination(table, i), false, dump_table);
	with_timewait = snap->nr_destinations;
	for (i = 1; !err && i <= table->count; i++)
		if (twstat_left_has_row(table, twstat_destination(table, i)))
			err = copy_row(snap, twstat_destination(table, i), false, dump_table);
	summary_set(&snap->summary, KEY_DESTINATIONS, with_timewait);
	summary_set(&snap->summary, KEY_DESTINATIONS_LIVE, snap->nr_destinations - with_timewait);
	return err;
}

static int copy_rows(struct snapshot *snap, const struct dump_table *dump_table)
{
	const struct twstat_table *table = &dump_table->table;
	const struct twstat_other_sums sums = twstat_table_sum_other(table);
	unsigned int family, side;
	int err = copy_destinations(snap, dump_table);

	for (family = 0; family < TWSTAT_FAMILIES; family++) {
		for (side = 0; !err && side < TWSTAT_SIDES; side++) {
			const struct twstat_destination *other = &table->other[family][side];

			if (twstat_other_has_row(other))
				err = copy_row(snap, other, true, dump_table);
		}
	}
	summary_set(&snap->summary, KEY_SOCKETS_OTHER, sums.sockets);
	summary_set(&snap->summary, KEY_LIVE_OTHER, sums.live);
	summary_set(&snap->summary, KEY_PORTS_OTHER, sums.ports);
	return err;
}

/* Any socket may have been bound before it was connected. */
static void count_held(struct dump_table *dump_table)
{
	const struct twstat_port_sets *ports = &dump_table->ports;
	unsigned int port;

	for (port = ports->minimum; port <= ports->maximum; port++)
		dump_table->unsure += twstat_usable(ports, port) && !twstat_bound(ports, port) &&
				      dump_table->held[port];
}

static void copy_totals(struct snapshot *snap, const struct dump_table *from)
{
	const struct twstat_totals *totals = &from->totals;
	struct summary *sum = &snap->summary;
	uint64_t longest = totals->longest_ms > 0 ? (uint64_t)totals->longest_ms : 0;
	unsigned int i;

	summary_set(sum, KEY_ABI, TWSTAT_ABI);
	summary_set(sum, KEY_SOCKETS, twstat_totals_sockets(totals));
	summary_set(sum, KEY_TIMEWAIT, twstat_totals_kind(totals, TWSTAT_TIME_WAIT));
	summary_set(sum, KEY_FIN_WAIT2, twstat_totals_kind(totals, TWSTAT_FIN_WAIT2));
	summary_set(sum, KEY_IPV4, twstat_totals_family(totals, TWSTAT_IPV4));
	summary_set(sum, KEY_IPV6, twstat_totals_family(totals, TWSTAT_IPV6));
	summary_set(sum, KEY_INBOUND, twstat_totals_side(totals, TWSTAT_INBOUND));
	summary_set(sum, KEY_OUTBOUND, twstat_totals_side(totals, TWSTAT_OUTBOUND));
	summary_set(sum, KEY_TIMEWAIT_LEN_MS,
		    longest > TIMEWAIT_LEN_MS ? longest : TIMEWAIT_LEN_MS);
	summary_set(sum, KEY_LOCAL_PORT_MIN, from->ports.minimum);
	summary_set(sum, KEY_LOCAL_PORT_MAX, from->ports.maximum);
	summary_set(sum, KEY_LOCAL_PORTS_USABLE, from->ports.usable_count);
	summary_set(sum, KEY_PORTS_BOUND, from->ports.bound_count);
	if (from->lists_bound)
		summary_set(sum, KEY_PORTS_FREE, from->table.left.open - from->unsure);
	for (i = 0; i < BINS; i++) {
		snap->timewait[i] = totals->bins[TWSTAT_TIME_WAIT][i];
		snap->fin_wait2[i] = totals->bins[TWSTAT_FIN_WAIT2][i];
	}
	snap->has_timers = true;
	snap->has_destinations = true;
}

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

static int dump_all(struct snapshot *snap, struct dump_table *dump_table)
{
	uint64_t begin = clock_ns(CLOCK_BOOTTIME);
	int err;

	if (getrandom(&dump_table->keys, sizeof(dump_table->keys), 0) !=
	    (ssize_t)sizeof(dump_table->keys))
		return failure("getrandom: %s", strerror(errno));
	err = diag_ports(&dump_table->ports);
	if (!err)
		err = diag_bound_ports(&dump_table->ports);
	twstat_left_begin(&dump_table->table.left, &dump_table->ports);
	dump_table->lists_bound = diag_lists_bound();
	if (!err)
		err = diag_dump(DIAG_TABLE, add_to_table, dump_table);
	summary_set(&snap->summary, KEY_BOOTTIME_NS, begin);
	summary_set(&snap->summary, KEY_WALK_NS, clock_ns(CLOCK_BOOTTIME) - begin);
	count_held(dump_table);
	if (!err)
		copy_totals(snap, dump_table);
	twstat_table_finish(&dump_table->table);
	twstat_left_finish(&dump_table->table, &dump_table->keys);
	return err ?: copy_rows(snap, dump_table);
}

/**
 * diag_read() - take a snapshot from the netlink dump of the current namespace
 * @snap: an initialised snapshot
 *
 * Return: DONE or FAILED.
 */
int diag_read(struct snapshot *snap)
{
	struct dump_table *dump_table = calloc(1, sizeof(*dump_table));
	int err;

	snap->source = SOURCE_SOCK_DIAG;
	if (!dump_table)
		return failure("out of memory");
	twstat_table_init(&dump_table->table, NULL, DESTINATIONS_LIMIT);
	err = dump_all(snap, dump_table);
	twstat_table_free(&dump_table->table);
	if (!err)
		diag_meta(snap);
	free(dump_table);
	return err;
}
