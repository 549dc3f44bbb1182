// SPDX-License-Identifier: GPL-2.0
/* Rows of the `sockets` file. */
#include <stdio.h>
#include <string.h>

#include "model/bins.h"
#include "model/socket.h"
#include "errors.h"

enum {
	FIELD_FAMILY = SOCKET_NUMBERS,
	FIELD_SIDE,
	FIELD_LOCAL_ADDR,
	FIELD_LOCAL_PORT,
	FIELD_REMOTE_ADDR,
	FIELD_REMOTE_PORT,
	FIELD_SUBSTATE,
	FIELD_REUSE,
	FIELDS
};

static const char *const names[FIELDS] = {
	[SOCKET_BUCKET] = "bucket",
	[SOCKET_POSITION] = "position",
	[SOCKET_REMAINING_MS] = "remaining_ms",
	[SOCKET_TS_RECENT_AGE_S] = "ts_recent_age_s",
	[SOCKET_MARK] = "mark",
	[SOCKET_TOS] = "tos",
	[SOCKET_TIMER_CPU] = "timer_cpu",
	[FIELD_FAMILY] = "family",
	[FIELD_SIDE] = "side",
	[FIELD_LOCAL_ADDR] = "local_addr",
	[FIELD_LOCAL_PORT] = "local_port",
	[FIELD_REMOTE_ADDR] = "remote_addr",
	[FIELD_REMOTE_PORT] = "remote_port",
	[FIELD_SUBSTATE] = "substate",
	[FIELD_REUSE] = "reuse",
};

/** socket_header() - find the columns by name; DONE or FAILED */
int socket_header(struct socket_columns *head, struct span line)
{
	unsigned int seen = 0, field;
	struct span word;

	for (head->columns = 0; word = span_word(&line), word.len; head->columns++) {
		if (head->columns == sizeof(head->column))
			return failure("the list of sockets has too many columns");
		head->column[head->columns] = -1;
		for (field = 0; field < FIELDS; field++) {
			if (!span_is(word, names[field]))
				continue;
			head->column[head->columns] = (signed char)field;
			seen |= 1u << field;
		}
	}
	for (field = FIELD_FAMILY; field <= FIELD_SUBSTATE; field++)
		if (!(seen & (1u << field)))
			return failure("the list of sockets has no column %s", names[field]);
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

static int parse_field(struct socket_row *row, int field, struct span word)
{
	switch (field) {
	case FIELD_FAMILY:
		row->family = span_is(word, "ipv6") ? FAMILY_IPV6 : FAMILY_IPV4;
		return 0;
	case FIELD_SIDE:
		row->side = span_is(word, "inbound") ? TWSTAT_INBOUND : TWSTAT_OUTBOUND;
		return 0;
	case FIELD_LOCAL_ADDR:
		return address_parse(&row->local, word.at, word.len);
	case FIELD_REMOTE_ADDR:
		return address_parse(&row->remote, word.at, word.len);
	case FIELD_LOCAL_PORT:
		return parse_port(&row->local_port, word);
	case FIELD_REMOTE_PORT:
		return parse_port(&row->remote_port, word);
	case FIELD_SUBSTATE:
		return copy(row->substate, sizeof(row->substate), word);
	case FIELD_REUSE:
		return span_is(word, "-") ? 0 : copy(row->reuse, sizeof(row->reuse), word);
	default:
		return parse_number(row, field, word);
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
				       names[(int)head->column[i]],
				       word.len > 40 ? 40 : (int)word.len, word.at);
	}
	return DONE;
}
