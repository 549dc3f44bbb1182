/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot of all network namespaces, taken by one walk of each hash table. */
#ifndef TWSTAT_NAMESPACES_H
#define TWSTAT_NAMESPACES_H

#include "core/namespaces_view.h"
#include "opener.h"
#include "walk/pins.h"
#include "walk/walk.h"

/* A page of flags covers so many ports. */
#define TWSTAT_SPECIAL_PORTS TWSTAT_PAGE_BYTES
#define TWSTAT_SPECIAL_PAGES (TWSTAT_PORTS / TWSTAT_SPECIAL_PORTS)

/**
 * struct twstat_counted - a namespace that has sockets
 * @part: what is counted of them
 * @special: TWSTAT_PORT_LISTENING and _BOUND of its ports; no page where none has them
 */
struct twstat_counted {
	struct twstat_part part;
	u8 *special[TWSTAT_SPECIAL_PAGES];
};

/**
 * struct twstat_pinned - a namespace during the walk, and its row afterwards
 * @pin: the namespace; @pin.net is NULL once it is no longer held
 * @netns: its row
 * @number: number of its scope without a device
 * @minimum: first port of ip_local_port_range
 * @maximum: last port of ip_local_port_range
 * @reserved: bitmap of the reserved ports, or NULL
 * @usable_count: number of ports of the range that are not reserved
 * @bound_count: usable ports that are bound
 * @shared_count: of these, those that others with SO_REUSEADDR may share
 * @free_count: usable ports without a bind bucket
 * @usual_count: @maximum - @minimum + 1 if the ports of the range are all usable, and none
 *	is bound or listened on, else 0; valid once it has a part
 * @entry: its last entry about a port, 0 if there is none
 * @group: number of the last group of chains with one of its sockets
 * @seen: chains of that group with one of its sockets
 */
struct twstat_pinned {
	struct twstat_pin pin;
	struct twstat_netns netns;
	u32 number;
	u16 minimum;
	u16 maximum;
	const unsigned long *reserved;
	u32 usable_count;
	u32 bound_count;
	u32 shared_count;
	u32 free_count;
	u32 usual_count;
	u32 entry;
	u32 group;
	DECLARE_BITMAP(seen, TWSTAT_GROUP_CHAINS);
};

/**
 * struct twstat_namespaces - the snapshot
 * @opener: the opener
 * @view: what is shown
 * @scopes: the scopes of its table
 * @count: number of namespaces
 */
struct twstat_namespaces {
	struct twstat_opener *opener;
	struct twstat_namespaces_view view;
	struct twstat_scopes scopes;
	u32 count;
};

/**
 * struct twstat_port_entries - ports of all namespaces that are listened on or bound
 * @memory: the memory accounting context
 * @pages: array of entries, the first of which is not used
 * @count: number of entries
 * @one: port sets of the namespace at hand: only what is looked up for one socket
 */
struct twstat_port_entries {
	struct twstat_memory *memory;
	struct twstat_pages pages;
	u32 count;
	struct twstat_port_sets one;
};

static inline struct twstat_pinned *twstat_pinned(struct twstat_netns *netns)
{
	return container_of(netns, struct twstat_pinned, netns);
}

static inline struct twstat_counted *twstat_counted(struct twstat_part *part)
{
	return container_of(part, struct twstat_counted, part);
}

struct twstat_namespaces *twstat_namespaces_take(struct twstat_opener *opener);
void twstat_namespaces_drop(struct twstat_namespaces *namespaces);

int twstat_namespaces_pin(struct twstat_namespaces *namespaces);
void twstat_namespaces_unpin(struct twstat_namespaces *namespaces);

int twstat_port_entries_read(struct twstat_port_entries *entries,
			     struct twstat_namespaces *namespaces, const struct twstat_pins *pins);
int twstat_port_entries_apply(struct twstat_port_entries *entries, struct twstat_pinned *pinned);
void twstat_special_free(struct twstat_memory *memory, struct twstat_counted *counted);

/* In ip_local_port_range and not reserved. */
static inline bool twstat_pinned_usable(const struct twstat_pinned *pinned, u16 port)
{
	if (port < pinned->minimum || port > pinned->maximum)
		return false;
	/* A bit that is set meanwhile belongs to the next reading. */
	return !pinned->reserved || !data_race(test_bit(port, pinned->reserved));
}

/* TWSTAT_PORT_* of a port of a namespace that has a part. */
static inline u8 twstat_port_flags(const struct twstat_pinned *pinned, u16 port)
{
	const u8 *special =
		twstat_counted(pinned->netns.part)->special[port / TWSTAT_SPECIAL_PORTS];
	u8 flags = special ? special[port % TWSTAT_SPECIAL_PORTS] : 0;

	return twstat_pinned_usable(pinned, port) ? flags | TWSTAT_PORT_USABLE : flags;
}

#endif /* TWSTAT_NAMESPACES_H */
