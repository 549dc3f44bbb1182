/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TWINJECT_INJECT_H
#define TWINJECT_INJECT_H

#include <linux/types.h>

struct net;

/**
 * struct inject_order - what to put into a namespace's ehash
 * @count: timewait sockets, spread evenly over the destinations
 * @destinations: how many, at most @count and 1048576
 * @min_ms: shortest remaining time
 * @max_ms: longest remaining time; the sockets spread between the two
 * @ipv6: IPv6 rather than IPv4
 * @inbound: made by peers to one local port, rather than by this host
 * @fin_wait2: in substate FIN_WAIT2 rather than TIME_WAIT
 * @timestamps: the peer's last timestamp was seen now, rather than never
 * @late: some time, under the bucket's lock, between hashing and arming
 */
struct inject_order {
	u32 count;
	u32 destinations;
	u32 min_ms;
	u32 max_ms;
	bool ipv6;
	bool inbound;
	bool fin_wait2;
	bool timestamps;
	bool late;
};

int inject_add(struct net *net, const struct inject_order *order);
int inject_flush(struct net *net);

#endif
