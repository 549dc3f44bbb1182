// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <net/ip.h>
#include <net/sock.h>

#include "compat.h"
#include "ports.h"

static void twstat_listener_add(struct twstat_port_sets *ports, u16 port)
{
	ports->unseen_count += ports->port[port] == TWSTAT_PORT_USABLE;
	ports->port[port] |= TWSTAT_PORT_LISTENING;
}

static void twstat_listeners_of(struct twstat_port_sets *ports,
				struct inet_listen_hashbucket *bucket, const struct net *net)
{
	struct hlist_nulls_node *node;
	struct sock *sk;

	/* As the kernel's own readers: it is taken in process context only. */
	spin_lock(&bucket->lock);
	sk_nulls_for_each(sk, node, &bucket->nulls_head)
		if (net_eq(sock_net(sk), net))
			twstat_listener_add(ports, sk->sk_num);
	spin_unlock(&bucket->lock);
	cond_resched();
}

static void twstat_listeners_some(struct twstat_port_sets *ports,
				  struct inet_listen_hashbucket *bucket,
				  struct inet_listen_hashbucket *end, const struct net *net)
{
	for (; bucket < end; bucket++)
		if (!(twstat_listeners_first(bucket) & 1))
			twstat_listeners_of(ports, bucket, net);
}

/* Hardly any bucket has a listener: most are passed by eight at a time. */
static void twstat_listeners_read(struct twstat_port_sets *ports, const struct net *net)
{
	struct inet_hashinfo *hashinfo = twstat_death_row(net)->hashinfo;
	struct inet_listen_hashbucket *bucket = twstat_listeners(hashinfo);
	const unsigned int count = twstat_listen_buckets(hashinfo);
	struct inet_listen_hashbucket *end = bucket + round_down(count, TWSTAT_LISTEN_CHAINS);

	for (; bucket < end; bucket += TWSTAT_LISTEN_CHAINS)
		if (unlikely(!twstat_listeners_none(bucket)))
			twstat_listeners_some(ports, bucket, bucket + TWSTAT_LISTEN_CHAINS, net);
	twstat_listeners_some(ports, bucket, bucket + count % TWSTAT_LISTEN_CHAINS, net);
}

static void twstat_usable_read(struct twstat_port_sets *ports, struct net *net)
{
	const unsigned long *reserved = twstat_reserved_ports(net);
	int minimum, maximum;
	unsigned int port;

	inet_get_local_port_range(net, &minimum, &maximum);
	ports->minimum = minimum;
	ports->maximum = maximum;
	ports->usable_count = maximum - minimum + 1;
	memset(&ports->port[minimum], TWSTAT_PORT_USABLE, ports->usable_count);
	if (!reserved)
		return;
	port = minimum;
	for_each_set_bit_from(port, reserved, maximum + 1) {
		ports->port[port] &= ~TWSTAT_PORT_USABLE;
		ports->usable_count--;
	}
}

/**
 * twstat_ports_read() - the port sets of a namespace as they are now
 * @ports: zeroed; filled in
 * @net: the namespace
 *
 * Context: process context, may sleep.
 */
void twstat_ports_read(struct twstat_port_sets *ports, struct net *net)
{
	twstat_usable_read(ports, net);
	twstat_listeners_read(ports, net);
}
