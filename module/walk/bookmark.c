// SPDX-License-Identifier: GPL-2.0
/*
 * Bookmarks: a chain that is longer than what one RCU section may meet is walked in
 * several. Between two of them the walk holds a reference to the socket that it has
 * recorded last.
 *
 * The object leads no other life while it is held. If it is still hashed on return, it
 * was so throughout, since a timewait socket is hashed once in its life; and what stays
 * in the chain behind it was behind it before. So the walk goes on there as within one
 * section. Only timewait sockets are held: another socket may be unhashed and, by the
 * next connect(), be hashed again at the head, its identity the same.
 */
#include "bookmark.h"
#include "node.h"

/**
 * twstat_bookmark_hold() - take a reference to the socket that was recorded last
 * @chain: the chain, past its first socket
 *
 * Context: in the RCU section in which the socket was recorded, so that a timewait
 * socket's object is one throughout.
 * Return: false if it cannot be held, or is no timewait socket; nothing is held then.
 */
bool twstat_bookmark_hold(const struct twstat_chain *chain)
{
	struct sock *sk = twstat_link_sock(chain->link);

	if (twstat_read_racy(sk->__sk_common.skc_state) != TCP_TIME_WAIT ||
	    !refcount_inc_not_zero(&sk->sk_refcnt))
		return false;
	/*
	 * The identity and the place are those of the life that is held: it may be a later
	 * one, even one that is not hashed yet. Pairs with the bucket's lock or the barrier
	 * between an owner's stores of identity and count.
	 */
	smp_rmb();
	if (likely(twstat_record_same(chain->last, sk) &&
		   !hlist_nulls_unhashed_lockless(&sk->sk_nulls_node)))
		return true;
	inet_twsk_put(inet_twsk(sk));
	return false;
}

/**
 * twstat_bookmark_return() - go on behind the socket that is held, and release it
 * @chain: the chain; its node is read again
 *
 * Context: in an RCU section, which protects the new node.
 * Return: false if the socket is no longer hashed: its next may lead to memory that was
 * freed.
 */
bool twstat_bookmark_return(struct twstat_chain *chain)
{
	struct sock *sk = twstat_link_sock(chain->link);
	bool hashed;

	chain->node = twstat_follow(chain->link);
	/* It was hashed when its next was read; pairs with the bucket's lock. */
	smp_rmb();
	hashed = !hlist_nulls_unhashed_lockless(&sk->sk_nulls_node);
	inet_twsk_put(inet_twsk(sk));
	return hashed;
}
