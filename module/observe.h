/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One socket as it was read, and what it means: a destination, a side, what
 * remains of its timer, whether its port could be reused.
 */
#ifndef TWSTAT_OBSERVE_H
#define TWSTAT_OBSERVE_H

#include "twstat.h"

/* Network byte order; an IPv4 address fills the first word, the rest is 0. */
union twstat_address {
	u8 byte[16];
	u32 word[4];
	u64 half[2];
};

/* Of the namespace being read. */
#define TWSTAT_SOCKET_OWN 0x01
/* Connect() chose its port. */
#define TWSTAT_SOCKET_CONNECTED 0x02
/* Negotiated TCP timestamps. */
#define TWSTAT_SOCKET_TIMESTAMP 0x04
/* Old enough for tcp_tw_reuse. */
#define TWSTAT_SOCKET_AGED 0x08
/* Timewait, its timer not pending. */
#define TWSTAT_SOCKET_UNARMED 0x10

/**
 * struct twstat_socket - one socket of the ehash
 * @local: its address
 * @remote: its peer's
 * @device: sk_bound_dev_if, 0 for none
 * @local_port: host byte order
 * @remote_port: host byte order
 * @remaining_ms: of a timewait socket's timer, negative when overdue
 * @timestamp_age_s: since the peer's last timestamp, with _TIMESTAMP set
 * @mark: sk_mark of a timewait socket
 * @timer_cpu: whose wheel the timewait timer is on
 * @family: enum twstat_family; IPv4 over a dual-stack socket is IPv4
 * @kind: enum twstat_kind
 * @tos: of a timewait socket
 * @flags: TWSTAT_SOCKET_*
 *
 * A request socket has no more than its addresses and ports.
 */
struct twstat_socket {
	union twstat_address local;
	union twstat_address remote;
	u32 device;
	u16 local_port;
	u16 remote_port;
	s32 remaining_ms;
	s32 timestamp_age_s;
	u32 mark;
	u16 timer_cpu;
	u8 family;
	u8 kind;
	u8 tos;
	u8 flags;
};

/**
 * union twstat_service - the service of a destination
 * @device: sk_bound_dev_if: VRFs and link-local peers may share addresses
 * @port: the remote one outbound, the local one inbound
 * @family: enum twstat_family
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
 * struct twstat_key - what makes two sockets go to the same destination
 * @local: this host's address
 * @remote: the peer's address
 * @service: the rest
 */
struct twstat_key {
	union twstat_address local;
	union twstat_address remote;
	union twstat_service service;
};

/**
 * struct twstat_observation - what one socket adds
 * @socket: the socket, whose addresses are its destination's
 * @service: the rest of its destination
 * @hash: a keyed hash of the destination, the caller's: peers choose addresses
 * @bin: of the remaining time, when it is a timewait socket
 * @reuse: enum twstat_reuse; _STATES unless outbound TIME_WAIT
 * @side_exact: the kernel's own mark decided the side
 * @port_usable: outbound, and the local port is one connect() may choose
 */
struct twstat_observation {
	const struct twstat_socket *socket;
	union twstat_service service;
	u32 hash;
	u8 bin;
	u8 reuse;
	bool side_exact;
	bool port_usable;
};

#define TWSTAT_PORT_BYTES (65536 / 8)

/**
 * struct twstat_port_sets - the ports that decide sides
 * @minimum: of ip_local_port_range
 * @maximum: of ip_local_port_range, itself inside it
 * @usable_count: the range less what is reserved
 * @usable: a bit for each port of the range that is not reserved
 * @listening: a bit for each port with a listener
 */
struct twstat_port_sets {
	u16 minimum;
	u16 maximum;
	u32 usable_count;
	u8 usable[TWSTAT_PORT_BYTES];
	u8 listening[TWSTAT_PORT_BYTES];
};

static inline bool twstat_port_in(const u8 *set, u16 port)
{
	return set[port / 8] >> (port % 8) & 1;
}

static inline void twstat_port_add(u8 *set, u16 port)
{
	set[port / 8] |= 1 << (port % 8);
}

static inline bool twstat_in_range(const struct twstat_port_sets *ports,
				   u16 port)
{
	return port >= ports->minimum && port <= ports->maximum;
}

/*
 * Only the kernel's own mark says who opened the connection. A timewait
 * socket does not, so the rest infers it: services listen, and clients use
 * the ports that connect() hands out.
 */
static inline enum twstat_side
twstat_side_of(const struct twstat_port_sets *ports,
	       const struct twstat_socket *socket)
{
	if (socket->flags & TWSTAT_SOCKET_CONNECTED)
		return TWSTAT_OUTBOUND;
	if (twstat_port_in(ports->listening, socket->local_port))
		return TWSTAT_INBOUND;
	if (twstat_in_range(ports, socket->local_port))
		return TWSTAT_OUTBOUND;
	if (twstat_in_range(ports, socket->remote_port))
		return TWSTAT_INBOUND;
	return TWSTAT_OUTBOUND;
}

/**
 * twstat_reuse_of() - what tcp_tw_reuse could do with a socket
 * @socket: any socket
 * @side: its side
 *
 * Says what connect() without a bound port finds in tcp_twsk_unique()
 * (net/ipv4/tcp_ipv4.c), whatever the value of tcp_tw_reuse: the timestamps
 * of the connection and its age (RFC 6191, section 2).
 *
 * Return: TWSTAT_REUSE_STATES when it is not an outbound TIME_WAIT socket.
 */
static inline enum twstat_reuse
twstat_reuse_of(const struct twstat_socket *socket, enum twstat_side side)
{
	if (socket->kind != TWSTAT_TIME_WAIT || side != TWSTAT_OUTBOUND)
		return TWSTAT_REUSE_STATES;
	if (socket->flags & TWSTAT_SOCKET_AGED)
		return TWSTAT_REUSE_READY;
	if (socket->flags & TWSTAT_SOCKET_TIMESTAMP)
		return TWSTAT_REUSE_YOUNG;
	return TWSTAT_REUSE_NO_TIMESTAMP;
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
	enum twstat_side side = twstat_side_of(ports, socket);
	u16 port = socket->local_port;

	observation->port_usable = false;
	if (side == TWSTAT_OUTBOUND) {
		observation->port_usable =
			twstat_port_in(ports->usable, socket->local_port);
		port = socket->remote_port;
	}
	observation->socket = socket;
	observation->service.device = socket->device;
	observation->service.port = port;
	observation->service.family = socket->family;
	observation->service.side = side;
	observation->bin = twstat_bin(socket->remaining_ms);
	observation->reuse = twstat_reuse_of(socket, side);
	observation->side_exact = socket->flags & TWSTAT_SOCKET_CONNECTED;
}

#endif /* TWSTAT_OBSERVE_H */
