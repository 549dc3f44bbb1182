// SPDX-License-Identifier: GPL-2.0
/*
 * The walk over the established hash (ehash).
 *
 * The contract: a socket that is in TIME_WAIT from before the walk until after
 * it is counted exactly once; one that comes or goes meanwhile at most once.
 *
 * No bucket lock is taken for it. Chains are singly linked for readers, end in
 * a nulls marker that names their bucket, and their objects are
 * SLAB_TYPESAFE_BY_RCU: one may be freed and hashed again while a reader
 * stands on it, elsewhere in the same chain too, where the marker is the same.
 * A reader that trusts the marker then skips what lies between.
 *
 * So the walk goes hand over hand. A step stands on node Y, to which the next of
 * node X has led (or the bucket's head, which is only a next), and loads in this
 * order:
 *
 *  1. the identity of Y, which is recorded;
 *  2. the next of X once more: it must still lead to Y;
 *  3. the next of Y;
 *  4. the pprev of Y: it must point to the next of X (it is NULL once Y is
 *     unhashed);
 *  5. the payload fields of Y;
 *  6. the identity of X: it must be the recorded one.
 *
 * At the marker the identity of the last node is compared once more, and the
 * marker must be this bucket's. Nothing of a chain counts until then; a chain
 * that fails is walked again, and after some tries under its lock. A long chain
 * would be held too long: if it never stands still, the walk fails with EAGAIN.
 *
 * Why that suffices: an identity that is found before and after other loads makes
 * them loads of one life of the object. Step 6 closes what step 1 began one node
 * before, so 2 is a load of X's recorded life, and 3 to 5 are of Y's once the next
 * step has closed that. A life is hashed once. With 2 and 4 there was an instant
 * at which X in its life was followed by Y in its life. Sockets that stay hashed
 * keep their order: the kernel adds at the head, deletes, and replaces in place,
 * all under the bucket's lock. So a socket that was hashed throughout, and was
 * behind X, is Y or behind Y; and none is met twice, since Y has one pprev. (A
 * model checker finds no counterexample, and one for each check left out.)
 *
 * What remains is an object that leads further lives in two windows, each between
 * two adjacent loads, and has the addresses and ports of its first life again each
 * time it is looked at (the model in selftests/model shows this).
 *
 * One chain after the other costs a serial cache miss a socket. Here many chains
 * are in flight, each step prefetching the next node of its chain.
 *
 * Weakly ordered CPUs: a timer's expires and its being pending are not ordered
 * by the timer wheel, so a socket that was just hashed may show the expiry of
 * its object's previous life. It is counted nevertheless.
 */
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched/signal.h>

#include "hooks.h"
#include "walk.h"

/* Tries of one chain without its lock. */
#define TWSTAT_WALK_TRIES 8
/* A longer chain is not held under its lock; it is tried more often. */
#define TWSTAT_LOCK_MAX TWSTAT_TRY_MAX
#define TWSTAT_WALK_TRIES_LONG 64
#define TWSTAT_WALK_AHEAD 8
/* Number of buckets scanned before cond_resched(). */
#define TWSTAT_WALK_STRIDE 16384

/*
 * The address dependency through the pointer pairs with rcu_assign_pointer()
 * in hlist_nulls_add_head_rcu() and hlist_nulls_replace_init_rcu(): what the
 * writer stored before it published the node is seen behind the pointer.
 */
static struct hlist_nulls_node *twstat_follow(struct hlist_nulls_node *const *pointer)
{
	return READ_ONCE(*pointer);
}

static const struct sock *twstat_node_sock(const struct hlist_nulls_node *node)
{
	return hlist_nulls_entry(node, struct sock, sk_nulls_node);
}

/* What a step reads of a socket; objects are not aligned to cache lines. */
static void twstat_node_prefetch(const struct hlist_nulls_node *node)
{
	const struct sock *sk = twstat_node_sock(node);

	prefetch(node);
	prefetch(&sk->sk_hash);
	prefetch(&sk->sk_net);
	prefetch(&inet_twsk(sk)->tw_timer.expires);
	prefetch(&tcp_twsk(sk)->tw_ts_recent_stamp);
}

static void twstat_try_start(struct twstat_walk *walk, u32 records_max)
{
	struct twstat_group *group = &walk->group;

	group->cursor = twstat_record_cursor_at(group, group->count, records_max);
	twstat_clock_read(&walk->ctx.clock, walk->ctx.net);
}

/* Nothing fails when a test has switched the verification off. */
static bool twstat_misplaced(bool differs)
{
	return unlikely(differs) && twstat_hook_verify();
}

static const struct sock *twstat_link_sock(struct hlist_nulls_node *const *link)
{
	return twstat_node_sock(container_of(link, const struct hlist_nulls_node, next));
}

/*
 * The rest of a chain that is not exact is only counted, up to what a try may meet: how
 * much room it needs, or whether it is too long to be held under its lock.
 */
static noinline bool twstat_chain_fail(struct twstat_chain *chain, enum twstat_verdict verdict,
				       const struct hlist_nulls_node *rest,
				       struct twstat_record_cursor *cursor)
{
	chain->verdict = verdict;
	cursor->failed = true;
	while (!is_a_nulls(rest) && cursor->nr_unrecorded < TWSTAT_TRY_MAX) {
		chain->nr_unrecorded++;
		cursor->nr_unrecorded++;
		rest = twstat_follow(&rest->next);
	}
	return false;
}

/* The last node must lead its recorded life still, and the marker be the bucket's. */
static bool twstat_chain_ends(const struct twstat_chain *chain, const struct twstat_record *last,
			      const struct sock *sk, const struct hlist_nulls_node *marker)
{
	/* The recorded life has lasted through the loads of its step; pairs as there. */
	smp_rmb();
	return !twstat_misplaced(!twstat_record_same(last, sk)) &&
	       (unsigned long)marker == NULLS_MARKER(chain->slot);
}

/*
 * Advance by one socket, as said above; false when it was the last, or the chain has
 * changed.
 */
static bool twstat_chain_step(const struct twstat_group *group, struct twstat_chain *chain,
			      struct twstat_record_cursor *cursor,
			      const struct twstat_read_ctx *ctx)
{
	struct hlist_nulls_node *next, *node = chain->node, **link = chain->link;
	const struct twstat_record *last = chain->last;
	const struct sock *sk = twstat_node_sock(node);
	struct twstat_record *record;

	if (unlikely(!twstat_record_cursor_room(group, cursor)))
		return twstat_chain_fail(chain, TWSTAT_CHAIN_NO_ROOM, node, cursor);
	record = cursor->next++;
	record->chain = chain;
	twstat_record_identity(record, sk);
	/*
	 * With the identity of a later life the deletion of the earlier one is seen.
	 * Pairs with the bucket's lock, between the deletion and the object's reuse.
	 */
	smp_rmb();
	if (twstat_misplaced(twstat_follow(link) != node))
		goto changed;
	twstat_hook_met(sk);
	/*
	 * It has been published there, so its next and pprev are complete. Pairs with
	 * the release of hlist_nulls_add_head_rcu() and hlist_nulls_replace_init_rcu().
	 */
	smp_rmb();
	next = twstat_follow(&node->next);
	if (!is_a_nulls(next))
		twstat_node_prefetch(next);
	/* A next of a later life comes with a pprev of that life; pairs with the lock. */
	smp_rmb();
	if (twstat_misplaced(READ_ONCE(node->pprev) != link))
		goto changed;
	/* The payload is that of a published socket; pairs with the release. */
	smp_rmb();
	if (unlikely(!twstat_record_state(record, sk, ctx))) {
		chain->verdict = TWSTAT_CHAIN_LOCK;
		cursor->failed = true;
	}
	/*
	 * Last: the life of the node before has lasted through the loads of its own
	 * step, and through the second load of its next. Pairs with what orders an
	 * owner's stores of identity and next, see selftests/model/README.md.
	 */
	smp_rmb();
	if (last && twstat_misplaced(!twstat_record_same(last, twstat_link_sock(link))))
		goto changed;
	if (!is_a_nulls(next)) {
		chain->node = next;
		chain->link = &node->next;
		chain->last = record;
		return true;
	}
	if (likely(twstat_chain_ends(chain, record, sk, next)))
		return false;

changed:
	return twstat_chain_fail(chain, TWSTAT_CHAIN_AGAIN, twstat_follow(&node->next), cursor);
}

/* False when the chain has become empty: it is done. */
static bool twstat_chain_start(const struct twstat_walk *walk, struct twstat_chain *chain)
{
	chain->link = &walk->ehash[chain->slot].chain.first;
	chain->node = twstat_follow(chain->link);
	chain->last = NULL;
	chain->verdict = TWSTAT_CHAIN_GOOD;
	chain->nr_unrecorded = 0;
	return likely(!is_a_nulls(chain->node));
}

/* Start the next chain that is not empty; NULL when there is none. */
static struct twstat_chain *twstat_chain_next(const struct twstat_walk *walk,
					      struct twstat_chain **next, struct twstat_chain *end)
{
	while (*next < end)
		if (twstat_chain_start(walk, (*next)++))
			return *next - 1;
	return NULL;
}

/* The chain so far ahead will be started soon: its first node is on its way then. */
static void twstat_first_prefetch(const struct twstat_chain *chain, const struct twstat_chain *end)
{
	if (chain < end)
		twstat_node_prefetch(chain->node);
}

/* The chains in lock-step; the next chain takes the place of one that ends. */
static void twstat_pass(struct twstat_walk *walk, struct twstat_chain *next,
			struct twstat_chain *end)
{
	struct twstat_chain *inflight[TWSTAT_WALK_INFLIGHT], **place;
	/* Copies, which are not reloaded after every barrier. */
	struct twstat_record_cursor cursor = walk->group.cursor;
	const struct twstat_read_ctx ctx = walk->ctx;
	struct twstat_chain *chain, **last = inflight;
	u32 i;

	for (i = 0; i < TWSTAT_WALK_INFLIGHT + TWSTAT_WALK_AHEAD; i++)
		twstat_first_prefetch(next + i, end);
	do {
		chain = twstat_chain_next(walk, &next, end);
		if (chain)
			*last++ = chain;
	} while (chain && last < inflight + TWSTAT_WALK_INFLIGHT);
	while (last > inflight) {
		for (place = inflight; place < last; place++) {
			if (likely(twstat_chain_step(&walk->group, *place, &cursor, &ctx)))
				continue;
			twstat_first_prefetch(next + TWSTAT_WALK_AHEAD, end);
			chain = twstat_chain_next(walk, &next, end);
			*place = chain ? chain : *--last;
		}
	}
	walk->group.cursor = cursor;
}

/*
 * One try at the chains not yet done, all of it within one RCU section. A single
 * chain is walked to its end there, since it is exact as a whole or not at all.
 */
static void twstat_try(struct twstat_walk *walk)
{
	struct twstat_group *group = &walk->group;
	struct twstat_chain *first = &group->chain[group->done];
	const u32 size = min(group->width, group->size - group->done);

	twstat_try_start(walk, group->width > 1 ? TWSTAT_TRY_MAX : TWSTAT_CHAIN_MAX);
	rcu_read_lock();
	twstat_hook_rcu_enter();
	twstat_pass(walk, first, first + size);
	twstat_hook_rcu_leave();
	rcu_read_unlock();
	/* Usually all chains are good. */
	if (likely(!group->cursor.failed && first + size == group->chain + group->size))
		twstat_group_keep_all(group);
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
	twstat_pass(walk, chain, chain + 1);
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

/* Add the chains of the next buckets that are not empty. */
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
		chain->slot = slot;
		chain->node = first;
		chain->verdict = TWSTAT_CHAIN_WAITING;
		chain->tries = 0;
		chain->is_long = false;
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
	group->width = TWSTAT_GROUP_CHAINS;
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
