// SPDX-License-Identifier: GPL-2.0
/*
 * The bind hash has a bucket for each port that a socket has. connect() passes over
 * a port whose bucket was made or joined by bind(): that is what its two marks say,
 * see __inet_hash_connect() in net/ipv4/inet_hashtables.c.
 *
 * Buckets are freed without a grace period up to Linux 6.12, so their chains are
 * walked under the lock. An empty chain is passed by without it.
 */
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "bind_ports.h"
#include "compat.h"

/* Sockets of a port that are looked at under the lock; a port with more is not shared. */
#define TWSTAT_SHARED_MAX 64

/**
 * twstat_bucket_bound() - whether connect() passes over a port
 * @bucket: its bucket
 *
 * Context: under the lock of its chain, without which the marks are not valid.
 */
bool twstat_bucket_bound(const struct inet_bind_bucket *bucket)
{
	return bucket->fastreuse >= 0 || bucket->fastreuseport >= 0;
}

/*
 * bind() with SO_REUSEADDR may join such sockets. (The mark fastreuse does not tell: from
 * Linux 6.8 on it is never above 0.)
 */
static bool twstat_shares_port(const struct sock *sk)
{
	/* A bit field that setsockopt() writes under the socket's lock only. */
	return data_race((u8)sk->sk_reuse) && READ_ONCE(sk->sk_state) != TCP_LISTEN;
}

/**
 * twstat_bucket_shared() - whether all sockets of a bound port have SO_REUSEADDR
 * @bucket: its bucket
 *
 * Context: under the lock of its chain.
 */
bool twstat_bucket_shared(const struct inet_bind_bucket *bucket)
{
	return twstat_bucket_all(bucket, twstat_shares_port, TWSTAT_SHARED_MAX);
}

/* A port has one bucket for each L3 domain; connect() without a device looks in domain 0. */
static void twstat_bucket_read(struct twstat_port_sets *ports,
			       const struct inet_bind_bucket *bucket)
{
	u8 *port = &ports->port[bucket->port];

	if (bucket->l3mdev || !(*port & TWSTAT_PORT_USABLE))
		return;
	ports->free_count--;
	if (!twstat_bucket_bound(bucket))
		return;
	ports->bound_count++;
	ports->shared_count += twstat_bucket_shared(bucket);
	ports->unseen_count -= !!(*port & TWSTAT_PORT_LISTENING);
	*port |= TWSTAT_PORT_BOUND;
}

static void twstat_chain_read(struct twstat_port_sets *ports, struct inet_bind_hashbucket *chain,
			      const struct net *net)
{
	struct inet_bind_bucket *bucket;

	/* connect() and bind() take it in process context, softirqs as well. */
	spin_lock_bh(&chain->lock);
	inet_bind_bucket_for_each(bucket, &chain->chain)
		if (net_eq(ib_net(bucket), net))
			twstat_bucket_read(ports, bucket);
	spin_unlock_bh(&chain->lock);
	cond_resched();
}

static void twstat_chains_read(struct twstat_port_sets *ports, struct inet_bind_hashbucket *chain,
			       struct inet_bind_hashbucket *end, const struct net *net)
{
	struct inet_bind_hashbucket *last = end - TWSTAT_BIND_CHAINS;

	while (chain < end) {
		if (chain <= last && twstat_chains_empty(chain)) {
			chain += TWSTAT_BIND_CHAINS;
			continue;
		}
		if (twstat_chain_first(chain))
			twstat_chain_read(ports, chain, net);
		chain++;
	}
}

/**
 * twstat_bind_ports_read() - find the usable ports that connect() passes over
 * @ports: from twstat_ports_read(); TWSTAT_PORT_BOUND and the counts are added
 * @net: the namespace
 *
 * The ports of a namespace are in consecutive chains, from one that depends on the
 * namespace. All namespaces share the bind hash.
 *
 * Context: process context, may sleep.
 */
void twstat_bind_ports_read(struct twstat_port_sets *ports, const struct net *net)
{
	const struct inet_hashinfo *hashinfo = twstat_death_row(net)->hashinfo;
	const u32 size = hashinfo->bhash_size;
	u32 first = inet_bhashfn(net, ports->minimum, size);
	u32 count = min_t(u32, ports->maximum - ports->minimum + 1, size);
	u32 before_end = min(count, size - first);

	ports->free_count = ports->usable_count;
	twstat_chains_read(ports, hashinfo->bhash + first, hashinfo->bhash + first + before_end,
			   net);
	twstat_chains_read(ports, hashinfo->bhash, hashinfo->bhash + count - before_end, net);
}
