// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/time_namespace.h>
#include <linux/timekeeping.h>
#include <net/net_namespace.h>
#include <net/tcp.h>

#include "hash.h"
#include "near.h"
#include "order.h"
#include "ports.h"
#include "snapshot.h"
#include "walk.h"

/* Observations handed to the table at once. */
#define TWSTAT_SNAPSHOT_BATCH 32
/* kernel/time/timer.c: 64 slots a level, each level 8 times as coarse. */
#define TWSTAT_WHEEL_SLOTS 63
#define TWSTAT_WHEEL_SHIFT 3

unsigned int twstat_max_destinations = 65536;

/* Peers choose their addresses; they shall not choose their hash chain. */
static struct twstat_hash_keys twstat_keys __ro_after_init;

/**
 * struct twstat_taking - what is only needed while a snapshot is taken
 * @snapshot: what it becomes
 * @sections: what will be shown of it
 * @all_chains: chains count whole, not only this namespace's sockets in them
 * @walk: the walk
 * @ports: what decides sides
 * @near: while destinations are few
 * @own: sockets in each chain of the group, this namespace's or all
 * @timewait: timewait sockets among them
 * @batch: observations for the table
 * @open: where in @batch the next one goes
 */
struct twstat_taking {
	struct twstat_snapshot *snapshot;
	unsigned int sections;
	bool all_chains;
	struct twstat_walk walk;
	struct twstat_port_sets ports;
	struct twstat_near near;
	u32 own[TWSTAT_GROUP_CHAINS];
	u32 timewait[TWSTAT_GROUP_CHAINS];
	struct twstat_observation batch[TWSTAT_SNAPSHOT_BATCH];
	struct twstat_observation *open;
};

static bool twstat_wants_table(const struct twstat_taking *taking)
{
	return taking->sections & (TWSTAT_SUMMARY | TWSTAT_DESTINATIONS);
}

static bool twstat_wants_totals(const struct twstat_taking *taking)
{
	return taking->sections & (TWSTAT_SUMMARY | TWSTAT_TIMERS);
}

static bool twstat_wants_lengths(const struct twstat_taking *taking)
{
	return taking->sections & (TWSTAT_SUMMARY | TWSTAT_BUCKETS);
}

static void twstat_batch_flush(struct twstat_taking *taking)
{
	twstat_table_add(&taking->snapshot->table, taking->batch,
			 taking->open - taking->batch);
	taking->open = taking->batch;
}

/* What is observed last waits with others, unless its destination is near. */
static noinline void twstat_batch_grow(struct twstat_taking *taking)
{
	taking->open->hash = twstat_hash(&twstat_keys, taking->open);
	if (!twstat_near_recall(&taking->near, &taking->snapshot->table,
				taking->open) &&
	    ++taking->open == taking->batch + TWSTAT_SNAPSHOT_BATCH)
		twstat_batch_flush(taking);
}

static bool twstat_count_timewait(struct twstat_taking *taking,
				  const struct twstat_record *record)
{
	struct twstat_observation observation = {
		.socket = &record->socket,
	};

	twstat_observe_kind(&taking->ports, &record->socket, TWSTAT_TIME_WAIT,
			    &observation);
	if (twstat_wants_totals(taking))
		twstat_totals_add(&taking->snapshot->totals, &observation);
	return twstat_near_met(&taking->near, &taking->snapshot->table,
			       &observation);
}

static noinline bool twstat_count_other(struct twstat_taking *taking,
					const struct twstat_record *record)
{
	struct twstat_observation observation = {
		.socket = &record->socket,
	};

	twstat_observe(&taking->ports, &record->socket, &observation);
	if (twstat_wants_totals(taking))
		twstat_totals_add(&taking->snapshot->totals, &observation);
	return twstat_near_met(&taking->near, &taking->snapshot->table,
			       &observation);
}

/* A destination that is near was mostly met before. */
static void twstat_record_count_near(struct twstat_taking *taking,
				     const struct twstat_record *record)
{
	const bool timewait = record->socket.kind == TWSTAT_TIME_WAIT;

	if (likely(timewait ? twstat_count_timewait(taking, record) :
			      twstat_count_other(taking, record)))
		return;
	twstat_observe(&taking->ports, &record->socket, taking->open);
	twstat_batch_grow(taking);
}

static void twstat_record_count(struct twstat_taking *taking,
				const struct twstat_record *record)
{
	twstat_observe(&taking->ports, &record->socket, taking->open);
	if (twstat_wants_totals(taking))
		twstat_totals_add(&taking->snapshot->totals, taking->open);
	if (twstat_wants_table(taking))
		twstat_batch_grow(taking);
}

/* Some records in a row. */
static void twstat_run_count(struct twstat_taking *taking,
			     const struct twstat_record *record,
			     const struct twstat_record *end)
{
	const bool near = twstat_wants_table(taking) &&
			  twstat_table_near(&taking->snapshot->table);

	for (; near && record < end; record++)
		if (record->socket.flags & TWSTAT_SOCKET_OWN)
			twstat_record_count_near(taking, record);
	for (; record < end; record++)
		if (record->socket.flags & TWSTAT_SOCKET_OWN)
			twstat_record_count(taking, record);
}

static void twstat_records_count(struct twstat_taking *taking)
{
	const struct twstat_group *group = &taking->walk.group;
	const struct twstat_record *record;
	u32 i, run;

	for (i = 0; i < group->count; i += run) {
		record = twstat_group_record(group, i);
		run = twstat_group_run(i, group->count);
		twstat_run_count(taking, record, record + run);
	}
	twstat_batch_flush(taking);
}

/* What the chains' lengths are made of. */
static void twstat_records_length(struct twstat_taking *taking)
{
	const struct twstat_group *group = &taking->walk.group;
	const struct twstat_record *record, *end;
	u32 i, run, chain;
	bool own;

	memset(taking->own, 0, sizeof(taking->own));
	memset(taking->timewait, 0, sizeof(taking->timewait));
	for (i = 0; i < group->count; i += run) {
		record = twstat_group_record(group, i);
		run = twstat_group_run(i, group->count);
		for (end = record + run; record < end; record++) {
			own = record->socket.flags & TWSTAT_SOCKET_OWN;
			own |= taking->all_chains;
			chain = record->chain - group->chain;
			taking->own[chain] += own;
			taking->timewait[chain] +=
				own & (record->socket.kind <= TWSTAT_FIN_WAIT2);
		}
	}
}

static int twstat_chains_count(struct twstat_taking *taking)
{
	struct twstat_lengths *lengths = &taking->snapshot->lengths;
	const struct twstat_group *group = &taking->walk.group;
	u32 i, length;
	int err;

	twstat_records_length(taking);
	for (i = 0; i < group->done; i++) {
		length = taking->own[i];
		if (!length)
			continue;
		err = twstat_lengths_add(lengths, length, taking->timewait[i]);
		if (err)
			return err;
	}
	return 0;
}

/* A group of chains, each of them exact, goes into the sums. */
static int twstat_group_count(struct twstat_taking *taking)
{
	int err;

	if (twstat_wants_table(taking)) {
		err = twstat_table_reserve(&taking->snapshot->table,
					   taking->walk.group.count);
		if (err)
			return err;
	}
	if (twstat_wants_table(taking) || twstat_wants_totals(taking))
		twstat_records_count(taking);
	return twstat_wants_lengths(taking) ? twstat_chains_count(taking) : 0;
}

static int twstat_all_count(struct twstat_taking *taking)
{
	int err, chains;

	while ((chains = twstat_walk_next(&taking->walk)) > 0) {
		err = twstat_group_count(taking);
		if (err)
			return err;
	}
	return chains;
}

/*
 * How late a timer may be: it goes to the first level of the wheel whose
 * range its delay does not exceed, and fires with that level's next tick.
 */
static u32 twstat_granularity_ms(unsigned long delay)
{
	unsigned int shift = 0;

	while (delay >= (unsigned long)TWSTAT_WHEEL_SLOTS << shift)
		shift += TWSTAT_WHEEL_SHIFT;
	return jiffies_to_msecs(1UL << shift);
}

static void twstat_facts_of_kernel(struct twstat_facts *facts,
				   const struct twstat_totals *totals)
{
	u32 length_ms = jiffies_to_msecs(TCP_TIMEWAIT_LEN);

	if (totals->longest_ms > (s32)length_ms)
		length_ms = totals->longest_ms;
	facts->timewait_len_ms = length_ms;
	facts->timer_granularity_ms =
		twstat_granularity_ms(msecs_to_jiffies(length_ms));
	facts->hz = HZ;
	facts->tw_object_bytes = tcp_prot.twsk_prot->twsk_obj_size;
}

static void twstat_facts_of_net(struct twstat_facts *facts,
				const struct net *net)
{
	facts->netns = net->ns.inum;
	facts->tw_count = twstat_timewait_count(net);
	facts->tw_max =
		READ_ONCE(net->ipv4.tcp_death_row.sysctl_max_tw_buckets);
	facts->tcp_tw_reuse = READ_ONCE(net->ipv4.sysctl_tcp_tw_reuse);
	facts->tcp_tw_reuse_delay_ms = twstat_reuse_delay_ms(net);
	facts->tcp_timestamps = READ_ONCE(net->ipv4.sysctl_tcp_timestamps);
	facts->tcp_fin_timeout_ms =
		jiffies_to_msecs(READ_ONCE(net->ipv4.sysctl_tcp_fin_timeout));
}

static void twstat_facts_of_taking(struct twstat_facts *facts,
				   const struct twstat_taking *taking)
{
	const struct twstat_walk *walk = &taking->walk;
	const struct twstat_table *table = &taking->snapshot->table;

	facts->ehash_buckets = walk->hashinfo->ehash_mask + 1;
	facts->ehash_pernet = twstat_ehash_pernet(walk->hashinfo);
	facts->walk_restarts = walk->restarts;
	facts->walk_locked = walk->locked;
	facts->local_port_min = taking->ports.minimum;
	facts->local_port_max = taking->ports.maximum;
	facts->local_ports_usable = taking->ports.usable_count;
	facts->rows = twstat_table_rows(table);
	facts->sockets_other = twstat_table_sockets_other(table);
}

static u64 twstat_boottime_ns(void)
{
	struct timespec64 now;

	ktime_get_boottime_ts64(&now);
	timens_add_boottime(&now);
	return timespec64_to_ns(&now);
}

static int twstat_taking_run(struct twstat_taking *taking, struct net *net,
			     struct twstat_memory *memory)
{
	struct twstat_facts *facts = &taking->snapshot->facts;
	u64 start = ktime_get_ns();
	int err;

	facts->boottime_ns = twstat_boottime_ns();
	twstat_walk_begin(&taking->walk, net, memory);
	twstat_ports_read(&taking->ports, net);
	taking->all_chains |= twstat_ehash_pernet(taking->walk.hashinfo);
	err = twstat_all_count(taking);
	twstat_walk_end(&taking->walk);
	if (err)
		return err;
	facts->walk_ns = ktime_get_ns() - start;
	twstat_facts_of_taking(facts, taking);
	twstat_facts_of_net(facts, net);
	twstat_facts_of_kernel(facts, &taking->snapshot->totals);
	return 0;
}

/**
 * twstat_snapshot_take() - count what is there now
 * @snapshot: zeroed; filled in
 * @net: the namespace; the caller holds a reference
 * @sections: what will be shown, TWSTAT_SUMMARY and so on
 * @memory: who pays, and whether the opener may know of other namespaces
 *
 * The table is kept only when destinations will be shown.
 *
 * Context: process context, may sleep.
 * Return: 0, or what twstat_walk_next() said; nothing is held then.
 */
int twstat_snapshot_take(struct twstat_snapshot *snapshot, struct net *net,
			 unsigned int sections, struct twstat_memory *memory)
{
	struct twstat_taking *taking;
	int err;

	taking = twstat_alloc(memory, sizeof(*taking));
	if (IS_ERR(taking))
		return PTR_ERR(taking);
	taking->snapshot = snapshot;
	taking->sections = sections;
	taking->open = taking->batch;
	taking->all_chains = !memory->bounded;
	twstat_near_init(&taking->near);
	twstat_pages_init(&snapshot->lengths.pages, memory);
	twstat_table_init(&snapshot->table, memory,
			  READ_ONCE(twstat_max_destinations));
	err = twstat_taking_run(taking, net, memory);
	twstat_free(memory, taking, sizeof(*taking));
	if (err)
		goto drop;
	if (sections & TWSTAT_DESTINATIONS)
		twstat_order(&snapshot->table);
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
	twstat_table_free(&snapshot->table);
	twstat_pages_free(&snapshot->lengths.pages);
}

/**
 * twstat_snapshot_init() - choose the keys of the hash
 */
void __init twstat_snapshot_init(void)
{
	get_random_bytes(&twstat_keys, sizeof(twstat_keys));
}
