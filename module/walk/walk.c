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
 * A reader that trusts the marker then skips what lies between. So each chain
 * is walked twice within one RCU section:
 *
 *  1. The first pass follows next to a marker, any marker, and records each
 *     socket: where it lies and its identity.
 *  2. The second pass starts again at the head. Each recorded node must be
 *     what its predecessor's next led to; then are loaded, in this order, its
 *     next, its pprev, which must point back to that predecessor (it is NULL
 *     once a node is unhashed), the payload fields of the socket, and
 *     its identity, which must be the recorded one. The last node's next must
 *     be this bucket's marker.
 *
 * An identity that is found before and after the other loads makes them loads
 * of one life of the object; pprev says that this life is hashed, here, and so
 * complete. (Were the identity loaded before next, the object could be freed
 * and hashed anew between the two: a model checker finds that case.)
 *
 * Sockets that stay hashed keep their order: the kernel adds at the head,
 * deletes, and replaces in place, all under the bucket's lock. So when each
 * recorded node is found hashed directly behind the one before it, no socket
 * that was there throughout can lie between two of them, and none is met twice
 * since a node has one pprev. Nothing is committed until then; a chain that
 * fails is walked again, and after some tries taken under its lock. A long chain
 * would be held too long: if it never stands still, the walk fails with EAGAIN.
 *
 * What remains is an object that leads four more lives in two windows, each
 * between two adjacent loads, one in each pass: each time it replaces the last
 * node of the chain, dies, and is hashed at the head again with the addresses
 * and ports it had. (The model in selftests/model shows this.)
 *
 * One chain after the other costs a serial cache miss a socket. Here many
 * chains are in flight, each step prefetching the next node of its chain, and
 * what the second pass will read of the socket it stands on.
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

/* What the first pass reads of a node: its link and its identity. */
static void twstat_node_prefetch(const struct hlist_nulls_node *node)
{
	prefetch(node);
	prefetch(&twstat_node_sock(node)->sk_hash);
}

/*
 * What the second pass reads in addition; objects are not aligned to cache lines.
 * A prefetch waits for the translation of its page, which is cached when the
 * first pass reads the socket.
 */
static void twstat_rest_prefetch(const struct sock *sk)
{
	prefetch(&sk->sk_net);
	prefetch(&inet_twsk(sk)->tw_timer.expires);
	prefetch(&tcp_twsk(sk)->tw_ts_recent_stamp);
}

/* A pass must end at the marker of the bucket it began in. */
static void twstat_chain_must_end(struct twstat_chain *chain)
{
	unsigned long marker = NULLS_MARKER(chain->slot);

	if (chain->verdict == TWSTAT_CHAIN_GOOD && (unsigned long)chain->node != marker)
		chain->verdict = TWSTAT_CHAIN_AGAIN;
}

/* The second pass looks at the end as well, unless a test has switched it off. */
static void twstat_chain_ends(struct twstat_chain *chain)
{
	if (!twstat_hook_verify())
		twstat_chain_must_end(chain);
}

/* Without room a socket is only counted. False when the try has met enough of them. */
static bool twstat_chain_no_room(struct twstat_chain *chain, struct twstat_record_cursor *cursor)
{
	chain->verdict = TWSTAT_CHAIN_NO_ROOM;
	chain->nr_unrecorded++;
	return ++cursor->nr_unrecorded < TWSTAT_TRY_MAX;
}

/* Record a socket, or count it if there is no room. */
static bool twstat_chain_met(const struct twstat_group *group, struct twstat_chain *chain,
			     struct hlist_nulls_node *node, struct twstat_record_cursor *cursor)
{
	struct twstat_record *record;

	if (unlikely(!twstat_record_cursor_room(group, cursor)))
		return twstat_chain_no_room(chain, cursor);
	record = cursor->next++;
	record->node = node;
	record->chain = chain;
	twstat_record_identity(record, twstat_node_sock(node));
	return true;
}

static void twstat_try_start(struct twstat_walk *walk, u32 records_max)
{
	struct twstat_group *group = &walk->group;

	group->cursor = twstat_record_cursor_at(group, group->count, records_max);
	twstat_clock_read(&walk->ctx.clock, walk->ctx.net);
}

/* False when the chain has become empty: it is done. */
static bool twstat_chain_start(const struct twstat_walk *walk, struct twstat_chain *chain)
{
	chain->link = &walk->ehash[chain->slot].chain.first;
	chain->node = twstat_follow(chain->link);
	chain->verdict = TWSTAT_CHAIN_GOOD;
	chain->nr_unrecorded = 0;
	return likely(!is_a_nulls(chain->node));
}

/*
 * At an end marker, of this chain or another: back to the head for the second
 * pass. A failed chain has no current node, so that nothing matches.
 */
static void twstat_chain_return(struct twstat_chain *chain, struct hlist_nulls_node *marker)
{
	chain->node = marker;
	twstat_chain_ends(chain);
	/*
	 * The head is loaded after all that the first pass has seen of this
	 * chain. Pairs with the bucket's lock, between the deletion of a node
	 * and its reuse elsewhere.
	 */
	smp_rmb();
	chain->node = likely(chain->verdict == TWSTAT_CHAIN_GOOD) ? twstat_follow(chain->link) :
								    NULL;
}

/* Advance by one socket; false when it was the last. */
static bool twstat_chain_step(const struct twstat_group *group, struct twstat_chain *chain,
			      struct twstat_record_cursor *cursor)
{
	struct hlist_nulls_node *node = chain->node;
	struct hlist_nulls_node *next;

	twstat_hook_met(twstat_node_sock(node));
	next = twstat_follow(&node->next);
	twstat_rest_prefetch(twstat_node_sock(node));
	if (likely(twstat_chain_met(group, chain, node, cursor)) && !is_a_nulls(next)) {
		twstat_node_prefetch(next);
		chain->node = next;
		return true;
	}
	twstat_chain_return(chain, next);
	return false;
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

/* Pass 1: the chains in lock-step; the next chain takes the place of one that ends. */
static void twstat_pass_record(struct twstat_walk *walk, struct twstat_chain *next,
			       struct twstat_chain *end)
{
	struct twstat_chain *inflight[TWSTAT_WALK_INFLIGHT], **place = inflight;
	struct twstat_record_cursor cursor = walk->group.cursor;
	struct twstat_chain *chain, **last = inflight;

	do {
		chain = twstat_chain_next(walk, &next, end);
		if (chain)
			*last++ = chain;
	} while (chain && last < inflight + TWSTAT_WALK_INFLIGHT);
	while (last > inflight) {
		if (likely(twstat_chain_step(&walk->group, *place, &cursor))) {
			place++;
		} else {
			chain = twstat_chain_next(walk, &next, end);
			if (chain)
				*place++ = chain;
			else
				*place = *--last;
		}
		if (place == last)
			place = inflight;
	}
	walk->group.cursor = cursor;
}

/* Nothing fails when a test has switched the verification off. */
static bool twstat_misplaced(bool differs)
{
	return unlikely(differs) && twstat_hook_verify();
}

/* A failed chain has no current node, so that nothing matches. */
static void twstat_chain_changed(struct twstat_chain *chain)
{
	if (chain->verdict == TWSTAT_CHAIN_GOOD)
		chain->verdict = TWSTAT_CHAIN_AGAIN;
	chain->node = NULL;
}

/*
 * Is the recorded node still in its place? Fills in what it holds there.
 * Each smp_rmb() pairs with the release by which hlist_nulls_add_head_rcu()
 * and hlist_nulls_replace_init_rcu() publish a node after they set its next
 * and pprev, and after its owner set its identity and state.
 */
static void twstat_record_verify(struct twstat_record *record, const struct twstat_read_ctx *ctx)
{
	struct hlist_nulls_node *next, *node = record->node;
	const struct sock *sk = twstat_node_sock(node);
	struct twstat_chain *chain = record->chain;

	if (twstat_misplaced(chain->node != node))
		goto changed;
	next = twstat_follow(&node->next);
	/* A next of a later life comes with a pprev of that life. */
	smp_rmb();
	if (twstat_misplaced(READ_ONCE(node->pprev) != chain->link))
		goto changed;
	/* Published where it was met, so it is complete. */
	smp_rmb();
	if (unlikely(!twstat_record_state(record, sk, ctx)))
		chain->verdict = TWSTAT_CHAIN_LOCK;
	/* Last: the recorded life has lasted through all these loads. */
	smp_rmb();
	if (twstat_misplaced(!twstat_record_same(record, sk)))
		goto changed;
	chain->node = next;
	chain->link = &node->next;
	return;

changed:
	twstat_chain_changed(chain);
}

/*
 * Pass 2: the chains in the order in which the first pass met their sockets.
 * Returns how many are good.
 */
static u32 twstat_pass_verify(struct twstat_walk *walk, struct twstat_chain *first,
			      struct twstat_chain *end)
{
	/* A copy, which is not reloaded after every barrier. */
	const struct twstat_read_ctx ctx = walk->ctx;
	const struct twstat_group *group = &walk->group;
	const u32 end_of_records = twstat_record_cursor_number(&group->cursor);
	struct twstat_record *record, *stop;
	struct twstat_chain *chain;
	u32 i, run, sound = 0;

	for (i = group->count; i < end_of_records; i += run) {
		run = twstat_group_run(i, end_of_records);
		record = twstat_group_record(group, i);
		for (stop = record + run; record < stop; record++)
			twstat_record_verify(record, &ctx);
	}
	for (chain = first; chain < end; chain++) {
		twstat_chain_must_end(chain);
		sound += chain->verdict == TWSTAT_CHAIN_GOOD;
	}
	return sound;
}

/*
 * One try at the chains not yet done, all of it within one RCU section. A single
 * chain is walked to its end there, since it is exact as a whole or not at all.
 * Returns how many are good.
 */
static u32 twstat_try(struct twstat_walk *walk)
{
	struct twstat_group *group = &walk->group;
	struct twstat_chain *first = &group->chain[group->done];
	struct twstat_chain *end = first + min(group->width, group->size - group->done);
	u32 good;

	twstat_try_start(walk, group->width > 1 ? TWSTAT_TRY_MAX : TWSTAT_CHAIN_MAX);
	rcu_read_lock();
	twstat_hook_rcu_enter();
	twstat_pass_record(walk, first, end);
	/*
	 * Nothing of the second pass is loaded before the first is through,
	 * nor before the heads. Pairs, as those in twstat_record_verify(), with
	 * the release by which a node is published: what the first pass saw of
	 * it is never of a later life than what the second sees.
	 */
	smp_rmb();
	good = twstat_pass_verify(walk, first, end);
	twstat_hook_rcu_leave();
	rcu_read_unlock();
	return good;
}

/* Commit the good chains of a try; usually all are. */
static void twstat_keep(struct twstat_walk *walk, u32 good)
{
	struct twstat_group *group = &walk->group;

	if (likely(good == group->size - group->done))
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
	const struct twstat_group *group = &walk->group;
	struct twstat_record *record;
	u32 i, end;

	spin_lock_bh(lock);
	twstat_try_start(walk, TWSTAT_LOCK_MAX);
	twstat_pass_record(walk, chain, chain + 1);
	end = twstat_record_cursor_number(&group->cursor);
	for (i = group->count; i < end; i++) {
		record = twstat_group_record(group, i);
		twstat_record_state(record, twstat_node_sock(record->node), &walk->ctx);
	}
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
		if (needed - group->count > TWSTAT_LOCK_MAX)
			return ++chain->tries < TWSTAT_WALK_TRIES_LONG ? 0 : -EAGAIN;
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
	const bool is_long = chain->nr_unrecorded > TWSTAT_LOCK_MAX;

	if (chain->verdict == TWSTAT_CHAIN_LOCK && is_long)
		chain->verdict = TWSTAT_CHAIN_AGAIN;
	if (chain->verdict != TWSTAT_CHAIN_AGAIN)
		return 0;
	walk->restarts++;
	chain->tries++;
	if (is_long && chain->tries >= TWSTAT_WALK_TRIES_LONG)
		return -EAGAIN;
	chain->verdict = !is_long && chain->tries >= TWSTAT_WALK_TRIES ? TWSTAT_CHAIN_LOCK :
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
		twstat_node_prefetch(first);
		*chain++ = (struct twstat_chain){ .slot = slot };
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
		twstat_keep(walk, twstat_try(walk));
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
