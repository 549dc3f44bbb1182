/* SPDX-License-Identifier: GPL-2.0 */
/* The sockets of one destination: their states and local ports. */
#ifndef TWSTAT_READER_ROW_SOCKETS_H
#define TWSTAT_READER_ROW_SOCKETS_H

#include "model/snapshot.h"

/**
 * struct row_sockets - of one destination
 * @sockets: all of them
 * @live: those that are neither in TIME_WAIT nor half-open
 * @close_wait: live ones whose peer has closed
 * @first: their first local port
 * @last: their last one
 */
struct row_sockets {
	uint64_t sockets;
	uint64_t live;
	uint64_t close_wait;
	uint16_t first;
	uint16_t last;
};

int row_sockets_count(struct row_sockets *row, const char *netns, const struct destination *dest,
		      bool only_live);

#endif
