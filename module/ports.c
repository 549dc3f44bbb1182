// SPDX-License-Identifier: GPL-2.0
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <net/ip.h>
#include <net/sock.h>

#include "compat.h"
#include "ports.h"

/* Buckets looked at before others may run. */
#define TWSTAT_LISTEN_STRIDE 4096

static void twstat_listeners_of(struct twstat_port_sets *ports,
				struct inet_listen_hashbucket *bucket,
				const struct net *net)
{
	struct hlist_nulls_node *node;
	struct sock *sk;

	/* As the kernel's own readers: it is taken in process context only. */
	spin_lock(&bucket->lock);
	sk_nulls_for_each(sk, node, &bucket->nulls_head)
		if (net_eq(sock_net(sk), net))
			twstat_port_add(ports->listening, sk->sk_num);
	spin_unlock(&bucket->lock);
}

static void twstat_listeners_read(struct twstat_port_sets *ports,
				  const struct net *net)
{
	struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	unsigned int i, buckets = twstat_listen_buckets(hashinfo);
	struct inet_listen_hashbucket *bucket;

	for (i = 0; i < buckets; i++) {
		if (i % TWSTAT_LISTEN_STRIDE == 0)
			cond_resched();
		bucket = twstat_listen_bucket(hashinfo, i);
		if (!is_a_nulls(READ_ONCE(bucket->nulls_head.first)))
			twstat_listeners_of(ports, bucket, net);
	}
}

static void twstat_usable_read(struct twstat_port_sets *ports, struct net *net)
{
	int minimum, maximum, port;

	inet_get_local_port_range(net, &minimum, &maximum);
	ports->minimum = minimum;
	ports->maximum = maximum;
	for (port = minimum; port <= maximum; port++) {
		if (inet_is_local_reserved_port(net, port))
			continue;
		twstat_port_add(ports->usable, port);
		ports->usable_count++;
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
