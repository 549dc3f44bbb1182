// SPDX-License-Identifier: GPL-2.0
/*
 * All namespaces in one walk: each record has a pointer to its namespace, or none if
 * that is not among those held. The destinations of all of them share a table. What a
 * namespace needs besides is allocated when its first socket is met.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

#include "collector.h"
#include "compat.h"
#include "meta.h"
#include "namespaces.h"
#include "core/dest_cache.h"
#include "core/left.h"
#include "core/sort.h"
#include "owners/owners.h"

/* Observations handed to the table at once. */
#define TWSTAT_NAMESPACES_BATCH 32
/* Records counted between two reschedules. */
#define TWSTAT_NAMESPACES_SLICE 512U

/**
 * struct twstat_namespaces_collector - state that is only needed while the snapshot is taken
 * @namespaces: the snapshot
 * @table: its destinations
 * @memory: the memory accounting context
 * @pins: the namespaces, by pointer
 * @entries: their ports
 * @walk: the walk at hand
 * @cache: cache of destinations, used while the table is small
 * @group: number of the group of chains
 * @buckets_used: buckets that are not empty, of the table at hand
 * @seen: chains of the group that have sockets
 * @batch: observations not yet added to the table
 * @open: next free observation in @batch
 */
struct twstat_namespaces_collector {
	struct twstat_namespaces *namespaces;
	struct twstat_table *table;
	struct twstat_memory *memory;
	struct twstat_pins pins;
	struct twstat_port_entries entries;
	struct twstat_walk walk;
	struct twstat_dest_cache cache;
	u32 group;
	u32 buckets_used;
	DECLARE_BITMAP(seen, TWSTAT_GROUP_CHAINS);
	struct twstat_observation batch[TWSTAT_NAMESPACES_BATCH];
	struct twstat_observation *open;
};

/* The namespace's first socket. */
static noinline int twstat_part_begin(struct twstat_namespaces_collector *collector,
				      struct twstat_pinned *pinned)
{
	struct twstat_counted *counted = twstat_alloc(collector->memory, sizeof(*counted));

	BUILD_BUG_ON(sizeof(*counted) > PAGE_SIZE);
	if (IS_ERR(counted))
		return PTR_ERR(counted);
	twstat_others_init(counted->part.other[0]);
	counted->part.no_device = pinned->number;
	counted->part.netns = pinned->pin.net->ns.inum;
	pinned->netns.part = &counted->part;
	twstat_scope(&collector->namespaces->scopes, pinned->number)->part = &counted->part;
	return twstat_port_entries_apply(&collector->entries, pinned);
}

/* Of a kernel without namespaces no record has one. */
static struct twstat_pinned *twstat_pinned_of(const struct twstat_namespaces_collector *collector,
					      const struct twstat_record *record)
{
	struct twstat_pin *pin = IS_ENABLED(CONFIG_NET_NS) ? record->pin : collector->pins.last;

	return container_of(pin, struct twstat_pinned, pin);
}

static void twstat_collect_batch(struct twstat_namespaces_collector *collector)
{
	twstat_table_add(collector->table, collector->batch, collector->open - collector->batch);
	collector->open = collector->batch;
}

static void twstat_collect_destination(struct twstat_namespaces_collector *collector)
{
	struct twstat_observation *observation = collector->open;

	if (twstat_table_is_small(collector->table) &&
	    twstat_dest_cache_add(&collector->cache, collector->table, observation))
		return;
	observation->hash = twstat_hash(&twstat_keys, observation);
	if (!twstat_dest_cache_fill(&collector->cache, collector->table, observation) &&
	    ++collector->open == collector->batch + TWSTAT_NAMESPACES_BATCH)
		twstat_collect_batch(collector);
}

/* Observes a socket: of the port sets only its own port is looked at. */
static void twstat_collect_observe(struct twstat_namespaces_collector *collector,
				   const struct twstat_pinned *pinned,
				   const struct twstat_socket *socket)
{
	struct twstat_port_sets *ports = &collector->entries.one;
	u32 device = socket->service.device;

	ports->minimum = pinned->minimum;
	ports->maximum = pinned->maximum;
	ports->port[socket->local_port] = twstat_port_flags(pinned, socket->local_port);
	twstat_observe(ports, socket, collector->open);
	if (likely(!device))
		device = pinned->number;
	else
		device = twstat_scope_find(&collector->namespaces->scopes, &twstat_keys,
					   pinned->netns.part, device);
	collector->open->service.device = device;
}

static void twstat_collect_chain(struct twstat_namespaces_collector *collector,
				 struct twstat_pinned *pinned, u32 chain)
{
	if (pinned->group != collector->group) {
		pinned->group = collector->group;
		bitmap_zero(pinned->seen, TWSTAT_GROUP_CHAINS);
	}
	pinned->netns.buckets_used += !__test_and_set_bit(chain, pinned->seen);
}

static int twstat_collect_record(struct twstat_namespaces_collector *collector,
				 const struct twstat_record *record)
{
	const u32 chain = record->chain - collector->walk.group.chain;
	struct twstat_pinned *pinned;
	int err;

	__set_bit(chain, collector->seen);
	if (!(record->socket.flags & TWSTAT_SOCKET_OWN))
		return 0;
	pinned = twstat_pinned_of(collector, record);
	if (unlikely(!pinned->netns.part)) {
		err = twstat_part_begin(collector, pinned);
		if (err)
			return err;
	}
	twstat_collect_chain(collector, pinned, chain);
	twstat_collect_observe(collector, pinned, &record->socket);
	twstat_totals_add(&pinned->netns.part->totals, collector->open);
	twstat_collect_destination(collector);
	return 0;
}

static int twstat_collect_slice(struct twstat_namespaces_collector *collector, u32 begin, u32 end)
{
	u32 i;
	int err;

	err = twstat_table_reserve(collector->table, end - begin);
	if (!err)
		err = twstat_scopes_reserve(&collector->namespaces->scopes, end - begin);
	for (i = begin; !err && i < end; i++)
		err = twstat_collect_record(collector,
					    twstat_group_record(&collector->walk.group, i));
	twstat_collect_batch(collector);
	cond_resched();
	return err;
}

static int twstat_collect_group(struct twstat_namespaces_collector *collector)
{
	const u32 count = collector->walk.group.count;
	u32 i, end;
	int err;

	collector->group++;
	bitmap_zero(collector->seen, TWSTAT_GROUP_CHAINS);
	for (i = 0; i < count; i = end) {
		end = min(count, i + TWSTAT_NAMESPACES_SLICE);
		err = twstat_collect_slice(collector, i, end);
		if (err)
			return err;
	}
	collector->buckets_used += bitmap_weight(collector->seen, TWSTAT_GROUP_CHAINS);
	return 0;
}

static int twstat_collect_all(struct twstat_namespaces_collector *collector)
{
	int err, chains;

	while ((chains = twstat_walk_next(&collector->walk)) > 0) {
		err = twstat_collect_group(collector);
		if (err)
			return err;
	}
	return chains;
}

/* What a walk has found out of a namespace whose table it has walked. */
static void twstat_collect_meta(const struct twstat_namespaces_collector *collector,
				struct twstat_netns *netns, u64 start, u64 boottime_ns)
{
	struct twstat_meta *meta = &netns->meta;

	meta->boottime_ns = boottime_ns;
	meta->walk_ns = ktime_get_ns() - start;
	meta->whole_table = true;
	twstat_meta_of_walk(meta, &collector->walk);
	/* As in its own summary: the owner of a table sees all of it. */
	if (meta->ehash_pernet || net_eq(twstat_pinned(netns)->pin.net, &init_net))
		netns->buckets_used = collector->buckets_used;
}

/* Walks the table of a namespace, and fills in all namespaces that use it. */
static int twstat_collect_table(struct twstat_namespaces_collector *collector, struct net *net)
{
	const u64 boottime_ns = twstat_opener_boottime_ns(ktime_get_boottime_ns());
	const u64 start = ktime_get_ns();
	struct twstat_netns *netns;
	int err;

	collector->buckets_used = 0;
	twstat_walk_begin(&collector->walk, net, collector->memory);
	collector->walk.ctx.net = NULL;
	collector->walk.ctx.pins = &collector->pins;
	err = twstat_collect_all(collector);
	twstat_walk_end(&collector->walk);
	if (err)
		return err;
	for (netns = collector->namespaces->view.first; netns; netns = netns->next) {
		net = twstat_pinned(netns)->pin.net;
		if (twstat_death_row(net)->hashinfo == collector->walk.hashinfo)
			twstat_collect_meta(collector, netns, start, boottime_ns);
		cond_resched();
	}
	return 0;
}

/* The table that most share, then those of namespaces with a table of their own. */
static int twstat_collect_tables(struct twstat_namespaces_collector *collector)
{
	struct twstat_netns *netns;
	struct net *net;
	int err;

	err = twstat_collect_table(collector, &init_net);
	for (netns = collector->namespaces->view.first; netns && !err; netns = netns->next) {
		net = twstat_pinned(netns)->pin.net;
		if (twstat_ehash_pernet(twstat_death_row(net)->hashinfo))
			err = twstat_collect_table(collector, net);
	}
	return err;
}

/* What the summary of the namespace would say. */
static void twstat_collect_row(struct twstat_netns *netns, const struct twstat_meta *owners,
			       const struct twstat_totals *none)
{
	const struct twstat_pinned *pinned = twstat_pinned(netns);
	const struct net *net = pinned->pin.net;
	struct twstat_meta *meta = &netns->meta;
	struct twstat_other_sums other = {};

	meta->has_owners = owners->has_owners;
	meta->owners_max = owners->owners_max;
	if (net_eq(net, &init_net)) {
		meta->owners_shown = owners->owners_shown;
		meta->owners_kept = owners->owners_kept;
		meta->owners_overwritten = owners->owners_overwritten;
		meta->owners_unnamed = owners->owners_unnamed;
		meta->owners_since_ns = owners->owners_since_ns;
	}
	meta->local_port_min = pinned->minimum;
	meta->local_port_max = pinned->maximum;
	meta->local_ports_usable = pinned->usable_count;
	meta->has_bind_ports = true;
	meta->ports_bound = pinned->bound_count;
	meta->ports_bound_shared = pinned->shared_count;
	meta->ports_free = pinned->free_count;
	if (netns->part) {
		other = twstat_others_sum(netns->part->other[0]);
		meta->rows = netns->part->rows;
		meta->destinations_live = netns->part->live_rows;
	}
	meta->sockets_other = other.sockets;
	meta->live_other = other.live;
	meta->ports_other = other.ports;
	twstat_meta_of_net(meta, net);
	twstat_meta_of_kernel(meta, net, netns->part ? &netns->part->totals : none);
}

static void twstat_collect_rows(struct twstat_namespaces_collector *collector)
{
	static const struct twstat_totals none;
	struct twstat_namespaces_view *view = &collector->namespaces->view;
	struct twstat_netns *netns;
	struct twstat_meta owners = {};

	twstat_owners_meta(&owners, true);
	for (netns = view->first; netns; netns = netns->next) {
		twstat_collect_row(netns, &owners, &none);
		cond_resched();
	}
	twstat_netns_sort(&view->first);
}

static int twstat_collect_begin(struct twstat_namespaces_collector *collector)
{
	struct twstat_namespaces *namespaces = collector->namespaces;
	struct twstat_netns *netns;
	int err;

	collector->open = collector->batch;
	collector->entries.memory = collector->memory;
	twstat_dest_cache_init(&collector->cache);
	err = twstat_namespaces_pin(namespaces);
	if (!err)
		err = twstat_scopes_begin(&namespaces->scopes, collector->memory,
					  namespaces->count);
	if (!err)
		err = twstat_pins_begin(&collector->pins, collector->memory, namespaces->count);
	if (err)
		return err;
	for (netns = namespaces->view.first; netns; netns = netns->next) {
		twstat_pins_add(&collector->pins, &twstat_pinned(netns)->pin);
		cond_resched();
	}
	return twstat_port_entries_read(&collector->entries, namespaces, &collector->pins);
}

static int twstat_collect(struct twstat_namespaces_collector *collector)
{
	int err;

	err = twstat_collect_begin(collector);
	if (!err)
		err = twstat_collect_tables(collector);
	if (err)
		return err;
	twstat_table_finish(collector->table);
	twstat_left_finish(collector->table, &twstat_keys);
	twstat_collect_rows(collector);
	twstat_sort(collector->table);
	return 0;
}

static int twstat_namespaces_fill_in(struct twstat_namespaces *namespaces)
{
	struct twstat_memory *memory = &namespaces->opener->memory;
	struct twstat_namespaces_collector *collector;
	int err;

	collector = twstat_alloc(memory, sizeof(*collector));
	if (IS_ERR(collector))
		return PTR_ERR(collector);
	collector->namespaces = namespaces;
	collector->table = &namespaces->view.table;
	collector->memory = memory;
	err = twstat_collect(collector);
	twstat_namespaces_unpin(namespaces);
	twstat_pins_end(&collector->pins);
	twstat_pages_free(&collector->entries.pages);
	twstat_free(memory, collector, sizeof(*collector));
	return err;
}

/**
 * twstat_namespaces_take() - count what is there now, in all namespaces
 * @opener: may see all of them; outlives the snapshot
 *
 * Context: process context, may sleep.
 * Return: the snapshot, or what twstat_walk_next() said.
 */
struct twstat_namespaces *twstat_namespaces_take(struct twstat_opener *opener)
{
	struct twstat_namespaces *namespaces;
	int err;

	namespaces = twstat_alloc(&opener->memory, sizeof(*namespaces));
	if (IS_ERR(namespaces))
		return namespaces;
	namespaces->opener = opener;
	twstat_table_init(&namespaces->view.table, &opener->memory,
			  READ_ONCE(twstat_max_destinations));
	namespaces->view.table.scopes = &namespaces->scopes;
	err = twstat_namespaces_fill_in(namespaces);
	if (!err)
		return namespaces;
	twstat_namespaces_drop(namespaces);
	return ERR_PTR(err);
}

static void twstat_netns_free(struct twstat_memory *memory, struct twstat_netns *netns)
{
	struct twstat_counted *counted;

	if (netns->part) {
		counted = twstat_counted(netns->part);
		twstat_special_free(memory, counted);
		twstat_free(memory, counted, sizeof(*counted));
	}
	twstat_free(memory, twstat_pinned(netns), sizeof(struct twstat_pinned));
}

/**
 * twstat_namespaces_drop() - give a snapshot's memory back
 * @namespaces: from twstat_namespaces_take()
 */
void twstat_namespaces_drop(struct twstat_namespaces *namespaces)
{
	struct twstat_memory *memory = &namespaces->opener->memory;
	struct twstat_netns *netns, *next;

	for (netns = namespaces->view.first; netns; netns = next) {
		next = netns->next;
		twstat_netns_free(memory, netns);
		cond_resched();
	}
	twstat_scopes_free(&namespaces->scopes);
	twstat_table_free(&namespaces->view.table);
	twstat_free(memory, namespaces, sizeof(*namespaces));
}
