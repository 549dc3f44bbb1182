// SPDX-License-Identifier: GPL-2.0
/* Timewait sockets one by one, from the netlink dump. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "source/sock_diag.h"
#include "source/source.h"

/**
 * struct listing - a dump and its visitor
 * @ports: decide the side
 * @visit: the visitor
 * @data: for it
 */
struct listing {
	struct twstat_port_sets ports;
	socket_visit visit;
	void *data;
};

static int list_socket(const struct diag_socket *sock, void *data)
{
	struct listing *listing = data;
	struct twstat_observation seen;
	struct socket_row row;

	if (sock->socket.kind > TWSTAT_FIN_WAIT2)
		return DONE;
	memset(&seen, 0, sizeof(seen));
	memset(&row, 0, sizeof(row));
	twstat_observe(&listing->ports, &sock->socket, &seen);
	diag_addresses(&sock->socket.addrs, sock->socket.service.family, &row.local, &row.remote);
	row.local_port = sock->socket.local_port;
	row.remote_port = ntohs(sock->socket.remote_port);
	row.family = row.local.family;
	row.side = seen.service.side;
	snprintf(row.substate, sizeof(row.substate), "%s",
		 sock->socket.kind == TWSTAT_TIME_WAIT ? "TIME_WAIT" : "FIN_WAIT2");
	/* The dump reports 0 for overdue timers: unknown. */
	if (sock->socket.remaining_ms > 0) {
		row.number[SOCKET_REMAINING_MS] = sock->socket.remaining_ms;
		row.known = 1u << SOCKET_REMAINING_MS;
	}
	return listing->visit(&row, listing->data);
}

/**
 * diag_sockets() - visit every timewait socket of the dump
 * @visit: called for each
 * @data: for @visit
 *
 * Return: DONE, FAILED, or what @visit returned.
 */
int diag_sockets(socket_visit visit, void *data)
{
	struct listing *listing = calloc(1, sizeof(*listing));
	int err;

	if (!listing)
		return failure("out of memory");
	listing->visit = visit;
	listing->data = data;
	err = diag_ports(&listing->ports);
	if (!err)
		err = diag_dump(DIAG_TIMEWAIT, list_socket, listing);
	free(listing);
	return err;
}
