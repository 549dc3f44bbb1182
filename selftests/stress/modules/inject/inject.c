// SPDX-License-Identifier: GPL-2.0
/*
 * Timewait sockets without connections, for tests and benchmarks that need a
 * million of them. Each one is allocated, hashed and armed as tcp_time_wait()
 * does it, so the kernel's own timer and slab own it from then on: this module
 * may be unloaded at any time, and a dying namespace purges what is left.
 *
 * Not in the bind hash (tw_tb stays NULL, which the kernel takes for "already
 * unbound"), so bind() and connect() do not see these sockets.
 */
#include <linux/delay.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/net_namespace.h>
#include <net/tcp.h>
#include <net/transp_v6.h>

#include "inject.h"

/* In tw_mark, so that flush never touches a real connection. */
#define INJECT_MARK 0x7477696eU

/* As long as an interrupt may keep a CPU from arming what it has hashed. */
#define LATE_MS 20

/* Sockets between two chances for others to run. */
#define INJECT_BATCH 256

#define SERVICE_PORT 443
#define FIRST_PORT 1024
#define DEFAULT_RANGE 32768 /* where ip_local_port_range begins */

struct endpoint {
	__be32 v4;
	struct in6_addr v6;
	u16 port;
};

/*
 * The local ports of one destination: the default ip_local_port_range first,
 * then, when there are more sockets than that, the ports around it.
 */
static u16 ephemeral_port(u32 nth)
{
	u32 ports = 65536 - FIRST_PORT;

	return FIRST_PORT + (DEFAULT_RANGE - FIRST_PORT + nth) % ports;
}

static void address(struct endpoint *end, u32 net4, u32 host)
{
	end->v4 = htonl(net4 | host);
	memset(&end->v6, 0, sizeof(end->v6));
	end->v6.s6_addr32[0] = htonl(0xfd000000 | net4 >> 24);
	end->v6.s6_addr32[3] = htonl(host);
}

/* Socket number i of an order: its tuple, distinct within the order. */
static void choose_tuple(const struct inject_order *order, u32 i, struct endpoint *local,
			 struct endpoint *remote)
{
	u16 port = ephemeral_port(i / order->destinations);

	address(local, 0x0a000000, 1);
	address(remote, 0xac100000, i % order->destinations);
	local->port = order->inbound ? SERVICE_PORT : port;
	remote->port = order->inbound ? port : SERVICE_PORT;
}

/* Fill the zeroed tcp_sock that inet_twsk_alloc() copies an identity from. */
static void describe(struct sock *sk, struct net *net, const struct inject_order *order, u32 i)
{
	struct inet_sock *inet = inet_sk(sk);
	struct endpoint local, remote;

	choose_tuple(order, i, &local, &remote);
	inet->inet_num = local.port;
	inet->inet_sport = htons(local.port);
	inet->inet_dport = htons(remote.port);
	inet->inet_rcv_saddr = local.v4;
	inet->inet_daddr = remote.v4;
	sk->sk_hash = inet_ehashfn(net, local.v4, local.port, remote.v4, htons(remote.port));
#if IS_ENABLED(CONFIG_IPV6)
	if (order->ipv6) {
		sk->sk_v6_rcv_saddr = local.v6;
		sk->sk_v6_daddr = remote.v6;
		sk->sk_hash =
			inet6_ehashfn(net, &local.v6, local.port, &remote.v6, htons(remote.port));
	}
#endif
}

static struct sock *new_template(struct net *net, const struct inject_order *order)
{
	struct tcp6_sock *template = kzalloc(sizeof(*template), GFP_KERNEL);
	struct sock *sk = (struct sock *)template;

	if (!template)
		return NULL;
	sock_net_set(sk, net);
	sk->sk_family = AF_INET;
	sk->sk_prot_creator = &tcp_prot;
#if IS_ENABLED(CONFIG_IPV6)
	if (order->ipv6) {
		sk->sk_family = AF_INET6;
		sk->sk_prot_creator = &tcpv6_prot;
	}
#endif
	return sk;
}

/* What inet_twsk_alloc() leaves as the object's former life had it. */
static void initialise(struct inet_timewait_sock *tw, const struct sock *sk,
		       const struct inject_order *order)
{
	struct tcp_timewait_sock *tcptw = tcp_twsk((struct sock *)tw);

	memset((char *)tcptw + sizeof(*tw), 0, sizeof(*tcptw) - sizeof(*tw));
	if (order->timestamps)
		tcptw->tw_ts_recent_stamp = ktime_get_seconds();
	tw->tw_mark = INJECT_MARK;
	tw->tw_rcv_wscale = 0;
	tw->tw_flowlabel = 0;
	tw->tw_tos = 0;
	tw->tw_txhash = 0;
	tw->tw_priority = 0;
	tw->tw_tb = NULL;
#ifdef INJECT_HAS_TB2
	tw->tw_tb2 = NULL;
#endif
#if IS_ENABLED(CONFIG_IPV6)
	if (order->ipv6) {
		tw->tw_v6_daddr = sk->sk_v6_daddr;
		tw->tw_v6_rcv_saddr = sk->sk_v6_rcv_saddr;
	}
#endif
}

/*
 * Publish as inet_twsk_hashdance_schedule() does, from 6.12 on; references: the
 * ehash, the timer.
 */
static void publish(struct inet_timewait_sock *tw, struct inet_hashinfo *hinfo, int timeo,
		    bool late)
{
	struct inet_ehash_bucket *head = inet_ehash_bucket(hinfo, tw->tw_hash);
	spinlock_t *lock = inet_ehash_lockp(hinfo, tw->tw_hash);

	spin_lock_bh(lock);
	refcount_set(&tw->tw_refcnt, 2);
	/* Readers without the lock must not find an object of count 0. */
	smp_wmb();
	hlist_nulls_add_head_rcu(&tw->tw_node, &head->chain);
	if (late)
		mdelay(LATE_MS);
	__inet_twsk_schedule(tw, timeo, false);
	spin_unlock_bh(lock);
	/* Locks are not fair in a guest: let a waiter take it now. */
	if (late)
		usleep_range(500, 1000);
}

/* The spread of remaining times has nothing to do with the destinations. */
static int remaining_jiffies(const struct inject_order *order, u32 i)
{
	u32 span = order->max_ms - order->min_ms + 1;
	u64 part = (u64)hash_32(i, 32) * span;

	return msecs_to_jiffies(order->min_ms + (part >> 32));
}

static int add_one(struct sock *sk, struct net *net, const struct inject_order *order, u32 i)
{
	int state = order->fin_wait2 ? TCP_FIN_WAIT2 : TCP_TIME_WAIT;
	struct inet_timewait_sock *tw;

	describe(sk, net, order, i);
	tw = inet_twsk_alloc(sk, &net->ipv4.tcp_death_row, state);
	if (!tw)
		return -ENOSPC;
	initialise(tw, sk, order);
	publish(tw, net->ipv4.tcp_death_row.hashinfo, remaining_jiffies(order, i), order->late);
	return 0;
}

/**
 * inject_add() - put timewait sockets into a namespace's ehash
 * @net: the namespace
 * @order: how many and which
 *
 * Adding the same order twice gives the same tuples twice: flush in between.
 *
 * Context: process context, may sleep.
 * Return: 0; -ENOSPC when tcp_max_tw_buckets or memory did not allow all of
 * them, -EINTR when killed: those already added stay.
 */
int inject_add(struct net *net, const struct inject_order *order)
{
	struct sock *sk = new_template(net, order);
	int err = 0;
	u32 i;

	if (!sk)
		return -ENOMEM;
	for (i = 0; i < order->count && !err; i++) {
		if (i % INJECT_BATCH == 0) {
			cond_resched();
			if (fatal_signal_pending(current)) {
				err = -EINTR;
				break;
			}
		}
		err = add_one(sk, net, order, i);
	}
	kfree(sk);
	return err;
}

static bool injected(const struct sock *sk, const struct net *net)
{
	return inet_sk_state_load(sk) == TCP_TIME_WAIT && net_eq(sock_net(sk), net) &&
	       inet_twsk(sk)->tw_mark == INJECT_MARK;
}

static struct inet_timewait_sock *find_injected(struct inet_ehash_bucket *head,
						const struct net *net)
{
	struct hlist_nulls_node *node;
	struct sock *sk;

	rcu_read_lock();
	sk_nulls_for_each_rcu(sk, node, &head->chain) {
		if (!injected(sk, net))
			continue;
		if (!refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		rcu_read_unlock();
		return inet_twsk(sk);
	}
	rcu_read_unlock();
	return NULL;
}

/**
 * inject_flush() - kill the injected sockets of a namespace
 * @net: the namespace; real timewait sockets stay
 *
 * Context: process context, may sleep.
 * Return: 0, or -EINTR when killed half-way.
 */
int inject_flush(struct net *net)
{
	struct inet_hashinfo *hinfo = net->ipv4.tcp_death_row.hashinfo;
	struct inet_timewait_sock *tw;
	unsigned int slot;

	for (slot = 0; slot <= hinfo->ehash_mask; slot++) {
		while ((tw = find_injected(&hinfo->ehash[slot], net))) {
			/* It takes locks that softirqs take as well. */
			local_bh_disable();
			inet_twsk_deschedule_put(tw);
			local_bh_enable();
			cond_resched();
		}
		if (slot % INJECT_BATCH == 0)
			cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}
