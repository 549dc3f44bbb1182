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
 * struct twstat_gatherer - state that is only needed while the snapshot is taken
 * @namespaces: the snapshot
 * @table: its destinations
 * @memory: the memory accounting context
 * @pins: the namespaces, by pointer
 * @notes: their ports
 * @walk: the walk at hand
 * @cache: cache of destinations, used while the table is small
 * @group: number of the group of chains
 * @buckets_used: buckets that are not empty, of the table at hand
 * @seen: chains of the group that have sockets
 * @batch: observations not yet added to the table
 * @open: next free observation in @batch
 */
struct twstat_gatherer {
	struct twstat_namespaces *namespaces;
	struct twstat_table *table;
	struct twstat_memory *memory;
	struct twstat_pins pins;
	struct twstat_port_notes notes;
	struct twstat_walk walk;
	struct twstat_dest_cache cache;
	u32 group;
	u32 buckets_used;
	DECLARE_BITMAP(seen, TWSTAT_GROUP_CHAINS);
	struct twstat_observation batch[TWSTAT_NAMESPACES_BATCH];
	struct twstat_observation *open;
};

/* The namespace's first socket. */
static noinline int twstat_part_begin(struct twstat_gatherer *gatherer,
				      struct twstat_pinned *pinned)
{
	struct twstat_counted *counted = twstat_alloc(gatherer->memory, sizeof(*counted));

	BUILD_BUG_ON(sizeof(*counted) > PAGE_SIZE);
	if (IS_ERR(counted))
		return PTR_ERR(counted);
	twstat_others_init(counted->part.other);
	counted->part.no_device = pinned->number;
	counted->part.netns = pinned->pin.net->ns.inum;
	pinned->netns.part = &counted->part;
	twstat_scope(&gatherer->namespaces->scopes, pinned->number)->part = &counted->part;
	return twstat_port_notes_apply(&gatherer->notes, pinned);
}

/* Of a kernel without namespaces no record has one. */
static struct twstat_pinned *twstat_pinned_of(const struct twstat_gatherer *gatherer,
					      const struct twstat_record *record)
{
	struct twstat_pin *pin = IS_ENABLED(CONFIG_NET_NS) ? record->pin : gatherer->pins.last;

	return container_of(pin, struct twstat_pinned, pin);
}

static void twstat_gather_batch(struct twstat_gatherer *gatherer)
{
	twstat_table_add(gatherer->table, gatherer->batch, gatherer->open - gatherer->batch);
	gatherer->open = gatherer->batch;
}

static void twstat_gather_destination(struct twstat_gatherer *gatherer)
{
	struct twstat_observation *observation = gatherer->open;

	if (twstat_table_is_small(gatherer->table) &&
	    twstat_dest_cache_add(&gatherer->cache, gatherer->table, observation))
		return;
	observation->hash = twstat_hash(&twstat_keys, observation);
	if (!twstat_dest_cache_fill(&gatherer->cache, gatherer->table, observation) &&
	    ++gatherer->open == gatherer->batch + TWSTAT_NAMESPACES_BATCH)
		twstat_gather_batch(gatherer);
}

/* Observes a socket: of the port sets only its own port is looked at. */
static void twstat_gather_observe(struct twstat_gatherer *gatherer,
				  const struct twstat_pinned *pinned,
				  const struct twstat_socket *socket)
{
	struct twstat_port_sets *ports = &gatherer->notes.one;
	u32 device = socket->service.device;

	ports->minimum = pinned->minimum;
	ports->maximum = pinned->maximum;
	ports->port[socket->local_port] = twstat_port_flags(pinned, socket->local_port);
	twstat_observe(ports, socket, gatherer->open);
	if (likely(!device))
		device = pinned->number;
	else
		device = twstat_scope_find(&gatherer->namespaces->scopes, &twstat_keys,
					   pinned->netns.part, device);
	gatherer->open->service.device = device;
}

static void twstat_gather_chain(struct twstat_gatherer *gatherer, struct twstat_pinned *pinned,
				u32 chain)
{
	if (pinned->group != gatherer->group) {
		pinned->group = gatherer->group;
		bitmap_zero(pinned->seen, TWSTAT_GROUP_CHAINS);
	}
	pinned->netns.buckets_used += !__test_and_set_bit(chain, pinned->seen);
}

static int twstat_gather_record(struct twstat_gatherer *gatherer,
				const struct twstat_record *record)
{
	const u32 chain = record->chain - gatherer->walk.group.chain;
	struct twstat_pinned *pinned;
	int err;

	__set_bit(chain, gatherer->seen);
	if (!(record->socket.flags & TWSTAT_SOCKET_OWN))
		return 0;
	pinned = twstat_pinned_of(gatherer, record);
	if (unlikely(!pinned->netns.part)) {
		err = twstat_part_begin(gatherer, pinned);
		if (err)
			return err;
	}
	twstat_gather_chain(gatherer, pinned, chain);
	twstat_gather_observe(gatherer, pinned, &record->socket);
	twstat_totals_add(&pinned->netns.part->totals, gatherer->open);
	twstat_gather_destination(gatherer);
	return 0;
}

static int twstat_gather_slice(struct twstat_gatherer *gatherer, u32 begin, u32 end)
{
	u32 i;
	int err;

	err = twstat_table_reserve(gatherer->table, end - begin);
	if (!err)
		err = twstat_scopes_reserve(&gatherer->namespaces->scopes, end - begin);
	for (i = begin; !err && i < end; i++)
		err = twstat_gather_record(gatherer, twstat_group_record(&gatherer->walk.group, i));
	twstat_gather_batch(gatherer);
	cond_resched();
	return err;
}

static int twstat_gather_group(struct twstat_gatherer *gatherer)
{
	const u32 count = gatherer->walk.group.count;
	u32 i, end;
	int err;

	gatherer->group++;
	bitmap_zero(gatherer->seen, TWSTAT_GROUP_CHAINS);
	for (i = 0; i < count; i = end) {
		end = min(count, i + TWSTAT_NAMESPACES_SLICE);
		err = twstat_gather_slice(gatherer, i, end);
		if (err)
			return err;
	}
	gatherer->buckets_used += bitmap_weight(gatherer->seen, TWSTAT_GROUP_CHAINS);
	return 0;
}

static int twstat_gather_all(struct twstat_gatherer *gatherer)
{
	int err, chains;

	while ((chains = twstat_walk_next(&gatherer->walk)) > 0) {
		err = twstat_gather_group(gatherer);
		if (err)
			return err;
	}
	return chains;
}

/* What a walk has found out of a namespace whose table it has walked. */
static void twstat_gather_meta(const struct twstat_gatherer *gatherer, struct twstat_netns *netns,
			       u64 start, u64 boottime_ns)
{
	struct twstat_meta *meta = &netns->meta;

	meta->boottime_ns = boottime_ns;
	meta->walk_ns = ktime_get_ns() - start;
	meta->whole_table = true;
	twstat_meta_of_walk(meta, &gatherer->walk);
	/* As in its own summary: the owner of a table sees all of it. */
	if (meta->ehash_pernet || net_eq(twstat_pinned(netns)->pin.net, &init_net))
		netns->buckets_used = gatherer->buckets_used;
}

/* Walks the table of a namespace, and fills in all namespaces that use it. */
static int twstat_gather_table(struct twstat_gatherer *gatherer, struct net *net)
{
	const u64 boottime_ns = twstat_opener_boottime_ns(ktime_get_boottime_ns());
	const u64 start = ktime_get_ns();
	struct twstat_netns *netns;
	int err;

	gatherer->buckets_used = 0;
	twstat_walk_begin(&gatherer->walk, net, gatherer->memory);
	gatherer->walk.ctx.net = NULL;
	gatherer->walk.ctx.pins = &gatherer->pins;
	err = twstat_gather_all(gatherer);
	twstat_walk_end(&gatherer->walk);
	if (err)
		return err;
	for (netns = gatherer->namespaces->view.first; netns; netns = netns->next) {
		net = twstat_pinned(netns)->pin.net;
		if (twstat_death_row(net)->hashinfo == gatherer->walk.hashinfo)
			twstat_gather_meta(gatherer, netns, start, boottime_ns);
		cond_resched();
	}
	return 0;
}

/* The table that most share, then those of namespaces with a table of their own. */
static int twstat_gather_tables(struct twstat_gatherer *gatherer)
{
	struct twstat_netns *netns;
	struct net *net;
	int err;

	err = twstat_gather_table(gatherer, &init_net);
	for (netns = gatherer->namespaces->view.first; netns && !err; netns = netns->next) {
		net = twstat_pinned(netns)->pin.net;
		if (twstat_ehash_pernet(twstat_death_row(net)->hashinfo))
			err = twstat_gather_table(gatherer, net);
	}
	return err;
}

/* What the summary of the namespace would say. */
static void twstat_gather_row(struct twstat_netns *netns, const struct twstat_meta *owners,
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
		other = twstat_others_sum(netns->part->other);
		meta->rows = netns->part->rows;
		meta->destinations_live = netns->part->live_rows;
	}
	meta->sockets_other = other.sockets;
	meta->live_other = other.live;
	meta->ports_other = other.ports;
	twstat_meta_of_net(meta, net);
	twstat_meta_of_kernel(meta, net, netns->part ? &netns->part->totals : none);
}

static void twstat_gather_rows(struct twstat_gatherer *gatherer)
{
	static const struct twstat_totals none;
	struct twstat_namespaces_view *view = &gatherer->namespaces->view;
	struct twstat_netns *netns;
	struct twstat_meta owners = {};

	twstat_owners_meta(&owners, true);
	for (netns = view->first; netns; netns = netns->next) {
		twstat_gather_row(netns, &owners, &none);
		cond_resched();
	}
	twstat_netns_sort(&view->first);
}

static int twstat_gather_begin(struct twstat_gatherer *gatherer)
{
	struct twstat_namespaces *namespaces = gatherer->namespaces;
	struct twstat_netns *netns;
	int err;

	gatherer->open = gatherer->batch;
	gatherer->notes.memory = gatherer->memory;
	twstat_dest_cache_init(&gatherer->cache);
	err = twstat_namespaces_pin(namespaces);
	if (!err)
		err = twstat_scopes_begin(&namespaces->scopes, gatherer->memory, namespaces->count);
	if (!err)
		err = twstat_pins_begin(&gatherer->pins, gatherer->memory, namespaces->count);
	if (err)
		return err;
	for (netns = namespaces->view.first; netns; netns = netns->next) {
		twstat_pins_add(&gatherer->pins, &twstat_pinned(netns)->pin);
		cond_resched();
	}
	return twstat_port_notes_read(&gatherer->notes, namespaces, &gatherer->pins);
}

static int twstat_gather(struct twstat_gatherer *gatherer)
{
	int err;

	err = twstat_gather_begin(gatherer);
	if (!err)
		err = twstat_gather_tables(gatherer);
	if (err)
		return err;
	twstat_table_finish(gatherer->table);
	twstat_left_finish(gatherer->table, &twstat_keys);
	twstat_gather_rows(gatherer);
	twstat_sort(gatherer->table);
	return 0;
}

static int twstat_namespaces_fill_in(struct twstat_namespaces *namespaces)
{
	struct twstat_memory *memory = &namespaces->opener->memory;
	struct twstat_gatherer *gatherer;
	int err;

	gatherer = twstat_alloc(memory, sizeof(*gatherer));
	if (IS_ERR(gatherer))
		return PTR_ERR(gatherer);
	gatherer->namespaces = namespaces;
	gatherer->table = &namespaces->view.table;
	gatherer->memory = memory;
	err = twstat_gather(gatherer);
	twstat_namespaces_unpin(namespaces);
	twstat_pins_end(&gatherer->pins);
	twstat_pages_free(&gatherer->notes.pages);
	twstat_free(memory, gatherer, sizeof(*gatherer));
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
