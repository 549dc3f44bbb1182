/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One socket as it was read, and what it means: a destination, a side, what
 * remains of its timer, whether its port could be reused.
 */
#ifndef TWSTAT_OBSERVE_H
#define TWSTAT_OBSERVE_H

#include "twstat.h"

/**
 * union twstat_addrs - the two addresses of a socket, in network byte order
 * @ipv4: when its family is TWSTAT_IPV4; nobody looks at the rest then
 * @ipv6: else
 * @half: of these; the first one is all of @ipv4
 */
union twstat_addrs {
	struct {
		u32 remote;
		u32 local;
	} ipv4;
	struct {
		u32 remote[4];
		u32 local[4];
	} ipv6;
	u64 half[4];
};

/**
 * twstat_remote() - the peer's address, 4 or 16 bytes
 * @addrs: of a socket or a destination
 */
static inline const u8 *twstat_remote(const union twstat_addrs *addrs)
{
	return (const u8 *)addrs;
}

/**
 * twstat_local() - this host's address, 4 or 16 bytes
 * @addrs: of a socket or a destination
 * @family: of the same
 */
static inline const u8 *twstat_local(const union twstat_addrs *addrs, enum twstat_family family)
{
	return family == TWSTAT_IPV4 ? (const u8 *)&addrs->ipv4.local :
				       (const u8 *)addrs->ipv6.local;
}

/* Of the namespace being read. */
#define TWSTAT_SOCKET_OWN 0x01
/* Connect() chose its port. */
#define TWSTAT_SOCKET_CONNECTED 0x02
/* Negotiated TCP timestamps. */
#define TWSTAT_SOCKET_TIMESTAMP 0x10
/* Old enough for tcp_tw_reuse, and has timestamps. */
#define TWSTAT_SOCKET_AGED 0x20
/* These two are enum twstat_reuse, shifted. */
#define TWSTAT_SOCKET_REUSE_SHIFT 4

/**
 * union twstat_service - the service of a destination
 * @device: sk_bound_dev_if: VRFs and link-local peers may share addresses
 * @port: the remote one outbound, the local one inbound
 * @family: enum twstat_family; IPv4 over a dual-stack socket is IPv4
 * @side: enum twstat_side
 * @all: all of these at once, for comparing
 */
union twstat_service {
	struct {
		u32 device;
		u16 port;
		u8 family;
		u8 side;
	};
	u64 all;
};

/**
 * twstat_service_of() - the service of a socket
 * @part: its device and family, with no port and no side
 * @port: the remote one outbound, the local one inbound
 * @side: enum twstat_side
 *
 * At once where the order of bytes allows: stored a part at a time and loaded
 * whole, it would have to wait for its own stores.
 */
static inline union twstat_service twstat_service_of(union twstat_service part, u16 port,
						     enum twstat_side side)
{
	union twstat_service service = part;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	service.all |= (u64)port << 32 | (u64)side << 56;
#else
	service.port = port;
	service.side = side;
#endif
	return service;
}

/**
 * struct twstat_socket - one socket of the ehash
 * @addrs: its addresses
 * @service: its device and family; no port and no side, which are seen later
 * @hash: the kernel's own, of its namespace, addresses and ports
 * @remote_port: network byte order
 * @local_port: host byte order
 * @hash_and_ports: these three at once
 * @remaining_ms: of a timewait socket's timer, negative when overdue
 * @timestamp_age_s: since the peer's last timestamp, with _TIMESTAMP set
 * @mark: sk_mark of a timewait socket
 * @timer_cpu: whose wheel the timewait timer is on
 * @kind: enum twstat_kind
 * @tos: of a timewait socket
 * @flags: TWSTAT_SOCKET_*
 *
 * A request socket has no more than its addresses and ports.
 */
struct twstat_socket {
	union twstat_addrs addrs;
	union twstat_service service;
	union {
		struct {
			u32 hash;
			__be16 remote_port;
			u16 local_port;
		};
		u64 hash_and_ports;
	};
	s32 remaining_ms;
	s32 timestamp_age_s;
	u32 mark;
	u16 timer_cpu;
	u8 kind;
	u8 tos;
	u8 flags;
};

/**
 * struct twstat_key - what makes two sockets go to the same destination
 * @addrs: the addresses
 * @service: the rest
 */
struct twstat_key {
	union twstat_addrs addrs;
	union twstat_service service;
};

/* What a timewait socket is, in one number: kind, family, side and reuse. */
#define TWSTAT_CLASS_KIND 0x01
#define TWSTAT_CLASS_EXACT 0x02
#define TWSTAT_CLASS_FAMILY 0x04
#define TWSTAT_CLASS_SIDE 0x08
#define TWSTAT_CLASS_REUSE 0x30
#define TWSTAT_CLASS_REUSE_SHIFT 4
#define TWSTAT_CLASSES 64

/**
 * struct twstat_observation - what one socket adds
 * @socket: the socket, whose addresses are its destination's
 * @service: the rest of its destination
 * @hash: a keyed hash of the destination, the caller's: peers choose addresses
 * @kind: enum twstat_kind
 * @bin: of the remaining time, when it is a timewait socket
 * @reuse: enum twstat_reuse
 * @port_usable: 1 when outbound, and the local port is one connect() may choose
 */
struct twstat_observation {
	const struct twstat_socket *socket;
	union twstat_service service;
	u32 hash;
	u32 kind;
	u32 bin;
	u32 reuse;
	u32 port_usable;
};

#define TWSTAT_PORTS 65536
/* Of the range, and not reserved. */
#define TWSTAT_PORT_USABLE 0x01
/* Somebody listens there. */
#define TWSTAT_PORT_LISTENING 0x02

/**
 * struct twstat_port_sets - the ports that decide sides
 * @minimum: of ip_local_port_range
 * @maximum: of ip_local_port_range, itself inside it
 * @usable_count: the range less what is reserved
 * @port: what each port is, TWSTAT_PORT_*: bytes, since every socket asks
 */
struct twstat_port_sets {
	u16 minimum;
	u16 maximum;
	u32 usable_count;
	u8 port[TWSTAT_PORTS];
};

static inline bool twstat_usable(const struct twstat_port_sets *ports, u32 port)
{
	return ports->port[port] & TWSTAT_PORT_USABLE;
}

static inline bool twstat_listening(const struct twstat_port_sets *ports, u32 port)
{
	return ports->port[port] & TWSTAT_PORT_LISTENING;
}

static inline bool twstat_in_range(const struct twstat_port_sets *ports, u16 port)
{
	return port >= ports->minimum && port <= ports->maximum;
}

/*
 * Only the kernel's own mark says who opened the connection. A timewait
 * socket does not, so the rest infers it: services listen, and clients use
 * the ports that connect() hands out.
 */
static inline enum twstat_side twstat_side_of(const struct twstat_port_sets *ports,
					      const struct twstat_socket *socket)
{
	if (socket->flags & TWSTAT_SOCKET_CONNECTED)
		return TWSTAT_OUTBOUND;
	if (twstat_listening(ports, socket->local_port))
		return TWSTAT_INBOUND;
	/* All that is usable is in the range, and most of the range is. */
	if (twstat_usable(ports, socket->local_port) || twstat_in_range(ports, socket->local_port))
		return TWSTAT_OUTBOUND;
	if (twstat_in_range(ports, ntohs(socket->remote_port)))
		return TWSTAT_INBOUND;
	return TWSTAT_OUTBOUND;
}

/**
 * twstat_reuse_of() - what tcp_tw_reuse could do with a socket
 * @socket: any socket
 * @kind: its kind
 * @side: its side
 *
 * Says what connect() without a bound port finds in tcp_twsk_unique()
 * (net/ipv4/tcp_ipv4.c), whatever the value of tcp_tw_reuse: the timestamps
 * of the connection and its age (RFC 6191, section 2).
 *
 * Return: TWSTAT_REUSE_NONE when it is not an outbound TIME_WAIT socket.
 */
static inline enum twstat_reuse twstat_reuse_of(const struct twstat_socket *socket, u32 kind,
						enum twstat_side side)
{
	if (kind != TWSTAT_TIME_WAIT || side != TWSTAT_OUTBOUND)
		return TWSTAT_REUSE_NONE;
	return (enum twstat_reuse)(socket->flags >> TWSTAT_SOCKET_REUSE_SHIFT) %
	       TWSTAT_REUSE_STATES;
}

/**
 * twstat_observe_kind() - as twstat_observe(), of a kind the caller knows
 * @ports: the namespace's port sets
 * @socket: the socket as it was read; to outlive the observation
 * @kind: its kind: where it is a constant, nobody asks for it again
 * @observation: filled in but for its hash
 */
static __always_inline void twstat_observe_kind(const struct twstat_port_sets *ports,
						const struct twstat_socket *socket, u32 kind,
						struct twstat_observation *observation)
{
	enum twstat_side side = twstat_side_of(ports, socket);
	u16 port = socket->local_port;

	observation->port_usable = 0;
	observation->reuse = TWSTAT_REUSE_NONE;
	if (side == TWSTAT_OUTBOUND) {
		observation->port_usable = twstat_usable(ports, port);
		observation->reuse = twstat_reuse_of(socket, kind, side);
		port = ntohs(socket->remote_port);
	}
	observation->socket = socket;
	observation->service = twstat_service_of(socket->service, port, side);
	observation->kind = kind;
	observation->bin = twstat_bin(socket->remaining_ms);
}

/**
 * twstat_observe() - what one socket adds to the destinations
 * @ports: the namespace's port sets
 * @socket: the socket as it was read; to outlive the observation
 * @observation: filled in but for its hash
 */
static inline void twstat_observe(const struct twstat_port_sets *ports,
				  const struct twstat_socket *socket,
				  struct twstat_observation *observation)
{
	twstat_observe_kind(ports, socket, socket->kind, observation);
}

/* Of sockets that are no timewait sockets nobody asks it. */
static inline u8 twstat_class_of(const struct twstat_observation *observation)
{
	const struct twstat_socket *socket = observation->socket;
	u8 class = observation->kind * TWSTAT_CLASS_KIND +
		   socket->service.family * TWSTAT_CLASS_FAMILY +
		   observation->service.side * TWSTAT_CLASS_SIDE +
		   (observation->reuse << TWSTAT_CLASS_REUSE_SHIFT);

	if (socket->flags & TWSTAT_SOCKET_CONNECTED)
		class |= TWSTAT_CLASS_EXACT;
	return class;
}

#endif /* TWSTAT_OBSERVE_H */
