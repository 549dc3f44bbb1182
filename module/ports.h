/* SPDX-License-Identifier: GPL-2.0 */
/* The namespace's ports: which are listened on, which connect() may choose. */
#ifndef TWSTAT_PORTS_H
#define TWSTAT_PORTS_H

#include <net/inet_hashtables.h>
#include <net/net_namespace.h>

#include "core/observe.h"

/* Chains of listeners looked at together. */
#define TWSTAT_LISTEN_CHAINS 8

static inline unsigned long twstat_listeners_first(const struct inet_listen_hashbucket *bucket)
{
	return (unsigned long)READ_ONCE(bucket->nulls_head.first);
}

/* Empty chains begin with a marker, which is odd. */
static inline bool twstat_listeners_none(const struct inet_listen_hashbucket *bucket)
{
	return twstat_listeners_first(&bucket[0]) & twstat_listeners_first(&bucket[1]) &
	       twstat_listeners_first(&bucket[2]) & twstat_listeners_first(&bucket[3]) &
	       twstat_listeners_first(&bucket[4]) & twstat_listeners_first(&bucket[5]) &
	       twstat_listeners_first(&bucket[6]) & twstat_listeners_first(&bucket[7]) & 1;
}

void twstat_ports_read(struct twstat_port_sets *ports, struct net *net);

#endif /* TWSTAT_PORTS_H */
