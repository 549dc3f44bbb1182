/* SPDX-License-Identifier: GPL-2.0 */
/* The namespace's ports that bind() has taken. */
#ifndef TWSTAT_BIND_PORTS_H
#define TWSTAT_BIND_PORTS_H

#include <net/inet_hashtables.h>
#include <net/net_namespace.h>

#include "core/observe.h"

/* Chains looked at together. */
#define TWSTAT_BIND_CHAINS 8

static inline unsigned long twstat_chain_first(const struct inet_bind_hashbucket *chain)
{
	return (unsigned long)READ_ONCE(chain->chain.first);
}

/* Written out, since this is all that most chains cost. */
static inline bool twstat_chains_empty(const struct inet_bind_hashbucket *chain)
{
	return !(twstat_chain_first(&chain[0]) | twstat_chain_first(&chain[1]) |
		 twstat_chain_first(&chain[2]) | twstat_chain_first(&chain[3]) |
		 twstat_chain_first(&chain[4]) | twstat_chain_first(&chain[5]) |
		 twstat_chain_first(&chain[6]) | twstat_chain_first(&chain[7]));
}

bool twstat_bucket_bound(const struct inet_bind_bucket *bucket);
bool twstat_bucket_shared(const struct inet_bind_bucket *bucket);
void twstat_bind_ports_read(struct twstat_port_sets *ports, const struct net *net);

#endif /* TWSTAT_BIND_PORTS_H */
