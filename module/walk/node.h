/* SPDX-License-Identifier: GPL-2.0 */
/* The nodes of a chain, the sockets they are of, and the fields a step reads. */
#ifndef TWSTAT_NODE_H
#define TWSTAT_NODE_H

#include <linux/rculist_nulls.h>
#include <linux/tcp.h>
#include <net/inet_timewait_sock.h>

/*
 * The address dependency through the pointer pairs with rcu_assign_pointer()
 * in hlist_nulls_add_head_rcu() and hlist_nulls_replace_init_rcu(): what the
 * writer stored before it published the node is seen behind the pointer.
 */
static inline struct hlist_nulls_node *twstat_follow(struct hlist_nulls_node *const *pointer)
{
	return READ_ONCE(*pointer);
}

static inline const struct sock *twstat_node_sock(const struct hlist_nulls_node *node)
{
	return hlist_nulls_entry(node, struct sock, sk_nulls_node);
}

/* The socket whose next is @link. */
static inline struct sock *twstat_link_sock(struct hlist_nulls_node **link)
{
	return hlist_nulls_entry(container_of(link, struct hlist_nulls_node, next), struct sock,
				 sk_nulls_node);
}

/*
 * To the second-level cache: what is on its way for a whole group does not fit in the
 * first, and a processor waits for more lines of the second at once. A macro, since gcc
 * takes a function that only prefetches for one without effect, and drops calls of it.
 */
#define twstat_prefetch(address) __builtin_prefetch(address, 0, 2)

/*
 * Every line of what a step reads of a socket. Objects are not aligned to cache lines, so
 * two fields that share a line in one object are in different lines of another.
 */
static __always_inline void twstat_node_prefetch(const struct hlist_nulls_node *node)
{
	const struct sock *sk = twstat_node_sock(node);

	twstat_prefetch(sk);
	twstat_prefetch((const char *)sk + 64);
	twstat_prefetch((const char *)sk + 128);
	twstat_prefetch((const char *)sk + 192);
	twstat_prefetch(&tcp_twsk(sk)->tw_ts_recent_stamp);
}

#endif /* TWSTAT_NODE_H */
