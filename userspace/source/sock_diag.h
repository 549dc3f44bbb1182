/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's netlink dump of TCP sockets, and what is made of it. */
#ifndef TWSTAT_READER_SOCK_DIAG_H
#define TWSTAT_READER_SOCK_DIAG_H

#include "model/snapshot.h"
#include "core/observe.h"
#include "source/sockets.h"

/**
 * struct diag_socket - one socket of the dump
 * @socket: as the module's own code takes it
 * @inode: of the file that holds it, 0 for none
 * @state: TCP_ESTABLISHED and so on; a timewait socket's substate
 */
struct diag_socket {
	struct twstat_socket socket;
	uint32_t inode;
	uint8_t state;
};

/* What it returns other than DONE ends the dump. */
typedef int (*diag_visit)(const struct diag_socket *socket, void *data);

#define DIAG_LISTENING 0x400u /* TCP_LISTEN */
#define DIAG_TABLE 0xbfeu /* every state of the established hash */
#define DIAG_TIMEWAIT 0x60u /* TCP_TIME_WAIT, TCP_FIN_WAIT2 */

int diag_dump(unsigned int states, diag_visit visit, void *data);
int diag_ports(struct twstat_port_sets *ports);
int diag_read(struct snapshot *snap);
int diag_sockets(socket_visit visit, void *data);

void diag_addresses(const union twstat_addrs *from, unsigned int family, struct address *local,
		    struct address *remote);
void diag_meta(struct snapshot *snap);
int read_number(const char *path, uint64_t *number);

#endif
