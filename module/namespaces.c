// SPDX-License-Identifier: GPL-2.0
/*
 * All namespaces in one walk of each hash table. The destinations of all of them share a
 * table.
 */
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

#include "collector.h"
#include "compat.h"
#include "meta.h"
#include "namespaces_count.h"
#include "core/left.h"
#include "core/others.h"
#include "core/sort.h"
#include "owners/owners.h"

/**
 * struct twstat_namespaces_collector - state that is only needed while the snapshot is taken
 * @namespaces: the snapshot
 * @counter: counts its sockets
 * @walk: the walk at hand
 */
struct twstat_namespaces_collector {
	struct twstat_namespaces *namespaces;
	struct twstat_namespaces_counter counter;
	struct twstat_walk walk;
};

static int twstat_collect_all(struct twstat_namespaces_collector *collector)
{
	int err, chains;

	while ((chains = twstat_walk_next(&collector->walk)) > 0) {
		err = twstat_namespaces_count(&collector->counter, &collector->walk.group);
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
		netns->buckets_used = collector->counter.buckets_used;
}

/* Walks the table of a namespace, and fills in all namespaces that use it. */
static int twstat_collect_table(struct twstat_namespaces_collector *collector, struct net *net)
{
	const u64 boottime_ns = twstat_opener_boottime_ns(ktime_get_boottime_ns());
	const u64 start = ktime_get_ns();
	struct twstat_netns *netns;
	int err;

	collector->counter.buckets_used = 0;
	twstat_walk_begin(&collector->walk, net, collector->counter.memory);
	collector->walk.ctx.net = NULL;
	collector->walk.ctx.pins = &collector->counter.pins;
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
	struct twstat_namespaces_counter *counter = &collector->counter;
	struct twstat_netns *netns;
	int err;

	err = twstat_namespaces_pin(namespaces);
	if (!err)
		err = twstat_scopes_begin(&namespaces->scopes, counter->memory, namespaces->count);
	if (!err)
		err = twstat_pins_begin(&counter->pins, counter->memory, namespaces->count);
	if (err)
		return err;
	for (netns = namespaces->view.first; netns; netns = netns->next) {
		twstat_pins_add(&counter->pins, &twstat_pinned(netns)->pin);
		cond_resched();
	}
	return twstat_port_entries_read(&counter->entries, namespaces, &counter->pins);
}

static int twstat_collect(struct twstat_namespaces_collector *collector)
{
	struct twstat_table *table = &collector->namespaces->view.table;
	int err;

	err = twstat_collect_begin(collector);
	if (!err)
		err = twstat_collect_tables(collector);
	if (err)
		return err;
	twstat_table_finish(table);
	twstat_left_finish(table, &twstat_keys);
	twstat_collect_rows(collector);
	twstat_sort(table);
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
	twstat_namespaces_counter_init(&collector->counter, namespaces);
	err = twstat_collect(collector);
	twstat_namespaces_unpin(namespaces);
	twstat_pins_end(&collector->counter.pins);
	twstat_pages_free(&collector->counter.entries.pages);
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
