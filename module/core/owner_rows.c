// SPDX-License-Identifier: GPL-2.0
#include "owner_rows.h"
#include "sort.h"

/**
 * twstat_owner_rows_init() - initialise rows without a socket
 * @rows: the rows
 * @memory: the memory accounting context
 * @destinations: maximum number of destinations per side
 *
 * Each destination may have a row of unknown owner, so room for that is left.
 */
void twstat_owner_rows_init(struct twstat_owner_rows *rows, struct twstat_memory *memory,
			    u32 destinations)
{
	const u32 most = TWSTAT_DESTINATIONS_MAX;
	const u32 unknown = destinations + TWSTAT_FAMILIES + TWSTAT_OWNER_BATCH;

	twstat_table_init(&rows->table, memory, most);
	twstat_pages_init(&rows->seen, memory);
	rows->limit = most - min_t(u32, unknown, most);
}

/**
 * twstat_owner_rows_free() - free the memory of rows
 * @rows: from twstat_owner_rows_init(), or zeroed
 */
void twstat_owner_rows_free(struct twstat_owner_rows *rows)
{
	twstat_pages_free(&rows->seen);
	twstat_table_free(&rows->table);
}

/**
 * twstat_owner_counter_init() - begin to count
 * @counter: zeroed; filled in
 * @rows: the rows, without a socket
 * @keys: random keys of the hash; outlive the counter
 */
void twstat_owner_counter_init(struct twstat_owner_counter *counter, struct twstat_owner_rows *rows,
			       const struct twstat_hash_keys *keys)
{
	counter->rows = rows;
	counter->keys = keys;
	twstat_dest_cache_init(&counter->cache);
}

/**
 * twstat_owner_flush() - add what has not been added yet
 * @counter: the counter; room was made with twstat_table_reserve()
 */
void twstat_owner_flush(struct twstat_owner_counter *counter)
{
	twstat_table_add(&counter->rows->table, counter->batch, counter->count);
	counter->count = 0;
}

/* Beyond the limit an owner that has no row yet is unknown. */
static bool twstat_owner_has_room(const struct twstat_owner_counter *counter,
				  const struct twstat_observation *observation)
{
	const struct twstat_table *table = &counter->rows->table;

	if (likely(table->side_count[observation->service.side] < counter->rows->limit))
		return true;
	return twstat_chain_find(*twstat_head_of(table, observation->hash), observation);
}

static union twstat_service twstat_owner_service(struct twstat_close close, u32 side)
{
	const union twstat_service owner = { .device = close.owner };

	return twstat_service_of(owner, close.generation, side);
}

/* What twstat_dest_cache_find() does, without a socket in between. */
static struct twstat_destination *twstat_owner_cached(const struct twstat_owner_counter *counter,
						      const struct twstat_destination *destination,
						      union twstat_service service)
{
	const u64 half = (unsigned long)destination;
	struct twstat_destination *const *set =
		counter->cache.set[twstat_dest_cache_spread(half + service.all)];
	u32 way;

	for (way = 0; way < 2; way++)
		if (set[way]->key.addrs.half[0] == half && set[way]->key.service.all == service.all)
			return set[way];
	return NULL;
}

/* The row is not cached, or there are too many. */
static void twstat_owner_count_slow(struct twstat_owner_counter *counter,
				    struct twstat_observation *observation)
{
	const u32 side = observation->service.side;

	observation->hash = twstat_hash(counter->keys, observation);
	if (observation->service.port && !twstat_owner_has_room(counter, observation)) {
		observation->service = twstat_owner_service((struct twstat_close){}, side);
		observation->hash = twstat_hash(counter->keys, observation);
	}
	if (!twstat_dest_cache_fill(&counter->cache, &counter->rows->table, observation) &&
	    ++counter->count == TWSTAT_OWNER_BATCH)
		twstat_owner_flush(counter);
}

/**
 * twstat_owner_count() - count a timewait socket into its row
 * @counter: the counter; room was made with twstat_table_reserve()
 * @destination: the socket's destination, which stays where it is in memory
 * @observation: the socket
 * @close: how it was closed, and by whom
 */
void twstat_owner_count(struct twstat_owner_counter *counter,
			const struct twstat_destination *destination,
			const struct twstat_observation *observation, struct twstat_close close)
{
	struct twstat_observation *own = &counter->batch[counter->count];
	struct twstat_socket *socket = &counter->socket[counter->count];
	struct twstat_table *table = &counter->rows->table;
	struct twstat_destination *row;

	own->service = twstat_owner_service(close, destination->key.service.side);
	if (twstat_table_is_small(table)) {
		row = twstat_owner_cached(counter, destination, own->service);
		if (likely(row)) {
			twstat_destination_add(table, row, observation);
			return;
		}
	}
	socket->addrs.half[0] = (unsigned long)destination;
	socket->remaining_ms = observation->socket->remaining_ms;
	own->socket = socket;
	own->kind = observation->kind;
	own->bin = observation->bin;
	own->reuse = observation->reuse;
	twstat_owner_count_slow(counter, own);
}

/**
 * twstat_owner_rows_finish() - sort the rows
 * @rows: the rows; nothing may be added to them afterwards
 *
 * Context: process context, may sleep.
 * Return: 0, -E2BIG if there were more rows than the table holds.
 */
int twstat_owner_rows_finish(struct twstat_owner_rows *rows)
{
	if (twstat_table_sum_other(&rows->table).sockets)
		return -E2BIG;
	twstat_sort(&rows->table);
	return 0;
}
