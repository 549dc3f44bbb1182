/* SPDX-License-Identifier: GPL-2.0 */
/* Timewait sockets of a snapshot by destination, owner and how they were closed. */
#ifndef TWSTAT_OWNER_ROWS_H
#define TWSTAT_OWNER_ROWS_H

#include "dest_cache.h"
#include "hash.h"
#include "owner_log.h"

/**
 * struct twstat_owner_seen - an owner as the opener sees it
 * @start: start of the leader in clock ticks since boot
 * @cgroup: id of the v2 cgroup, 0 if none
 * @pid: thread group id, 0 if it has none in the opener's pid namespace
 * @user: user id, U32_MAX if it has none in the opener's user namespace
 * @kind: enum twstat_owner_kind; unknown if the place was given to another
 * @named: the opener may see @start, @cgroup and @comm
 * @comm: command of the leader, up to a NUL
 */
struct twstat_owner_seen {
	u64 start;
	u64 cgroup;
	u32 pid;
	u32 user;
	u8 kind;
	bool named;
	char comm[TWSTAT_COMM_BYTES];
};

/* Observations handed to the table at once. */
#define TWSTAT_OWNER_BATCH 32
#define TWSTAT_SEEN_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_owner_seen))

/**
 * struct twstat_owner_rows - the rows
 * @table: a destination in it is a row: the first half of its addresses is the
 *	destination's address in memory, its device and port are a struct twstat_close,
 *	its side is the destination's
 * @seen: an array of struct twstat_owner_seen, once the rows are finished; then the
 *	device of a row's key is the number of its owner, or 0, and the port how.
 *	Its ports are not counted, nor whether they can be reused
 * @limit: known owners get no further rows beyond this number, by side
 */
struct twstat_owner_rows {
	struct twstat_table table;
	struct twstat_pages seen;
	u32 limit;
};

/**
 * struct twstat_owner_counter - state that is only needed while rows are counted
 * @rows: the rows
 * @keys: random keys of the hash
 * @cache: cache of rows, used while the table is small
 * @socket: for @batch
 * @batch: observations not yet added to the table
 * @count: number of these
 */
struct twstat_owner_counter {
	struct twstat_owner_rows *rows;
	const struct twstat_hash_keys *keys;
	struct twstat_dest_cache cache;
	struct twstat_socket socket[TWSTAT_OWNER_BATCH];
	struct twstat_observation batch[TWSTAT_OWNER_BATCH];
	u32 count;
};

void twstat_owner_rows_init(struct twstat_owner_rows *rows, struct twstat_memory *memory,
			    u32 destinations);
void twstat_owner_rows_free(struct twstat_owner_rows *rows);
void twstat_owner_counter_init(struct twstat_owner_counter *counter, struct twstat_owner_rows *rows,
			       const struct twstat_hash_keys *keys);
void twstat_owner_count(struct twstat_owner_counter *counter,
			const struct twstat_destination *destination,
			const struct twstat_observation *observation, struct twstat_close close);
void twstat_owner_flush(struct twstat_owner_counter *counter);
int twstat_owner_rows_finish(struct twstat_owner_rows *rows);

static inline struct twstat_owner_seen *twstat_owner_seen(const struct twstat_owner_rows *rows,
							  u32 number)
{
	struct twstat_owner_seen *page = twstat_page(&rows->seen, number / TWSTAT_SEEN_PER_PAGE);

	return &page[number % TWSTAT_SEEN_PER_PAGE];
}

/* The destination that a row is part of. */
static inline const struct twstat_destination *
twstat_owner_destination(const struct twstat_destination *row)
{
	return (const struct twstat_destination *)(unsigned long)row->key.addrs.half[0];
}

static inline union twstat_service twstat_owner_service(struct twstat_close close, u32 side)
{
	const union twstat_service owner = { .device = close.owner };

	return twstat_service_of(owner, close.generation, side);
}

static inline u32 twstat_owner_index(const struct twstat_observation *observation,
				     struct twstat_close close)
{
	return twstat_dest_cache_spread(twstat_dest_cache_sum(observation) + close.owner);
}

/* The service first: what fills empty ways of the cache has no destination. */
static inline bool twstat_owner_row_is(const struct twstat_destination *row,
				       const struct twstat_observation *observation,
				       union twstat_service service)
{
	return row->key.service.all == service.all &&
	       twstat_same(&twstat_owner_destination(row)->key, observation);
}

static inline void twstat_owner_row_add(struct twstat_table *table, struct twstat_destination *row,
					const struct twstat_observation *observation)
{
	twstat_range_add(table, row, observation->socket->remaining_ms);
	if (likely(observation->kind == TWSTAT_TIME_WAIT)) {
		row->timewait[TWSTAT_REUSE_NONE]++;
		twstat_bin_add(&table->histograms, row, observation->bin);
	} else {
		row->fin_wait2++;
	}
}

/**
 * twstat_owner_count_cached() - count a timewait socket whose row is cached
 * @counter: the counter
 * @observation: the socket; its hash is not used
 * @close: how it was closed, and by whom
 *
 * Return: false if it is not; the caller has to call twstat_owner_count().
 */
static inline bool twstat_owner_count_cached(struct twstat_owner_counter *counter,
					     const struct twstat_observation *observation,
					     struct twstat_close close)
{
	const union twstat_service service = twstat_owner_service(close, observation->service.side);
	struct twstat_table *table = &counter->rows->table;
	struct twstat_destination *const *set;
	struct twstat_destination *row;

	if (unlikely(!twstat_table_is_small(table)))
		return false;
	set = counter->cache.set[twstat_owner_index(observation, close)];
	row = set[0];
	if (unlikely(!twstat_owner_row_is(row, observation, service))) {
		row = set[1];
		if (!twstat_owner_row_is(row, observation, service))
			return false;
	}
	twstat_owner_row_add(table, row, observation);
	return true;
}

/* Whose close a row is about, until the rows are finished. */
static inline struct twstat_close twstat_owner_close(const struct twstat_destination *row)
{
	return (struct twstat_close){
		.owner = row->key.service.device,
		.generation = row->key.service.port,
	};
}

#endif /* TWSTAT_OWNER_ROWS_H */
