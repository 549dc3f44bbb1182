/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's netlink dump of TCP sockets, and what is read from it. */
#ifndef TWSTAT_READER_SOCK_DIAG_H
#define TWSTAT_READER_SOCK_DIAG_H

#include <netinet/tcp.h>

#include "model/snapshot.h"
#include "core/observe.h"
#include "source/sockets.h"

/**
 * struct diag_socket - one socket of the dump
 * @socket: in the form of the module's code
 * @inode: of the file that holds it, 0 for none
 * @state: TCP_ESTABLISHED and so on; a timewait socket's substate
 */
struct diag_socket {
	struct twstat_socket socket;
	uint32_t inode;
	uint8_t state;
};

/* Any return but DONE ends the dump. */
typedef int (*diag_visit)(const struct diag_socket *socket, void *data);

/* Masks of states, as the kernel takes them. */
#define DIAG_STATE(state) (1u << TCP_##state)
#define DIAG_LISTENING DIAG_STATE(LISTEN)
/* Sockets that are only bound: TCP_BOUND_INACTIVE of Linux 6.8 and later, the last state. */
#define DIAG_BOUND (DIAG_STATE(CLOSING) << 2)
#define DIAG_TIMEWAIT (DIAG_STATE(TIME_WAIT) | DIAG_STATE(FIN_WAIT2))
#define DIAG_LIVE                                                                \
	(DIAG_STATE(ESTABLISHED) | DIAG_STATE(SYN_SENT) | DIAG_STATE(SYN_RECV) | \
	 DIAG_STATE(FIN_WAIT1) | DIAG_STATE(FIN_WAIT2) | DIAG_STATE(CLOSE) |     \
	 DIAG_STATE(CLOSE_WAIT) | DIAG_STATE(LAST_ACK) | DIAG_STATE(CLOSING))
/* Every state of the established hash. */
#define DIAG_TABLE (DIAG_LIVE | DIAG_TIMEWAIT)

int diag_dump(unsigned int states, diag_visit visit, void *data);
int diag_ports(struct twstat_port_sets *ports);
int diag_enter(const char *netns, struct twstat_port_sets *ports);
int diag_bound_ports(struct twstat_port_sets *ports);
bool diag_lists_bound(void);
int diag_read(struct snapshot *snap);
int diag_sockets(socket_visit visit, void *data);

void diag_addresses(const union twstat_addrs *from, unsigned int family, struct address *local,
		    struct address *remote);
void diag_meta(struct snapshot *snap);
int read_number(const char *path, uint64_t *number);

#endif
