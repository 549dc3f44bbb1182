// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/sched.h>

#include "core/dest_cache.h"
#include "count.h"
#include "task.h"
#include "owners.h"
#include "walk/group.h"

/**
 * struct twstat_owner_count - state that is only needed while owners are counted
 * @source: what the sockets were counted into before
 * @owners: the recorded closes; NULL if they are not recorded
 * @log: of @owners
 * @counter: the rows
 */
struct twstat_owner_count {
	struct twstat_owner_source source;
	struct twstat_owners *owners;
	const struct twstat_owner_log *log;
	struct twstat_owner_counter counter;
};

/**
 * twstat_owner_count_new() - begin to count owners
 * @rows: zeroed; filled in
 * @source: what the sockets are counted into before
 * @memory: the memory accounting context; outlives @rows
 *
 * Context: process context, may sleep.
 * Return: what twstat_owner_count_free() frees, or an error as twstat_alloc() gives it.
 */
struct twstat_owner_count *twstat_owner_count_new(struct twstat_owner_rows *rows,
						  const struct twstat_owner_source *source,
						  struct twstat_memory *memory)
{
	struct twstat_owner_count *count = twstat_alloc(memory, sizeof(*count));

	if (IS_ERR(count))
		return count;
	twstat_owner_rows_init(rows, memory, source->table->limit);
	twstat_owner_counter_init(&count->counter, rows, source->keys);
	count->source = *source;
	count->owners = twstat_owners_get();
	count->log = twstat_owners_log(count->owners);
	return count;
}

/**
 * twstat_owner_count_log() - where the closes of the sockets will be looked up
 * @count: from twstat_owner_count_new(); may be NULL
 *
 * Return: NULL if they are not recorded.
 */
const struct twstat_owner_log *twstat_owner_count_log(const struct twstat_owner_count *count)
{
	return count ? count->log : NULL;
}

/**
 * twstat_owner_count_free() - end to count owners
 * @count: from twstat_owner_count_new(); an error or NULL is ignored
 * @memory: as it was there
 *
 * Context: process context, may sleep.
 */
void twstat_owner_count_free(struct twstat_owner_count *count, struct twstat_memory *memory)
{
	if (IS_ERR_OR_NULL(count))
		return;
	twstat_owners_put(count->owners);
	twstat_free(memory, count, sizeof(*count));
}

static bool twstat_owner_counts(const struct twstat_record *record)
{
	return (record->socket.flags & TWSTAT_SOCKET_OWN) &&
	       record->socket.kind <= TWSTAT_FIN_WAIT2;
}

/* A timewait socket that is not in the table is in the other row. */
static const struct twstat_destination *
twstat_owner_find_destination(const struct twstat_owner_source *source,
			      struct twstat_observation *observation)
{
	const struct twstat_destination *found = NULL;

	if (twstat_table_is_small(source->table))
		found = twstat_dest_cache_find(source->cache, observation);
	if (likely(found))
		return found;
	observation->hash = twstat_hash(source->keys, observation);
	found = twstat_chain_find(*twstat_head_of(source->table, observation->hash), observation);
	if (found)
		return found;
	return &source->table->other[observation->service.family][observation->service.side];
}

static noinline void twstat_owner_count_slow(struct twstat_owner_count *count,
					     const struct twstat_record *record,
					     struct twstat_close close)
{
	struct twstat_observation observation;

	twstat_observe(count->source.ports, &record->socket, &observation);
	twstat_owner_count(&count->counter,
			   twstat_owner_find_destination(&count->source, &observation),
			   &observation, close);
}

/*
 * The observation stays here, so that the compiler leaves out what a row does not count.
 * FIN_WAIT2 is rare.
 */
static bool twstat_owner_count_timewait(struct twstat_owner_count *count,
					const struct twstat_record *record,
					struct twstat_close close)
{
	struct twstat_observation observation;

	if (unlikely(record->socket.kind != TWSTAT_TIME_WAIT))
		return false;
	twstat_observe_kind(count->source.ports, &record->socket, TWSTAT_TIME_WAIT, &observation);
	return twstat_owner_count_cached(&count->counter, &observation, close);
}

static void twstat_owner_count_record(struct twstat_owner_count *count,
				      const struct twstat_record *record)
{
	struct twstat_close close = {};

	if (count->log)
		close = twstat_owner_log_find(count->log, record->socket.cookie);
	if (!twstat_owner_count_timewait(count, record, close))
		twstat_owner_count_slow(count, record, close);
}

/* Records in a row. */
static void twstat_owner_count_run(struct twstat_owner_count *count,
				   const struct twstat_record *record,
				   const struct twstat_record *end)
{
	for (; record < end; record++)
		if (twstat_owner_counts(record))
			twstat_owner_count_record(count, record);
}

/**
 * twstat_owner_count_slice() - count some records by owner
 * @count: from twstat_owner_count_new()
 * @group: chains with their records
 * @begin: index of the first record
 * @end: index after the last one
 *
 * The records have been counted into the destinations.
 *
 * Context: process context, may sleep.
 * Return: 0, or an error as twstat_alloc() gives it.
 */
int twstat_owner_count_slice(struct twstat_owner_count *count, const struct twstat_group *group,
			     u32 begin, u32 end)
{
	const struct twstat_record *record;
	u32 i, run;
	int err;

	err = twstat_table_reserve(&count->counter.rows->table, end - begin);
	if (err)
		return err;
	for (i = begin; i < end; i += run) {
		record = twstat_group_record(group, i);
		run = twstat_group_run(i, end);
		twstat_owner_count_run(count, record, record + run);
	}
	twstat_owner_flush(&count->counter);
	return 0;
}

/* Room for one more owner; its number, from 1 on, is put in the key of its row. */
static int twstat_owner_see_row(struct twstat_owner_count *count, struct twstat_destination *row,
				u32 number, const struct twstat_opener *opener)
{
	struct twstat_owner_rows *rows = count->counter.rows;
	const struct twstat_close close = twstat_owner_close(row);
	union twstat_owner owner;
	int err;

	err = twstat_pages_reserve(&rows->seen, number / TWSTAT_SEEN_PER_PAGE + 1);
	if (err)
		return err;
	/* Else it stays unknown. */
	if (twstat_owner_log_read(count->log, close, &owner))
		twstat_owner_see(twstat_owner_seen(rows, number), &owner, opener->all_owners);
	row->key.service.device = number + 1;
	row->key.service.port = close.owner % BIT(TWSTAT_HOW_BITS);
	return 0;
}

static int twstat_owner_see_rows(struct twstat_owner_count *count,
				 const struct twstat_opener *opener)
{
	struct twstat_destination *row;
	u32 number = 0;
	int err;

	for (row = count->counter.rows->table.first; row; row = row->next) {
		if (!twstat_owner_close(row).generation)
			continue;
		err = twstat_owner_see_row(count, row, number++, opener);
		if (err)
			return err;
		if (number % TWSTAT_SEEN_PER_PAGE == 0)
			cond_resched();
	}
	return 0;
}

/**
 * twstat_owner_count_finish() - sort the rows and copy their owners
 * @count: from twstat_owner_count_new()
 * @opener: who may see them how
 *
 * Context: process context of the opener, may sleep.
 * Return: 0, -E2BIG for too many rows, or an error as twstat_alloc() gives it.
 */
int twstat_owner_count_finish(struct twstat_owner_count *count, const struct twstat_opener *opener)
{
	int err = twstat_owner_rows_finish(count->counter.rows);

	return err ? err : twstat_owner_see_rows(count, opener);
}
