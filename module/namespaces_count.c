// SPDX-License-Identifier: GPL-2.0
/*
 * Each record has a pointer to its namespace, or none if that is not among those held.
 * What a namespace needs besides its row is allocated when its first socket is met.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/sched.h>

#include "collector.h"
#include "namespaces_count.h"
#include "core/others.h"

/* Records counted between two reschedules. */
#define TWSTAT_NAMESPACES_SLICE 512U

/* The namespace's first socket. */
static noinline int twstat_part_begin(struct twstat_namespaces_counter *counter,
				      struct twstat_pinned *pinned)
{
	struct twstat_counted *counted = twstat_alloc(counter->memory, sizeof(*counted));

	BUILD_BUG_ON(sizeof(*counted) > PAGE_SIZE);
	if (IS_ERR(counted))
		return PTR_ERR(counted);
	twstat_others_init(counted->part.other[0]);
	counted->part.no_device = pinned->number;
	counted->part.netns = pinned->pin.net->ns.inum;
	pinned->netns.part = &counted->part;
	twstat_scope(&counter->namespaces->scopes, pinned->number)->part = &counted->part;
	return twstat_port_entries_apply(&counter->entries, pinned);
}

/* Of a kernel without namespaces no record has one. */
static struct twstat_pinned *twstat_pinned_of(const struct twstat_namespaces_counter *counter,
					      const struct twstat_record *record)
{
	struct twstat_pin *pin = IS_ENABLED(CONFIG_NET_NS) ? record->pin : counter->pins.last;

	return container_of(pin, struct twstat_pinned, pin);
}

/* False if its destination is not cached; the sums have it in any case. */
static bool twstat_count_cached(struct twstat_namespaces_counter *counter,
				const struct twstat_pinned *pinned,
				const struct twstat_socket *socket)
{
	struct twstat_observation observation = {
		.socket = socket,
	};

	twstat_count_observe(counter, pinned, socket, &observation);
	twstat_totals_add(&pinned->netns.part->totals, &observation);
	return twstat_dest_cache_add(&counter->batch.cache, counter->batch.table, &observation);
}

static void twstat_count_socket(struct twstat_namespaces_counter *counter,
				const struct twstat_pinned *pinned,
				const struct twstat_socket *socket, bool small)
{
	if (small && likely(twstat_count_cached(counter, pinned, socket)))
		return;
	twstat_count_observe(counter, pinned, socket, counter->batch.open);
	if (!small)
		twstat_totals_add(&pinned->netns.part->totals, counter->batch.open);
	twstat_dest_batch_grow(&counter->batch);
}

static void twstat_count_chain(struct twstat_namespaces_counter *counter,
			       struct twstat_pinned *pinned, u32 chain)
{
	if (pinned->group != counter->number) {
		pinned->group = counter->number;
		bitmap_zero(pinned->seen, TWSTAT_GROUP_CHAINS);
	}
	pinned->netns.buckets_used += !__test_and_set_bit(chain, pinned->seen);
}

static int twstat_count_record(struct twstat_namespaces_counter *counter,
			       const struct twstat_record *record, u32 chain, bool small)
{
	struct twstat_pinned *pinned;
	int err;

	__set_bit(chain, counter->seen);
	if (!(record->socket.flags & TWSTAT_SOCKET_OWN))
		return 0;
	pinned = twstat_pinned_of(counter, record);
	if (unlikely(!pinned->netns.part)) {
		err = twstat_part_begin(counter, pinned);
		if (err)
			return err;
	}
	twstat_count_chain(counter, pinned, chain);
	twstat_count_socket(counter, pinned, &record->socket, small);
	return 0;
}

/* Some records in a row. */
static int twstat_count_run(struct twstat_namespaces_counter *counter,
			    const struct twstat_group *group, u32 begin, u32 end)
{
	const struct twstat_record *record = twstat_group_record(group, begin);
	const struct twstat_record *stop = record + (end - begin);
	const bool small = twstat_table_is_small(counter->batch.table);
	int err;

	for (; record < stop; record++) {
		err = twstat_count_record(counter, record, record->chain - group->chain, small);
		if (unlikely(err))
			return err;
	}
	return 0;
}

static int twstat_count_slice(struct twstat_namespaces_counter *counter,
			      const struct twstat_group *group, u32 begin, u32 end)
{
	u32 i, run;
	int err;

	err = twstat_table_reserve(counter->batch.table, end - begin);
	if (!err)
		err = twstat_scopes_reserve(&counter->namespaces->scopes, end - begin);
	for (i = begin; !err && i < end; i += run) {
		run = twstat_group_run(i, end);
		err = twstat_count_run(counter, group, i, i + run);
	}
	twstat_dest_batch_flush(&counter->batch);
	cond_resched();
	return err;
}

/**
 * twstat_namespaces_count() - count the sockets of a group of chains
 * @counter: the counter
 * @group: from twstat_walk_next()
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative error from an allocation.
 */
int twstat_namespaces_count(struct twstat_namespaces_counter *counter,
			    const struct twstat_group *group)
{
	u32 i, end;
	int err;

	counter->number++;
	bitmap_zero(counter->seen, TWSTAT_GROUP_CHAINS);
	for (i = 0; i < group->count; i = end) {
		end = min(group->count, i + TWSTAT_NAMESPACES_SLICE);
		err = twstat_count_slice(counter, group, i, end);
		if (err)
			return err;
	}
	counter->buckets_used += bitmap_weight(counter->seen, TWSTAT_GROUP_CHAINS);
	return 0;
}

/**
 * twstat_namespaces_counter_init() - initialise a counter
 * @counter: zeroed
 * @namespaces: the snapshot, whose table is filled in
 */
void twstat_namespaces_counter_init(struct twstat_namespaces_counter *counter,
				    struct twstat_namespaces *namespaces)
{
	counter->namespaces = namespaces;
	counter->memory = &namespaces->opener->memory;
	counter->entries.memory = counter->memory;
	twstat_dest_batch_init(&counter->batch, &namespaces->view.table, &twstat_keys);
}
