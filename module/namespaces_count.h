/* SPDX-License-Identifier: GPL-2.0 */
/* Counting the sockets of all namespaces, each with its own ports, into one table. */
#ifndef TWSTAT_NAMESPACES_COUNT_H
#define TWSTAT_NAMESPACES_COUNT_H

#include "collector.h"
#include "namespaces.h"
#include "core/dest_batch.h"

/**
 * struct twstat_namespaces_counter - state that is only needed while sockets are counted
 * @namespaces: the snapshot
 * @memory: the memory accounting context
 * @pins: the namespaces, by pointer
 * @entries: their ports
 * @batch: observations not yet added to its table
 * @number: number of the group of chains
 * @buckets_used: buckets that are not empty, of the table at hand
 * @seen: chains of the group that have sockets
 */
struct twstat_namespaces_counter {
	struct twstat_namespaces *namespaces;
	struct twstat_memory *memory;
	struct twstat_pins pins;
	struct twstat_port_entries entries;
	struct twstat_dest_batch batch;
	u32 number;
	u32 buckets_used;
	DECLARE_BITMAP(seen, TWSTAT_GROUP_CHAINS);
};

/* Observes a socket: of the port sets only its own port is looked at. */
static __always_inline void twstat_count_observe(struct twstat_namespaces_counter *counter,
						 const struct twstat_pinned *pinned,
						 const struct twstat_socket *socket,
						 struct twstat_observation *observation)
{
	struct twstat_port_sets *ports = &counter->entries.one;
	const u32 port = socket->local_port;
	const bool usual = port - pinned->minimum < pinned->usual_count;
	u32 device = socket->service.device;

	if (unlikely(!usual)) {
		ports->minimum = pinned->minimum;
		ports->maximum = pinned->maximum;
		ports->port[port] = twstat_port_flags(pinned, port);
	}
	twstat_observe_as(ports, usual, socket, socket->kind, observation);
	if (likely(!device))
		device = pinned->number;
	else
		device = twstat_scope_find(&counter->namespaces->scopes, &twstat_keys,
					   pinned->netns.part, device);
	observation->service = twstat_service_with(observation->service, device);
}

void twstat_namespaces_counter_init(struct twstat_namespaces_counter *counter,
				    struct twstat_namespaces *namespaces);
int twstat_namespaces_count(struct twstat_namespaces_counter *counter,
			    const struct twstat_group *group);

#endif /* TWSTAT_NAMESPACES_COUNT_H */
