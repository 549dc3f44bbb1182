/* SPDX-License-Identifier: GPL-2.0 */
/* Timewait sockets one by one, without keeping them. */
#ifndef TWSTAT_READER_SOURCE_SOCKETS_H
#define TWSTAT_READER_SOURCE_SOCKETS_H

#include "model/socket.h"
#include "options.h"

/* Called for each socket; what it returns other than DONE ends the reading. */
typedef int (*socket_visit)(const struct socket_row *row, void *data);

int sockets_read(const struct options *opt, const char **source, socket_visit visit, void *data);

#endif
