/* SPDX-License-Identifier: GPL-2.0 */
/* The namespace's ports: which are listened on, which connect() may choose. */
#ifndef TWSTAT_PORTS_H
#define TWSTAT_PORTS_H

#include <net/net_namespace.h>

#include "core/observe.h"

void twstat_ports_read(struct twstat_port_sets *ports, struct net *net);

#endif /* TWSTAT_PORTS_H */
