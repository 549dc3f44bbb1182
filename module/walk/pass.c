// SPDX-License-Identifier: GPL-2.0
/*
 * Chains walked hand over hand, many at a time, and why the records of one that is
 * good are exact.
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
 * marker must be this bucket's. Nothing of a chain counts until then.
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
 * One chain after the other costs a serial cache miss a socket. Here all chains of a
 * try are in flight, and the next node of each is prefetched a round ahead.
 *
 * Weakly ordered CPUs: a timer's expires and its being pending are not ordered
 * by the timer wheel, so a socket that was just hashed may show the expiry of
 * its object's previous life. It is counted nevertheless.
 */
#include "bookmark.h"
#include "hooks.h"
#include "node.h"
#include "pass.h"
#include "walk.h"

/*
 * Rounds of the chains in which each step prefetches the next node. From then on all are
 * prefetched before the steps, which in short chains costs more than it saves.
 */
#define TWSTAT_ROUNDS_SHORT 3
/* Bits of a next that is not prefetched in a step: the nulls marker, or any. */
#define TWSTAT_SKIP_NULLS 1UL
#define TWSTAT_SKIP_ALL ULONG_MAX

/* Nothing fails when a test has switched the verification off. */
static bool twstat_misplaced(bool differs)
{
	return unlikely(differs) && twstat_hook_verify();
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
 * changed. A next that has one of the bits of @skip is not prefetched.
 */
static bool twstat_chain_step(const struct twstat_group *group, struct twstat_chain *chain,
			      struct twstat_record_cursor *cursor,
			      const struct twstat_read_ctx *ctx, unsigned long skip)
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
	if (!((unsigned long)next & skip))
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

/* Returns the end of @inflight, the chains that are not empty. */
static struct twstat_chain **twstat_chains_start(const struct twstat_walk *walk,
						 struct twstat_chain *chain,
						 const struct twstat_chain *end,
						 struct twstat_chain **inflight)
{
	for (; chain < end; chain++)
		if (twstat_chain_start(walk, chain))
			*inflight++ = chain;
	return inflight;
}

/*
 * The processor translates the address of a prefetch before it goes on, and a step is so
 * long that few steps wait for that at once. Here many do. Only a hint: nothing is
 * verified.
 */
static void twstat_prefetch_ahead(struct twstat_chain *const *place,
				  struct twstat_chain *const *end)
{
	const struct hlist_nulls_node *next;

	for (; place < end; place++) {
		next = twstat_follow(&(*place)->node->next);
		if (likely(!is_a_nulls(next)))
			twstat_node_prefetch(next);
	}
}

/**
 * twstat_pass() - walk chains in lock-step
 * @walk: the walk; its group's cursor is where the records go
 * @chain: the first chain
 * @end: behind the last one
 * @pages: a single chain is left at a bookmark on the last of so many pages of records,
 *	and is paused then
 *
 * Each chain has its verdict on return, unless it is paused.
 *
 * Context: in an RCU section, or under the bucket's lock for a single chain. Does not
 * sleep.
 */
void twstat_pass(struct twstat_walk *walk, struct twstat_chain *chain,
		 const struct twstat_chain *end, u32 pages)
{
	struct twstat_chain *inflight[TWSTAT_GROUP_CHAINS], **place, **last;
	/* Copies, which are not reloaded after every barrier. */
	struct twstat_record_cursor cursor = walk->group.cursor;
	const struct twstat_read_ctx ctx = walk->ctx;
	const struct twstat_group *group = &walk->group;
	unsigned long skip = TWSTAT_SKIP_NULLS;
	/* Rounds that are left to the steps; a single chain gains nothing by others. */
	u32 rounds = end - chain > 1 ? TWSTAT_ROUNDS_SHORT : U32_MAX;

	/* A chain that was left at a bookmark goes on there. */
	last = inflight;
	if (chain->paused)
		*last++ = chain;
	else
		last = twstat_chains_start(walk, chain, end, last);
	chain->paused = false;
	while (last > inflight) {
		if (rounds) {
			rounds--;
		} else {
			twstat_prefetch_ahead(inflight, last);
			skip = TWSTAT_SKIP_ALL;
		}
		for (place = inflight; place < last; place++)
			if (unlikely(!twstat_chain_step(group, *place, &cursor, &ctx, skip)))
				*place = *--last;
		if (unlikely(cursor.pages >= pages) && last > inflight &&
		    twstat_bookmark_hold(chain)) {
			chain->paused = true;
			break;
		}
	}
	walk->group.cursor = cursor;
}
