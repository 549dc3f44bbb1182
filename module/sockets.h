/* SPDX-License-Identifier: GPL-2.0 */
/* The raw rows, streamed while they are read. */
#ifndef TWSTAT_SOCKETS_H
#define TWSTAT_SOCKETS_H

#include <linux/types.h>

struct iov_iter;
struct twstat_opener;
struct twstat_stream;

struct twstat_stream *twstat_stream_open(struct twstat_opener *opener);
ssize_t twstat_stream_read(struct twstat_stream *stream, struct iov_iter *to);
void twstat_stream_close(struct twstat_stream *stream);

#endif /* TWSTAT_SOCKETS_H */
