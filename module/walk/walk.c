// SPDX-License-Identifier: GPL-2.0
/*
 * The walk over the established hash (ehash), a group of chains at a time.
 *
 * The contract: a socket that is in TIME_WAIT from before the walk until after
 * it is counted exactly once; one that comes or goes meanwhile at most once.
 *
 * pass.c walks chains without their locks, and tells which of them it has walked
 * exactly. Here they are tried until all have been: a chain that fails is walked
 * again, and after some tries under its lock. A long chain would be held too long: if
 * it never stands still, the walk fails with EAGAIN.
 */
#include <linux/sched/signal.h>

#include "bookmark.h"
#include "hooks.h"
#include "node.h"
#include "pass.h"
#include "walk.h"

/* Tries of one chain without its lock. */
#define TWSTAT_WALK_TRIES 8
/* A longer chain is not held under its lock; it is tried more often. */
#define TWSTAT_LOCK_MAX TWSTAT_TRY_MAX
#define TWSTAT_WALK_TRIES_LONG 64
/* Number of buckets scanned before cond_resched(). */
#define TWSTAT_WALK_STRIDE 16384

static void twstat_try_start(struct twstat_walk *walk, u32 records_max)
{
	struct twstat_group *group = &walk->group;

	group->cursor = twstat_record_cursor_at(group, group->count, records_max);
	twstat_clock_read(&walk->ctx.clock, walk->ctx.net);
}

/* Others run; the clock is that of the next section. */
static void twstat_pause(struct twstat_walk *walk, struct twstat_chain *chain)
{
	twstat_hook_rcu_leave();
	rcu_read_unlock();
	twstat_hook_paused(twstat_link_sock(chain->link));
	cond_resched();
	twstat_clock_read(&walk->ctx.clock, walk->ctx.net);
	rcu_read_lock();
	twstat_hook_rcu_enter();
}

/* Go on with a chain, or have it walked anew. */
static void twstat_chain_resume(struct twstat_walk *walk, struct twstat_chain *chain)
{
	if (twstat_bookmark_return(chain) && !is_a_nulls(chain->node) &&
	    !fatal_signal_pending(current))
		return;
	chain->paused = false;
	chain->is_long = true;
	chain->verdict = TWSTAT_CHAIN_AGAIN;
	walk->group.cursor.failed = true;
}

/* The number of pages on the last of which the next section of a single chain ends. */
static u32 twstat_section_pages(const struct twstat_group *group)
{
	return group->cursor.pages + TWSTAT_TRY_MAX / TWSTAT_RECORDS_PER_PAGE;
}

/* A single chain, which may be long: in one RCU section after the other. */
static void twstat_pass_single(struct twstat_walk *walk, struct twstat_chain *chain)
{
	do {
		twstat_pass(walk, chain, chain + 1, twstat_section_pages(&walk->group));
		if (chain->paused) {
			twstat_pause(walk, chain);
			twstat_chain_resume(walk, chain);
		}
	} while (chain->paused);
}

/* One try at the chains not yet done: several of them within one RCU section. */
static void twstat_try(struct twstat_walk *walk)
{
	struct twstat_group *group = &walk->group;
	struct twstat_chain *first = &group->chain[group->done];
	const u32 size = min(group->width, group->size - group->done);

	twstat_try_start(walk, group->width > 1 ? TWSTAT_TRY_MAX : TWSTAT_CHAIN_MAX);
	rcu_read_lock();
	twstat_hook_rcu_enter();
	if (group->width > 1)
		twstat_pass(walk, first, first + size, U32_MAX);
	else
		twstat_pass_single(walk, first);
	twstat_hook_rcu_leave();
	rcu_read_unlock();
	twstat_group_adapt(group, size);
	/* Usually all chains are good. */
	if (likely(!group->cursor.failed))
		twstat_group_keep_all(group, size);
	else
		twstat_group_keep(group);
}

/*
 * Under its lock a chain does not change, and every expiry in it is valid. Its end is met
 * unless it is longer than TWSTAT_LOCK_MAX.
 */
static void twstat_record_locked(struct twstat_walk *walk, struct twstat_chain *chain)
{
	spinlock_t *lock = inet_ehash_lockp(walk->hashinfo, chain->slot);

	spin_lock_bh(lock);
	twstat_try_start(walk, TWSTAT_LOCK_MAX);
	twstat_pass(walk, chain, chain + 1, U32_MAX);
	if (chain->verdict == TWSTAT_CHAIN_LOCK)
		chain->verdict = TWSTAT_CHAIN_GOOD;
	spin_unlock_bh(lock);
}

/*
 * Not in an RCU section: the lock sleeps on PREEMPT_RT, and the allocation may sleep.
 * A chain that turns out to be long stays without room, and is tried again without
 * its lock.
 */
static int twstat_take_locked(struct twstat_walk *walk, struct twstat_chain *chain)
{
	struct twstat_group *group = &walk->group;
	u32 needed;
	int err;

	walk->locked++;
	for (;;) {
		twstat_record_locked(walk, chain);
		if (chain->verdict != TWSTAT_CHAIN_NO_ROOM)
			return 0;
		needed = twstat_record_cursor_number(&group->cursor) + chain->nr_unrecorded;
		if (needed - group->count > TWSTAT_LOCK_MAX) {
			chain->is_long = true;
			return ++chain->tries < TWSTAT_WALK_TRIES_LONG ? 0 : -EAGAIN;
		}
		err = twstat_group_grow(group, needed);
		if (err)
			return err;
	}
}

/*
 * A chain that keeps changing is walked under its lock. Not so a long one, whose timer
 * will have been armed by the next try if that was why.
 */
static int twstat_chain_decide(struct twstat_walk *walk, struct twstat_chain *chain)
{
	/* A try that has met enough counts less of the chain. */
	chain->is_long |= chain->nr_unrecorded > TWSTAT_LOCK_MAX;
	if (chain->verdict == TWSTAT_CHAIN_LOCK && chain->is_long)
		chain->verdict = TWSTAT_CHAIN_AGAIN;
	if (chain->verdict != TWSTAT_CHAIN_AGAIN)
		return 0;
	walk->restarts++;
	chain->tries++;
	if (chain->is_long && chain->tries >= TWSTAT_WALK_TRIES_LONG)
		return -EAGAIN;
	chain->verdict = !chain->is_long && chain->tries >= TWSTAT_WALK_TRIES ?
				 TWSTAT_CHAIN_LOCK :
				 TWSTAT_CHAIN_WAITING;
	return 0;
}

/* Walk undecided chains under their lock; the others wait for the next try. */
static int twstat_settle(struct twstat_walk *walk)
{
	struct twstat_group *group = &walk->group;
	struct twstat_chain *chain;
	int err;

	for (chain = &group->chain[group->done]; chain < &group->chain[group->size]; chain++) {
		err = twstat_chain_decide(walk, chain);
		if (err)
			return err;
		if (chain->verdict != TWSTAT_CHAIN_LOCK)
			continue;
		err = twstat_take_locked(walk, chain);
		if (err)
			return err;
		/* The chain that takes its place was looked at before. */
		twstat_group_keep(group);
	}
	return 0;
}

/*
 * Add the chains of the next buckets that are not empty, their first nodes on the way.
 * Only addresses are used here, so that neither RCU nor a check is needed.
 */
static void twstat_collect_some_chains(struct twstat_walk *walk)
{
	const u32 end = min(walk->slots, walk->slot + TWSTAT_WALK_STRIDE);
	const struct inet_ehash_bucket *ehash = walk->ehash;
	struct twstat_group *group = &walk->group;
	struct twstat_chain *chain = &group->chain[group->size];
	struct hlist_nulls_node *first;
	u32 slot;

	for (slot = walk->slot; slot < end; slot++) {
		first = twstat_follow(&ehash[slot].chain.first);
		if (is_a_nulls(first))
			continue;
		twstat_node_prefetch(first);
		chain->slot = slot;
		chain->verdict = TWSTAT_CHAIN_WAITING;
		chain->tries = 0;
		chain->is_long = false;
		chain->paused = false;
		chain++;
		if (chain == group->chain + TWSTAT_GROUP_CHAINS) {
			slot++;
			break;
		}
	}
	group->size = chain - group->chain;
	walk->slot = slot;
}

/* Chains left over come first, then the next ones of the table. */
static void twstat_collect_chains(struct twstat_walk *walk)
{
	struct twstat_group *group = &walk->group;

	twstat_group_shift(group);
	if (group->size)
		return;
	while (group->size < TWSTAT_GROUP_CHAINS && walk->slot < walk->slots) {
		cond_resched();
		twstat_collect_some_chains(walk);
	}
}

/**
 * twstat_walk_begin() - set up a walk
 * @walk: the walk
 * @net: namespace; the caller holds a reference until twstat_walk_end()
 * @memory: the memory accounting context of the records
 */
void twstat_walk_begin(struct twstat_walk *walk, struct net *net, struct twstat_memory *memory)
{
	memset(walk, 0, sizeof(*walk));
	walk->ctx.net = net;
	walk->hashinfo = twstat_death_row(net)->hashinfo;
	walk->ehash = walk->hashinfo->ehash;
	walk->slots = walk->hashinfo->ehash_mask + 1;
	walk->group.width = TWSTAT_GROUP_CHAINS;
	twstat_pages_init(&walk->group.room, memory);
}

/**
 * twstat_walk_next() - the next group of chains, each of them exact
 * @walk: the walk
 *
 * On return @walk->group has the chains, those that are done first, and
 * twstat_group_record() their sockets, until the next call. Sockets of all
 * namespaces are among them; those of others have no TWSTAT_SOCKET_OWN, and
 * nothing else is known of them.
 *
 * Context: process context, may sleep; takes bucket locks with BH off for chains
 * that keep changing.
 * Return: number of chains, 0 at the end of the table, -EINTR upon a fatal
 * signal, -E2BIG for a chain longer than TWSTAT_CHAIN_MAX, -EAGAIN for one of more
 * than TWSTAT_LOCK_MAX sockets that changed during each try, or a negative error from
 * an allocation.
 */
int twstat_walk_next(struct twstat_walk *walk)
{
	struct twstat_group *group = &walk->group;
	int err;

	twstat_collect_chains(walk);
	while (group->done < group->size) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		twstat_try(walk);
		err = twstat_settle(walk);
		if (err)
			return err;
		if (twstat_group_short(group))
			break;
		err = twstat_group_make_room(group);
		if (err)
			return err;
	}
	return group->done;
}

/**
 * twstat_walk_end() - free the memory of a walk
 * @walk: the walk
 */
void twstat_walk_end(struct twstat_walk *walk)
{
	twstat_pages_free(&walk->group.room);
}
