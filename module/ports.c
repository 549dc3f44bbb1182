// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <net/ip.h>
#include <net/sock.h>

#include "compat.h"
#include "ports.h"

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
			twstat_listening_add(ports, sk->sk_num);
	spin_unlock(&bucket->lock);
	cond_resched();
}

static unsigned long
twstat_listeners_first(const struct inet_listen_hashbucket *bucket)
{
	return (unsigned long)READ_ONCE(bucket->nulls_head.first);
}

/* Empty chains begin with a marker, which is odd. */
static bool twstat_listeners_none(const struct inet_listen_hashbucket *bucket)
{
	return twstat_listeners_first(&bucket[0]) &
	       twstat_listeners_first(&bucket[1]) &
	       twstat_listeners_first(&bucket[2]) &
	       twstat_listeners_first(&bucket[3]) & 1;
}

/* Hardly any bucket has a listener: most are passed by four at a time. */
static void twstat_listeners_read(struct twstat_port_sets *ports,
				  const struct net *net)
{
	struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	struct inet_listen_hashbucket *bucket = twstat_listeners(hashinfo);
	struct inet_listen_hashbucket *end =
		bucket + twstat_listen_buckets(hashinfo);

	while (bucket < end) {
		if (end - bucket >= 4 && twstat_listeners_none(bucket)) {
			bucket += 4;
			continue;
		}
		if (!(twstat_listeners_first(bucket) & 1))
			twstat_listeners_of(ports, bucket, net);
		bucket++;
	}
}

/* A word of ports at a time where that is possible. */
static void twstat_usable_add_range(struct twstat_port_sets *ports, u32 port,
				    u32 end)
{
	for (; port < end && port % TWSTAT_PORTS_A_WORD; port++)
		twstat_usable_add(ports, port);
	for (; port + TWSTAT_PORTS_A_WORD <= end; port += TWSTAT_PORTS_A_WORD)
		ports->word[port / TWSTAT_PORTS_A_WORD] |= U32_MAX;
	for (; port < end; port++)
		twstat_usable_add(ports, port);
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
	twstat_usable_add_range(ports, minimum, maximum + 1);
	if (!reserved)
		return;
	port = minimum;
	for_each_set_bit_from(port, reserved, maximum + 1) {
		twstat_usable_remove(ports, port);
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
