/* SPDX-License-Identifier: GPL-2.0 */
/* One timewait socket: a row of the `sockets` file. */
#ifndef TWSTAT_READER_SOCKET_H
#define TWSTAT_READER_SOCKET_H

#include "model/address.h"
#include "model/span.h"

enum socket_number {
	SOCKET_BUCKET,
	SOCKET_POSITION,
	SOCKET_REMAINING_MS,
	SOCKET_TS_RECENT_AGE_S,
	SOCKET_MARK,
	SOCKET_TOS,
	SOCKET_TIMER_CPU,
	SOCKET_NUMBERS
};

/**
 * struct socket_row - one socket
 * @local: its address
 * @remote: the peer's
 * @local_port: host order
 * @remote_port: host order
 * @family: enum twstat_family
 * @side: enum twstat_side
 * @substate: as the source wrote it
 * @reuse: as the source wrote it, empty when not known
 * @number: see enum socket_number
 * @known: bit (1 << SOCKET_x) for each number that is known
 */
struct socket_row {
	struct address local, remote;
	uint16_t local_port, remote_port;
	uint8_t family, side;
	char substate[16];
	char reuse[16];
	int64_t number[SOCKET_NUMBERS];
	unsigned int known;
};

struct socket_columns {
	unsigned int columns;
	signed char column[32];
};

int socket_header(struct socket_columns *head, struct span line);
int socket_parse(const struct socket_columns *head, struct span line, struct socket_row *row);

#endif
