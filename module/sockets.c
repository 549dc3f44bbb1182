// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>

#include "core/format.h"
#include "core/format_rows.h"
#include "opener.h"
#include "ports.h"
#include "sockets.h"
#include "walk/walk.h"

/* Maximum length of a row. */
#define TWSTAT_SOCKET_MAX 256

/**
 * struct twstat_stream - an open stream of sockets
 * @opener: the opener, its namespace and its privileges
 * @status: last return value of twstat_walk_next(); the walk has ended if it is <= 0
 * @walk: the walk, continued by each read
 * @ports: port sets of the namespace
 * @chain: index of the current chain in the walk's group
 * @record: index of the next record to check for that chain
 * @position: number of sockets of that chain before @record
 * @begin: offset in @text of the first byte not yet read
 * @end: length of @text
 * @text: formatted rows
 */
struct twstat_stream {
	struct twstat_opener *opener;
	int status;
	struct twstat_walk walk;
	struct twstat_port_sets ports;
	u32 chain;
	u32 record;
	u32 position;
	u32 begin;
	u32 end;
	char text[TWSTAT_PAGE_BYTES];
};

/**
 * twstat_stream_open() - begin a reading
 * @opener: its namespace is read; outlives the stream
 *
 * Context: process context, may sleep.
 * Return: the stream, or an error as twstat_alloc() gives it.
 */
struct twstat_stream *twstat_stream_open(struct twstat_opener *opener)
{
	struct twstat_stream *stream;

	stream = twstat_alloc(&opener->memory, sizeof(*stream));
	if (IS_ERR(stream))
		return stream;
	stream->opener = opener;
	stream->status = 1;
	twstat_walk_begin(&stream->walk, opener->net, &opener->memory);
	stream->walk.ctx.details = true;
	twstat_ports_read(&stream->ports, opener->net);
	stream->end = twstat_put_header(stream->text, TWSTAT_SOCKETS) - stream->text;
	return stream;
}

static char *twstat_stream_row(struct twstat_stream *stream, char *out,
			       const struct twstat_socket *socket)
{
	const struct twstat_place place = {
		.shown = stream->opener->whole_table,
		.mark_shown = stream->opener->mark,
		.bucket = stream->walk.group.chain[stream->chain].slot,
		.position = stream->position,
	};
	struct twstat_observation observation;

	if (!(socket->flags & TWSTAT_SOCKET_OWN) || socket->kind > TWSTAT_FIN_WAIT2)
		return out;
	twstat_observe(&stream->ports, socket, &observation);
	return twstat_put_socket(out, socket, observation.service.side, &place);
}

/* The next row of the group at hand at @out; false when it has no more. */
static bool twstat_stream_next(struct twstat_stream *stream, char **out)
{
	const struct twstat_record *record;
	char *start = *out;

	for (; stream->chain < stream->walk.group.done; stream->chain++) {
		while (stream->record < stream->walk.group.count) {
			/* A long chain may be that of another namespace. */
			if (stream->record % TWSTAT_RECORDS_PER_PAGE == 0)
				cond_resched();
			record = twstat_group_record(&stream->walk.group, stream->record++);
			if (record->chain != &stream->walk.group.chain[stream->chain])
				continue;
			*out = twstat_stream_row(stream, start, &record->socket);
			stream->position++;
			if (*out != start)
				return true;
		}
		stream->record = 0;
		stream->position = 0;
	}
	return false;
}

static int twstat_stream_group(struct twstat_stream *stream)
{
	/* An error stays: a reading that failed is not taken up again. */
	if (stream->status <= 0)
		return stream->status;
	stream->status = twstat_walk_next(&stream->walk);
	if (stream->status < 0)
		stream->walk.group.done = 0;
	stream->chain = 0;
	stream->record = 0;
	stream->position = 0;
	return stream->status;
}

/* Fills the text with what comes next; 0 when nothing does. */
static int twstat_stream_fill(struct twstat_stream *stream)
{
	char *out = stream->text;
	int status;

	stream->begin = 0;
	stream->end = 0;
	while (out + TWSTAT_SOCKET_MAX <= stream->text + sizeof(stream->text)) {
		if (twstat_stream_next(stream, &out))
			continue;
		/* What is exact already goes first. */
		if (out != stream->text)
			break;
		status = twstat_stream_group(stream);
		if (status <= 0)
			return status;
	}
	stream->end = out - stream->text;
	return stream->end;
}

static size_t twstat_stream_copy(struct twstat_stream *stream, struct iov_iter *to)
{
	size_t length = min_t(size_t, iov_iter_count(to), stream->end - stream->begin);
	size_t copied = copy_to_iter(stream->text + stream->begin, length, to);

	stream->begin += copied;
	return copied;
}

/**
 * twstat_stream_read() - the next text
 * @stream: from twstat_stream_open()
 * @to: where it goes
 *
 * Each chain is exact when it is reached, and reached once.
 *
 * Context: process context, may sleep; one reader at a time.
 * Return: bytes copied, 0 at the end, -EFAULT, -EINTR upon a fatal signal, or what
 * twstat_walk_next() said.
 */
ssize_t twstat_stream_read(struct twstat_stream *stream, struct iov_iter *to)
{
	size_t done = 0, copied;
	int filled;

	while (iov_iter_count(to)) {
		if (fatal_signal_pending(current))
			return done ? done : -EINTR;
		cond_resched();
		if (stream->begin == stream->end) {
			filled = twstat_stream_fill(stream);
			if (filled < 0)
				return done ? done : filled;
			if (!filled)
				break;
		}
		copied = twstat_stream_copy(stream, to);
		if (!copied)
			return done ? done : -EFAULT;
		done += copied;
	}
	return done;
}

/**
 * twstat_stream_close() - end a reading
 * @stream: from twstat_stream_open()
 */
void twstat_stream_close(struct twstat_stream *stream)
{
	twstat_walk_end(&stream->walk);
	twstat_free(&stream->opener->memory, stream, sizeof(*stream));
}
