// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <net/net_namespace.h>

#include "bind_ports.h"
#include "collector.h"
#include "core/columns.h"
#include "core/hash.h"
#include "core/dest_batch.h"
#include "core/left.h"
#include "core/others.h"
#include "core/sort.h"
#include "meta.h"
#include "owners/count.h"
#include "owners/owners.h"
#include "opener.h"
#include "ports.h"
#include "walk/walk.h"

/* Records counted between two reschedules; a group of short chains has fewer. */
#define TWSTAT_COUNT_SLICE 512U

unsigned int twstat_max_destinations = 65536;

/* Peers choose their addresses; they shall not choose their hash chain. */
struct twstat_hash_keys twstat_keys __ro_after_init;

/**
 * struct twstat_collector - state that is only needed while a snapshot is taken
 * @snapshot: the snapshot
 * @sections: sections that will be shown of it
 * @all_chains: chain lengths include the sockets of other namespaces
 * @walk: the walk
 * @ports: port sets of the namespace
 * @batch: observations not yet added to the table
 * @owners: counts owners; NULL unless they will be shown
 * @own: number of sockets in each chain of the group
 * @timewait: number of timewait sockets in each chain of the group
 */
struct twstat_collector {
	struct twstat_snapshot *snapshot;
	unsigned int sections;
	bool all_chains;
	struct twstat_walk walk;
	struct twstat_port_sets ports;
	struct twstat_dest_batch batch;
	struct twstat_owner_count *owners;
	u32 own[TWSTAT_GROUP_CHAINS];
	u32 timewait[TWSTAT_GROUP_CHAINS];
};

static bool twstat_wants_table(const struct twstat_collector *collector)
{
	return collector->sections & (TWSTAT_SUMMARY | TWSTAT_DESTINATIONS);
}

static bool twstat_wants_totals(const struct twstat_collector *collector)
{
	return collector->sections & (TWSTAT_SUMMARY | TWSTAT_TIMERS);
}

static bool twstat_wants_chain_hist(const struct twstat_collector *collector)
{
	return collector->sections & (TWSTAT_SUMMARY | TWSTAT_BUCKETS);
}

static bool twstat_count_timewait(struct twstat_collector *collector,
				  const struct twstat_record *record)
{
	struct twstat_observation observation = {
		.socket = &record->socket,
	};

	twstat_observe_kind(&collector->ports, &record->socket, TWSTAT_TIME_WAIT, &observation);
	if (twstat_wants_totals(collector))
		twstat_totals_add(&collector->snapshot->totals, &observation);
	return twstat_dest_cache_add(&collector->batch.cache, &collector->snapshot->table,
				     &observation);
}

static noinline bool twstat_count_other(struct twstat_collector *collector,
					const struct twstat_record *record)
{
	struct twstat_observation observation = {
		.socket = &record->socket,
	};

	twstat_observe(&collector->ports, &record->socket, &observation);
	if (twstat_wants_totals(collector))
		twstat_totals_add(&collector->snapshot->totals, &observation);
	return twstat_dest_cache_add(&collector->batch.cache, &collector->snapshot->table,
				     &observation);
}

/* The fast path: the destination is usually cached. */
static void twstat_record_count_cached(struct twstat_collector *collector,
				       const struct twstat_record *record)
{
	const bool timewait = record->socket.kind == TWSTAT_TIME_WAIT;

	if (likely(timewait ? twstat_count_timewait(collector, record) :
			      twstat_count_other(collector, record)))
		return;
	twstat_observe(&collector->ports, &record->socket, collector->batch.open);
	twstat_dest_batch_grow(&collector->batch);
}

static void twstat_record_count(struct twstat_collector *collector,
				const struct twstat_record *record)
{
	twstat_observe(&collector->ports, &record->socket, collector->batch.open);
	if (twstat_wants_totals(collector))
		twstat_totals_add(&collector->snapshot->totals, collector->batch.open);
	if (twstat_wants_table(collector))
		twstat_dest_batch_add(&collector->batch);
}

/* Some records in a row. */
static void twstat_run_count(struct twstat_collector *collector, const struct twstat_record *record,
			     const struct twstat_record *end)
{
	const bool cache = twstat_wants_table(collector) &&
			   twstat_table_is_small(&collector->snapshot->table);

	for (; cache && record < end; record++)
		if (record->socket.flags & TWSTAT_SOCKET_OWN)
			twstat_record_count_cached(collector, record);
	for (; record < end; record++)
		if (record->socket.flags & TWSTAT_SOCKET_OWN)
			twstat_record_count(collector, record);
}

/* Counts records from @begin to @end, for which the table has room. */
static void twstat_slice_count(struct twstat_collector *collector, u32 begin, u32 end)
{
	const struct twstat_group *group = &collector->walk.group;
	const struct twstat_record *record;
	u32 i, run;

	for (i = begin; i < end; i += run) {
		record = twstat_group_record(group, i);
		run = twstat_group_run(i, end);
		twstat_run_count(collector, record, record + run);
	}
	twstat_dest_batch_flush(&collector->batch);
}

/*
 * Each record may be a new destination with a histogram, but most records of a long
 * chain are not: room is made for a slice of them at a time.
 */
static int twstat_records_count(struct twstat_collector *collector)
{
	const u32 count = collector->walk.group.count;
	u32 i, end;
	int err;

	for (i = 0; i < count; i = end) {
		end = min(count, i + TWSTAT_COUNT_SLICE);
		if (twstat_wants_table(collector)) {
			err = twstat_table_reserve(&collector->snapshot->table, end - i);
			if (err)
				return err;
		}
		twstat_slice_count(collector, i, end);
		if (unlikely(collector->owners)) {
			err = twstat_owner_count_slice(collector->owners, &collector->walk.group, i,
						       end);
			if (err)
				return err;
		}
		cond_resched();
	}
	return 0;
}

/* Count the sockets of each chain. */
static void twstat_records_chain_length(struct twstat_collector *collector)
{
	const struct twstat_group *group = &collector->walk.group;
	const struct twstat_record *record, *end;
	u32 i, run, chain;
	bool own;

	memset(collector->own, 0, sizeof(collector->own));
	memset(collector->timewait, 0, sizeof(collector->timewait));
	for (i = 0; i < group->count; i += run) {
		record = twstat_group_record(group, i);
		run = twstat_group_run(i, group->count);
		/* Once for each page of records, since a chain may have thousands. */
		cond_resched();
		for (end = record + run; record < end; record++) {
			own = record->socket.flags & TWSTAT_SOCKET_OWN;
			own |= collector->all_chains;
			chain = record->chain - group->chain;
			collector->own[chain] += own;
			collector->timewait[chain] += own &
						      (record->socket.kind <= TWSTAT_FIN_WAIT2);
		}
	}
}

static int twstat_chains_count(struct twstat_collector *collector)
{
	struct twstat_chain_hist *chain_hist = &collector->snapshot->chain_hist;
	const struct twstat_group *group = &collector->walk.group;
	u32 i, length;
	int err;

	twstat_records_chain_length(collector);
	for (i = 0; i < group->done; i++) {
		length = collector->own[i];
		if (!length)
			continue;
		err = twstat_chain_hist_add(chain_hist, length, collector->timewait[i]);
		if (err)
			return err;
	}
	return 0;
}

/* A group of chains, each of them exact, goes into the sums. */
static int twstat_group_count(struct twstat_collector *collector)
{
	int err;

	if (twstat_wants_table(collector) || twstat_wants_totals(collector)) {
		err = twstat_records_count(collector);
		if (err)
			return err;
	}
	return twstat_wants_chain_hist(collector) ? twstat_chains_count(collector) : 0;
}

static int twstat_all_count(struct twstat_collector *collector)
{
	int err, chains;

	while ((chains = twstat_walk_next(&collector->walk)) > 0) {
		err = twstat_group_count(collector);
		if (err)
			return err;
	}
	return chains;
}

static void twstat_meta_of_collector(struct twstat_meta *meta,
				     const struct twstat_collector *collector)
{
	const struct twstat_table *table = &collector->snapshot->table;
	const struct twstat_other_sums other = twstat_table_sum_other(table);

	twstat_meta_of_walk(meta, &collector->walk);
	meta->local_port_min = collector->ports.minimum;
	meta->local_port_max = collector->ports.maximum;
	meta->local_ports_usable = collector->ports.usable_count;
	meta->has_bind_ports = twstat_wants_table(collector);
	meta->ports_bound = collector->ports.bound_count;
	meta->ports_bound_shared = collector->ports.shared_count;
	meta->ports_free = collector->ports.free_count;
	meta->destinations_live = table->live_rows;
	meta->rows = twstat_table_rows(table);
	meta->sockets_other = other.sockets;
	meta->live_other = other.live;
	meta->ports_other = other.ports;
}

static void twstat_collector_ports(struct twstat_collector *collector, struct net *net)
{
	twstat_ports_read(&collector->ports, net);
	if (!twstat_wants_table(collector))
		return;
	twstat_bind_ports_read(&collector->ports, net);
	twstat_left_begin(&collector->snapshot->table.left, &collector->ports);
}

static int twstat_collector_run(struct twstat_collector *collector, struct twstat_opener *opener)
{
	struct net *net = opener->net;
	struct twstat_meta *meta = &collector->snapshot->meta;
	u64 start = ktime_get_ns();
	int err;

	meta->boottime_ns = twstat_opener_boottime_ns(ktime_get_boottime_ns());
	twstat_walk_begin(&collector->walk, net, &opener->memory);
	twstat_collector_ports(collector, net);
	collector->walk.ctx.details = collector->owners;
	collector->walk.ctx.closes = twstat_owner_count_log(collector->owners);
	err = twstat_all_count(collector);
	twstat_walk_end(&collector->walk);
	if (err)
		return err;
	twstat_table_finish(&collector->snapshot->table);
	twstat_left_finish(&collector->snapshot->table, &twstat_keys);
	if (collector->owners) {
		err = twstat_owner_count_finish(collector->owners, opener);
		if (err)
			return err;
	}
	twstat_owners_meta(meta, opener->whole_host);
	meta->whole_table = opener->whole_table;
	meta->walk_ns = ktime_get_ns() - start;
	twstat_meta_of_collector(meta, collector);
	twstat_meta_of_net(meta, net);
	twstat_meta_of_kernel(meta, net, &collector->snapshot->totals);
	return 0;
}

static int twstat_collector_begin_owners(struct twstat_collector *collector,
					 struct twstat_memory *memory)
{
	const struct twstat_owner_source source = {
		.table = &collector->snapshot->table,
		.ports = &collector->ports,
		.cache = &collector->batch.cache,
		.keys = &twstat_keys,
	};

	if (!(collector->sections & TWSTAT_OWNERS))
		return 0;
	collector->owners = twstat_owner_count_new(&collector->snapshot->owners, &source, memory);
	return PTR_ERR_OR_ZERO(collector->owners);
}

/**
 * twstat_snapshot_take() - count what is there now
 * @snapshot: zeroed; filled in
 * @opener: its namespace is counted; outlives the snapshot
 * @sections: what will be shown, TWSTAT_SUMMARY and so on
 *
 * The table is kept only when destinations will be shown.
 *
 * Context: process context, may sleep.
 * Return: 0, or what twstat_walk_next() said; nothing is held then.
 */
int twstat_snapshot_take(struct twstat_snapshot *snapshot, struct twstat_opener *opener,
			 unsigned int sections)
{
	struct twstat_memory *memory = &opener->memory;
	struct twstat_collector *collector;
	int err;

	collector = twstat_alloc(memory, sizeof(*collector));
	if (IS_ERR(collector))
		return PTR_ERR(collector);
	collector->snapshot = snapshot;
	collector->sections = sections;
	collector->all_chains = opener->whole_table;
	twstat_dest_batch_init(&collector->batch, &snapshot->table, &twstat_keys);
	twstat_pages_init(&snapshot->chain_hist.pages, memory);
	twstat_table_init(&snapshot->table, memory, READ_ONCE(twstat_max_destinations));
	err = twstat_collector_begin_owners(collector, memory);
	if (!err)
		err = twstat_collector_run(collector, opener);
	twstat_owner_count_free(collector->owners, memory);
	twstat_free(memory, collector, sizeof(*collector));
	if (err)
		goto drop;
	if (sections & TWSTAT_DESTINATIONS)
		twstat_sort(&snapshot->table);
	else
		twstat_table_free(&snapshot->table);
	return 0;

drop:
	twstat_snapshot_drop(snapshot);
	return err;
}

/**
 * twstat_snapshot_drop() - give a snapshot's memory back
 * @snapshot: from twstat_snapshot_take()
 */
void twstat_snapshot_drop(struct twstat_snapshot *snapshot)
{
	twstat_owner_rows_free(&snapshot->owners);
	twstat_table_free(&snapshot->table);
	twstat_pages_free(&snapshot->chain_hist.pages);
}

/**
 * twstat_snapshot_init() - choose the keys of the hash
 */
void __init twstat_snapshot_init(void)
{
	get_random_bytes(&twstat_keys, sizeof(twstat_keys));
}
