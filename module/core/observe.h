/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A socket as it was read, and its classification: destination, side, remaining
 * time, and whether its port could be reused.
 */
#ifndef TWSTAT_OBSERVE_H
#define TWSTAT_OBSERVE_H

#include "twstat.h"

/**
 * union twstat_addrs - the two addresses of a socket, in network byte order
 * @ipv4: valid if the family is TWSTAT_IPV4; the rest is undefined then
 * @ipv6: valid if the family is TWSTAT_IPV6
 * @half: both as 64-bit words, for comparing; the first one covers @ipv4
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
 * twstat_remote() - get the remote address, 4 or 16 bytes
 * @addrs: addresses of a socket or a destination
 */
static inline const u8 *twstat_remote(const union twstat_addrs *addrs)
{
	return (const u8 *)addrs;
}

/**
 * twstat_local() - get the local address, 4 or 16 bytes
 * @addrs: addresses of a socket or a destination
 * @family: their family
 */
static inline const u8 *twstat_local(const union twstat_addrs *addrs, enum twstat_family family)
{
	return family == TWSTAT_IPV4 ? (const u8 *)&addrs->ipv4.local :
				       (const u8 *)addrs->ipv6.local;
}

/* Belongs to the namespace being read. */
#define TWSTAT_SOCKET_OWN 0x01
/* Its local port was chosen by connect(). */
#define TWSTAT_SOCKET_CONNECTED 0x02
/* TCP timestamps were negotiated. */
#define TWSTAT_SOCKET_TIMESTAMP 0x10
/* Old enough for tcp_tw_reuse; implies TWSTAT_SOCKET_TIMESTAMP. */
#define TWSTAT_SOCKET_AGED 0x20
/* The last two flags are enum twstat_reuse, shifted. */
#define TWSTAT_SOCKET_REUSE_SHIFT 4

/* The kernel's default of tcp_tw_reuse_delay, for one that has no such sysctl. */
#define TWSTAT_REUSE_DELAY_MS 1000

/**
 * twstat_aged_before() - the time of entry from which on a socket is too young for reuse
 * @now_ms: the kernel's TCP clock
 * @delay_ms: tcp_tw_reuse_delay, negative if the kernel lacks it
 */
static inline u32 twstat_aged_before(u32 now_ms, s32 delay_ms)
{
	return now_ms - (delay_ms < 0 ? TWSTAT_REUSE_DELAY_MS : (u32)delay_ms);
}

/**
 * union twstat_service - a destination without its addresses
 * @device: sk_bound_dev_if, since VRFs and link-local peers may share addresses
 * @port: remote port if outbound, local port if inbound
 * @family: enum twstat_family; IPv4 over a dual-stack socket is IPv4
 * @side: enum twstat_side
 * @all: all of these as one word, for comparing
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
 * twstat_service_of() - complete the service of a socket
 * @part: device and family; port and side are 0
 * @port: remote port if outbound, local port if inbound
 * @side: enum twstat_side
 *
 * Computed in a register on little-endian machines: storing the parts and then
 * loading the word would stall on store forwarding.
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

/* The same service with another device, in a register as well. */
static inline union twstat_service twstat_service_with(union twstat_service service, u32 device)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	service.all = service.all >> 32 << 32 | device;
#else
	service.device = device;
#endif
	return service;
}

/**
 * struct twstat_socket - one socket of the established hash
 * @addrs: its addresses
 * @service: device and family; port and side are 0
 * @hash: sk_hash, the kernel's hash of namespace, addresses and ports
 * @remote_port: remote port, network byte order
 * @local_port: local port, host byte order
 * @hash_and_ports: these three as one word
 * @remaining_ms: remaining time of a timewait socket, negative if overdue
 * @timestamp_age_s: seconds since the last timestamp of the peer, if the
 *	socket has timestamps
 * @mark: mark of a timewait socket
 * @timer_cpu: CPU of the timer wheel that a timewait socket is on
 * @kind: enum twstat_kind
 * @tos: TOS of a timewait socket
 * @flags: TWSTAT_SOCKET_*
 * @cookie: cookie of a timewait socket, 0 if it has none; only read with the details
 *
 * Of a request socket only the addresses, the ports and @kind are valid.
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
	u8 kind;
	u8 flags;
	u8 tos;
	u16 timer_cpu;
	s32 timestamp_age_s;
	u32 mark;
	u64 cookie;
};

/**
 * struct twstat_key - identity of a destination
 * @addrs: the addresses
 * @service: device, port, family and side
 */
struct twstat_key {
	union twstat_addrs addrs;
	union twstat_service service;
};

/* The class of a timewait socket: kind, family, side and reuse in one number. */
#define TWSTAT_CLASS_KIND 0x01
#define TWSTAT_CLASS_EXACT 0x02
#define TWSTAT_CLASS_FAMILY 0x04
#define TWSTAT_CLASS_SIDE 0x08
#define TWSTAT_CLASS_REUSE 0x30
#define TWSTAT_CLASS_REUSE_SHIFT 4
#define TWSTAT_CLASSES 64

/**
 * struct twstat_observation - classification of one socket
 * @socket: the socket, which has the addresses of the destination
 * @service: device, port, family and side of the destination
 * @hash: hash of the destination, keyed since peers choose addresses
 * @kind: enum twstat_kind
 * @bin: bin of the remaining time of a timewait socket
 * @reuse: enum twstat_reuse
 * @port_usable: 1 if outbound and the local port is one that connect() may choose
 * @port_bound: 1 if @port_usable is, but connect() passes over the port
 */
struct twstat_observation {
	const struct twstat_socket *socket;
	union twstat_service service;
	u32 hash;
	u32 kind;
	u32 bin;
	u32 reuse;
	u32 port_usable;
	u32 port_bound;
};

#define TWSTAT_PORTS 65536
/* In ip_local_port_range and not reserved. */
#define TWSTAT_PORT_USABLE 0x01
/* A socket listens on the port. */
#define TWSTAT_PORT_LISTENING 0x02
/* connect() passes over it, since bind() made or joined its bind bucket. */
#define TWSTAT_PORT_BOUND 0x04

/**
 * struct twstat_port_sets - what is known of the ports of a namespace
 * @minimum: first port of ip_local_port_range
 * @maximum: last port of ip_local_port_range
 * @usable_count: number of ports of the range that are not reserved
 * @bound_count: usable ports that are bound
 * @shared_count: of these, ports of sockets with SO_REUSEADDR alone, none listening
 * @free_count: usable ports without a bind bucket
 * @unseen_count: usable ports that are listened on, but not bound: listeners in an
 *	L3 domain leave them to connect(), whose sockets look inbound then
 * @port: TWSTAT_PORT_* of each port; bytes, since they are looked up for every socket
 */
struct twstat_port_sets {
	u16 minimum;
	u16 maximum;
	u32 usable_count;
	u32 bound_count;
	u32 shared_count;
	u32 free_count;
	u32 unseen_count;
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

static inline bool twstat_bound(const struct twstat_port_sets *ports, u32 port)
{
	return ports->port[port] & TWSTAT_PORT_BOUND;
}

static inline bool twstat_in_range(const struct twstat_port_sets *ports, u16 port)
{
	return port >= ports->minimum && port <= ports->maximum;
}

/*
 * Only the kernel's mark is exact. A timewait socket does not record which side
 * opened the connection, so without the mark it is inferred: services listen,
 * and clients use the ports that connect() chooses.
 */
static inline enum twstat_side twstat_side_of(const struct twstat_port_sets *ports,
					      const struct twstat_socket *socket)
{
	if (socket->flags & TWSTAT_SOCKET_CONNECTED)
		return TWSTAT_OUTBOUND;
	if (twstat_listening(ports, socket->local_port))
		return TWSTAT_INBOUND;
	/* Usable ports are in the range; checking them first saves the comparison. */
	if (twstat_usable(ports, socket->local_port) || twstat_in_range(ports, socket->local_port))
		return TWSTAT_OUTBOUND;
	if (twstat_in_range(ports, ntohs(socket->remote_port)))
		return TWSTAT_INBOUND;
	return TWSTAT_OUTBOUND;
}

/**
 * twstat_reuse_of() - whether tcp_tw_reuse could take over a socket
 * @socket: any socket
 * @kind: its kind
 * @side: its side
 *
 * The conditions of tcp_twsk_unique() (net/ipv4/tcp_ipv4.c) for connect() without
 * a bound port: the connection had timestamps and is old enough (RFC 6191,
 * section 2). The value of tcp_tw_reuse is not considered.
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

/* The local port is listened on, bound, reserved or out of the range. */
static __always_inline enum twstat_side twstat_observe_port(const struct twstat_port_sets *ports,
							    const struct twstat_socket *socket,
							    u32 kind,
							    struct twstat_observation *observation)
{
	enum twstat_side side = twstat_side_of(ports, socket);
	u32 port = socket->local_port;

	observation->port_usable = side == TWSTAT_OUTBOUND && twstat_usable(ports, port);
	observation->port_bound = observation->port_usable && twstat_bound(ports, port);
	observation->reuse = twstat_reuse_of(socket, kind, side);
	if (observation->reuse == TWSTAT_REUSE_READY &&
	    (!observation->port_usable || observation->port_bound))
		observation->reuse = TWSTAT_REUSE_NONE;
	return side;
}

/**
 * twstat_observe_as() - classify a socket whose kind the caller knows, and its port
 * @ports: port sets of the namespace; not looked at if @usual
 * @usual: its local port is usable, neither bound nor listened on
 * @socket: the socket; must outlive the observation
 * @kind: its kind; a constant removes the branches on it
 * @observation: filled in, except for the hash
 */
static __always_inline void twstat_observe_as(const struct twstat_port_sets *ports, bool usual,
					      const struct twstat_socket *socket, u32 kind,
					      struct twstat_observation *observation)
{
	enum twstat_side side = TWSTAT_OUTBOUND;
	u16 port = socket->local_port;

	/* The usual port: one that connect() chose. */
	if (likely(usual)) {
		observation->port_usable = 1;
		observation->port_bound = 0;
		observation->reuse = twstat_reuse_of(socket, kind, side);
	} else {
		side = twstat_observe_port(ports, socket, kind, observation);
	}
	if (side == TWSTAT_OUTBOUND)
		port = ntohs(socket->remote_port);
	observation->socket = socket;
	observation->service = twstat_service_of(socket->service, port, side);
	observation->kind = kind;
	observation->bin = twstat_bin(socket->remaining_ms);
}

/**
 * twstat_observe_kind() - classify a socket whose kind the caller knows
 * @ports: port sets of the namespace
 * @socket: the socket; must outlive the observation
 * @kind: its kind; a constant removes the branches on it
 * @observation: filled in, except for the hash
 */
static __always_inline void twstat_observe_kind(const struct twstat_port_sets *ports,
						const struct twstat_socket *socket, u32 kind,
						struct twstat_observation *observation)
{
	twstat_observe_as(ports, ports->port[socket->local_port] == TWSTAT_PORT_USABLE, socket,
			  kind, observation);
}

/**
 * twstat_observe() - classify a socket
 * @ports: port sets of the namespace
 * @socket: the socket; must outlive the observation
 * @observation: filled in, except for the hash
 */
static inline void twstat_observe(const struct twstat_port_sets *ports,
				  const struct twstat_socket *socket,
				  struct twstat_observation *observation)
{
	twstat_observe_kind(ports, socket, socket->kind, observation);
}

/* Only valid for timewait sockets. */
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
