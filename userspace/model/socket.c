// SPDX-License-Identifier: GPL-2.0
/* Rows of the `sockets` file. */
#include <stdio.h>
#include <string.h>

#include "model/bins.h"
#include "model/columns.h"
#include "model/socket.h"
#include "errors.h"

static const signed char number_of[TWSTAT_COLUMNS] = {
	[TWSTAT_SOCKETS_BUCKET] = SOCKET_BUCKET,
	[TWSTAT_SOCKETS_POSITION] = SOCKET_POSITION,
	[TWSTAT_SOCKETS_REMAINING_MS] = SOCKET_REMAINING_MS,
	[TWSTAT_SOCKETS_TS_RECENT_AGE_S] = SOCKET_TS_RECENT_AGE_S,
	[TWSTAT_SOCKETS_MARK] = SOCKET_MARK,
	[TWSTAT_SOCKETS_TOS] = SOCKET_TOS,
	[TWSTAT_SOCKETS_TIMER_CPU] = SOCKET_TIMER_CPU,
};

/** socket_header() - find the columns by name; DONE or FAILED */
int socket_header(struct socket_columns *head, struct span line)
{
	const uint64_t required = column_range(TWSTAT_SOCKETS_FAMILY, TWSTAT_SOCKETS_SUBSTATE);
	const char *missing;
	uint64_t seen = 0;
	struct span word;

	for (head->columns = 0; word = span_word(&line), word.len; head->columns++) {
		int column = column_find(TWSTAT_SOCKETS, word);

		if (head->columns == sizeof(head->column))
			return failure("the list of sockets has too many columns");
		head->column[head->columns] = (signed char)column;
		if (column >= 0)
			seen |= COLUMN_BIT(column);
	}
	missing = column_missing(TWSTAT_SOCKETS, required, seen);
	if (missing)
		return failure("the list of sockets has no column %s", missing);
	return DONE;
}

static int parse_number(struct socket_row *row, int field, struct span word)
{
	if (span_is(word, "-"))
		return 0;
	row->known |= 1u << field;
	return span_s64(word, &row->number[field]);
}

static int parse_port(uint16_t *port, struct span word)
{
	uint64_t value;

	if (span_u64(word, &value) || value > UINT16_MAX)
		return -1;
	*port = (uint16_t)value;
	return 0;
}

static int copy(char *to, size_t size, struct span word)
{
	if (word.len >= size)
		return -1;
	memcpy(to, word.at, word.len);
	to[word.len] = '\0';
	return 0;
}

static int parse_field(struct socket_row *row, int column, struct span word)
{
	switch (column) {
	case TWSTAT_SOCKETS_FAMILY:
		row->family = span_is(word, "ipv6") ? TWSTAT_IPV6 : TWSTAT_IPV4;
		return 0;
	case TWSTAT_SOCKETS_SIDE:
		row->side = span_is(word, "inbound") ? TWSTAT_INBOUND : TWSTAT_OUTBOUND;
		return 0;
	case TWSTAT_SOCKETS_LOCAL_ADDR:
		return address_parse(&row->local, word.at, word.len);
	case TWSTAT_SOCKETS_REMOTE_ADDR:
		return address_parse(&row->remote, word.at, word.len);
	case TWSTAT_SOCKETS_LOCAL_PORT:
		return parse_port(&row->local_port, word);
	case TWSTAT_SOCKETS_REMOTE_PORT:
		return parse_port(&row->remote_port, word);
	case TWSTAT_SOCKETS_SUBSTATE:
		return copy(row->substate, sizeof(row->substate), word);
	case TWSTAT_SOCKETS_REUSE:
		return span_is(word, "-") ? 0 : copy(row->reuse, sizeof(row->reuse), word);
	default:
		return parse_number(row, number_of[column], word);
	}
}

/**
 * socket_parse() - read a row
 * @head: from socket_header()
 * @line: the row
 * @row: filled
 *
 * Return: DONE or FAILED.
 */
int socket_parse(const struct socket_columns *head, struct span line, struct socket_row *row)
{
	unsigned int i;

	memset(row, 0, sizeof(*row));
	for (i = 0; i < head->columns; i++) {
		struct span word = span_word(&line);

		if (!word.len)
			return failure("the list of sockets has a line that is cut off");
		if (head->column[i] >= 0 && parse_field(row, head->column[i], word))
			return failure("the list of sockets has a wrong %s: \"%.*s\"",
				       twstat_columns[(int)head->column[i]].name,
				       word.len > 40 ? 40 : (int)word.len, word.at);
	}
	return DONE;
}
