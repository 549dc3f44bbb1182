/* SPDX-License-Identifier: GPL-2.0 */
/* Timewait sockets one by one, without storing them. */
#ifndef TWSTAT_READER_SOURCE_SOCKETS_H
#define TWSTAT_READER_SOURCE_SOCKETS_H

#include "model/socket.h"
#include "source/request.h"

/* Called for each socket; any return but DONE ends the reading. */
typedef int (*socket_visit)(const struct socket_row *row, void *data);

int sockets_read(const struct source_request *req, enum source_kind *used, socket_visit visit,
		 void *data);

#endif
