// SPDX-License-Identifier: GPL-2.0
#include "observe.h"

static bool twstat_in_range(const struct twstat_port_sets *ports, u16 port)
{
	return port >= ports->minimum && port <= ports->maximum;
}

/*
 * Only the kernel's own mark says who opened the connection. A timewait
 * socket does not, so the rest infers it: services listen, and clients use
 * the ports that connect() hands out.
 */
static enum twstat_side twstat_side_of(const struct twstat_port_sets *ports,
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
enum twstat_reuse twstat_reuse_of(const struct twstat_socket *socket,
				  enum twstat_side side)
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
void twstat_observe(const struct twstat_port_sets *ports,
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
