/* SPDX-License-Identifier: GPL-2.0 */
/* The namespace's ports that bind() has taken. */
#ifndef TWSTAT_BIND_PORTS_H
#define TWSTAT_BIND_PORTS_H

#include <net/net_namespace.h>

#include "core/observe.h"

struct inet_bind_bucket;

bool twstat_bucket_bound(const struct inet_bind_bucket *bucket);
bool twstat_bucket_shared(const struct inet_bind_bucket *bucket);
void twstat_bind_ports_read(struct twstat_port_sets *ports, const struct net *net);

#endif /* TWSTAT_BIND_PORTS_H */
