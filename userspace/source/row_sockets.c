// SPDX-License-Identifier: GPL-2.0
/*
 * The sockets of one destination, from the netlink dump: which states they are in, and
 * which ports they have, is more than a snapshot keeps.
 */
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "source/row_sockets.h"
#include "source/sock_diag.h"
#include "source/source.h"

/**
 * struct row_search - state of the search
 * @ports: decide the sides
 * @dest: the destination
 * @row: what was found
 */
struct row_search {
	struct twstat_port_sets ports;
	const struct destination *dest;
	struct row_sockets *row;
};

static bool is_of(const struct row_search *search, const struct diag_socket *sock)
{
	struct destination dest = { 0 };
	struct twstat_observation seen;

	memset(&seen, 0, sizeof(seen));
	twstat_observe(&search->ports, &sock->socket, &seen);
	diag_addresses(&sock->socket.addrs, sock->socket.service.family, &dest.local, &dest.remote);
	dest.side = seen.service.side;
	dest.port = seen.service.port;
	return seen.service.device == search->dest->dev &&
	       !destination_compare(&dest, search->dest);
}

static int count_socket(const struct diag_socket *sock, void *data)
{
	struct row_search *search = data;
	struct row_sockets *row = search->row;
	uint16_t port = sock->socket.local_port;

	if (sock->socket.kind == TWSTAT_REQUEST || !is_of(search, sock))
		return DONE;
	if (!row->sockets || port < row->first)
		row->first = port;
	if (!row->sockets || port > row->last)
		row->last = port;
	row->sockets++;
	row->live += sock->socket.kind == TWSTAT_LIVE;
	row->close_wait += sock->state == TCP_CLOSE_WAIT;
	return DONE;
}

/**
 * row_sockets_count() - count the sockets of a destination
 * @row: filled
 * @netns: as for netns_select()
 * @dest: the destination
 * @only_live: leave timewait sockets out
 *
 * Return: DONE or FAILED.
 */
int row_sockets_count(struct row_sockets *row, const char *netns, const struct destination *dest,
		      bool only_live)
{
	struct row_search *search = calloc(1, sizeof(*search));
	int err;

	*row = (struct row_sockets){ 0 };
	if (!search)
		return failure("out of memory");
	search->dest = dest;
	search->row = row;
	err = diag_enter(netns, &search->ports);
	if (!err)
		err = diag_dump(only_live ? DIAG_LIVE : DIAG_TABLE, count_socket, search);
	free(search);
	return err;
}
