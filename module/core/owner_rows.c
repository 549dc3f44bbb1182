// SPDX-License-Identifier: GPL-2.0
#include "others.h"
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

/* Whether a row is in the table, then cached and counted into. */
static bool twstat_owner_fill(struct twstat_owner_counter *counter,
			      const struct twstat_observation *own, u32 index)
{
	struct twstat_table *table = &counter->rows->table;
	struct twstat_destination *row;

	if (!twstat_table_is_small(table))
		return false;
	row = twstat_chain_find(*twstat_head_of(table, own->hash), own);
	if (!row)
		return false;
	twstat_dest_cache_insert(&counter->cache, row, index);
	twstat_owner_row_add(table, row, own);
	return true;
}

static void twstat_owner_hash(struct twstat_owner_counter *counter, struct twstat_observation *own)
{
	const u32 side = own->service.side;

	own->hash = twstat_hash(counter->keys, own);
	if (own->service.port && !twstat_owner_has_room(counter, own)) {
		own->service = twstat_owner_service((struct twstat_close){}, side);
		own->hash = twstat_hash(counter->keys, own);
	}
}

/**
 * twstat_owner_count() - count a timewait socket whose row is not cached
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

	own->service = twstat_owner_service(close, destination->key.service.side);
	socket->addrs.half[0] = (unsigned long)destination;
	socket->remaining_ms = observation->socket->remaining_ms;
	own->socket = socket;
	own->kind = observation->kind;
	own->bin = observation->bin;
	twstat_owner_hash(counter, own);
	if (!twstat_owner_fill(counter, own, twstat_owner_index(observation, close)) &&
	    ++counter->count == TWSTAT_OWNER_BATCH)
		twstat_owner_flush(counter);
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
