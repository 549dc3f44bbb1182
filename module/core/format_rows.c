// SPDX-License-Identifier: GPL-2.0
#include "bins.h"
#include "format.h"
#include "format_rows.h"
#include "left.h"

/* The first two fields of a row, and their length. */
static const struct {
	char text[15];
	u8 length;
} twstat_row_begins[TWSTAT_FAMILIES][TWSTAT_SIDES] = {
	{ { "ipv4 outbound ", 14 }, { "ipv4 inbound ", 13 } },
	{ { "ipv6 outbound ", 14 }, { "ipv6 inbound ", 13 } },
};

static const char *const twstat_substate_names[] = { "TIME_WAIT", "FIN_WAIT2" };
static const char *const twstat_reuse_names[] = {
	[TWSTAT_REUSE_READY] = "ready",
	[TWSTAT_REUSE_YOUNG] = "young",
	[TWSTAT_REUSE_NO_TIMESTAMP] = "no_timestamp",
};

/**
 * twstat_put_header() - write the header line of a section
 * @out: room for TWSTAT_LINE_MAX bytes
 * @section: TWSTAT_TIMERS and so on
 *
 * Writes nothing for a section without columns.
 */
char *twstat_put_header(char *out, unsigned int section)
{
	char separator = '\0';
	u32 i;

	for (i = 0; i < TWSTAT_COLUMNS; i++) {
		if (twstat_columns[i].section != section)
			continue;
		if (separator)
			out = twstat_put_char(out, separator);
		separator = ' ';
		out = twstat_put_string(out, twstat_columns[i].name);
	}
	return separator ? twstat_put_char(out, '\n') : out;
}

/**
 * twstat_put_timer() - write one bin of the namespace
 * @out: room for TWSTAT_LINE_MAX bytes
 * @totals: sums of the namespace
 * @bin: the bin, less than TWSTAT_BINS
 */
char *twstat_put_timer(char *out, const struct twstat_totals *totals, u32 bin)
{
	if (bin == TWSTAT_BIN_OVERDUE)
		out = twstat_put_string(out, "-inf");
	else
		out = twstat_put_u64(out, twstat_bin_end_ms(bin - 1));
	out = twstat_put_char(out, ' ');
	if (bin == TWSTAT_BIN_BEYOND)
		out = twstat_put_string(out, "inf");
	else
		out = twstat_put_u64(out, twstat_bin_end_ms(bin));
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, totals->bins[TWSTAT_TIME_WAIT][bin]);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, totals->bins[TWSTAT_FIN_WAIT2][bin]);
	return twstat_put_char(out, '\n');
}

/**
 * twstat_put_chain_length() - write the line of one chain length
 * @out: room for TWSTAT_LINE_MAX bytes
 * @chain_length: sockets in each chain
 * @buckets: number of such chains
 * @timewait: timewait sockets in them
 */
char *twstat_put_chain_length(char *out, u32 chain_length, u64 buckets, u64 timewait)
{
	out = twstat_put_u64(out, chain_length);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, buckets);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, chain_length * buckets);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, timewait);
	return twstat_put_char(out, '\n');
}

static char *twstat_put_begin(char *out, u32 family, u32 side)
{
	memcpy(out, twstat_row_begins[family][side].text,
	       sizeof(twstat_row_begins[family][side].text));
	return out + twstat_row_begins[family][side].length;
}

char *twstat_put_field(char *out, u32 value)
{
	return twstat_put_u32(twstat_put_char(out, ' '), value);
}

char *twstat_put_who(char *out, const struct twstat_destination *row)
{
	const union twstat_service *service = &row->key.service;
	const union twstat_addrs *addrs = &row->key.addrs;

	out = twstat_put_begin(out, service->family, service->side);
	if (row->is_other)
		return twstat_put_string(out, "* * *");
	out = twstat_put_address(out, service->family, twstat_local(addrs, service->family));
	out = twstat_put_char(out, ' ');
	out = twstat_put_address(out, service->family, twstat_remote(addrs));
	return twstat_put_field(out, service->port);
}

/* Of an incomplete row neither is known. */
static char *twstat_put_live(char *out, const struct twstat_destination *row)
{
	if (row->incomplete)
		return twstat_put_string(out, " - -");
	return twstat_put_field(twstat_put_field(out, row->live), row->ports);
}

static char *twstat_put_outbound(char *out, const struct twstat_destination *row)
{
	out = twstat_put_field(out, twstat_destination_timewait(row));
	out = twstat_put_field(out, row->fin_wait2);
	out = twstat_put_live(out, row);
	out = twstat_put_field(out, twstat_destination_ready(row));
	out = twstat_put_field(out, row->timewait[TWSTAT_REUSE_YOUNG]);
	out = twstat_put_field(out, row->timewait[TWSTAT_REUSE_NO_TIMESTAMP]);
	return twstat_put_field(out, row->overdue);
}

static char *twstat_put_counts(char *out, const struct twstat_destination *row)
{
	if (row->key.service.side == TWSTAT_OUTBOUND)
		return twstat_put_outbound(out, row);
	out = twstat_put_field(out, twstat_destination_timewait(row));
	out = twstat_put_field(out, row->fin_wait2);
	out = twstat_put_string(out, " - - - - -");
	return twstat_put_field(out, row->overdue);
}

static char *twstat_put_bin(char *out, u32 bin, u32 count, bool first)
{
	if (!first)
		out = twstat_put_char(out, ',');
	out = twstat_put_u32(out, bin);
	out = twstat_put_char(out, ':');
	return twstat_put_u32(out, count);
}

char *twstat_put_histogram(char *out, const struct twstat_destination *row)
{
	struct twstat_bin_cursor cursor = { .bin = 0 };
	u32 packed = row->inline_bins[0];
	char *start = out;

	/* The usual case in large tables. */
	if (likely(twstat_one_bin(row)))
		return twstat_put_bin(out, packed % TWSTAT_BINS, packed >> TWSTAT_INLINE_BIN_SHIFT,
				      true);
	while (twstat_next_bin(row, &cursor))
		out = twstat_put_bin(out, cursor.bin++, cursor.count, out == start);
	return out == start ? twstat_put_char(out, '-') : out;
}

/* A row may have live sockets alone. */
static char *twstat_put_live_range(char *out, const struct twstat_destination *row)
{
	if (unlikely(row->min_ms > row->max_ms))
		return twstat_put_string(out, "- -");
	return twstat_put_range(out, row);
}

static bool twstat_left_known(const struct twstat_left *left, const struct twstat_destination *row)
{
	if (row->key.service.side != TWSTAT_OUTBOUND || row->incomplete || row->is_other ||
	    !left->known)
		return false;
	return !row->key.service.device || row->shared != TWSTAT_UNKNOWN;
}

static char *twstat_put_left(char *out, const struct twstat_left *left,
			     const struct twstat_destination *row)
{
	struct twstat_left_ports ports;

	if (!twstat_left_known(left, row))
		return twstat_put_string(out, " - - -");
	ports = twstat_left_of(left, twstat_left_taken(row),
			       row->key.service.device ? row->shared : 0);
	out = twstat_put_field(twstat_put_field(out, ports.least), ports.most);
	return twstat_put_field(out, row->timewait[TWSTAT_REUSE_READY]);
}

/*
 * The usual row of a large table: of an IPv4 destination of which all is known and whose
 * counts have one digit, with TIME_WAIT sockets in one bin and none bound to a device.
 * The reuse states are parts of the timewait sockets, the bound ports of the ports.
 */
static bool twstat_row_is_usual(const struct twstat_left *left,
				const struct twstat_destination *row)
{
	const union twstat_service *service = &row->key.service;

	BUILD_BUG_ON(TWSTAT_IPV4 || TWSTAT_OUTBOUND);
	return !(service->family | service->side | service->device | row->incomplete |
		 row->is_other) &&
	       (twstat_destination_timewait(row) | row->fin_wait2 | row->live | row->ports |
		row->overdue) < TWSTAT_LEFT_TEXTS &&
	       twstat_one_bin(row) && left->known;
}

static char *twstat_put_usual_bin(char *out, u32 packed)
{
	out = twstat_put_octet(out, packed % TWSTAT_BINS) - 1;
	out = twstat_put_char(out, ':');
	return twstat_put_char(out, '0' + (packed >> TWSTAT_INLINE_BIN_SHIFT));
}

static char *twstat_put_usual_left(char *out, const struct twstat_left *left,
				   const struct twstat_destination *row)
{
	const struct twstat_left_text *text = &left->text[twstat_left_taken(row)];

	memcpy(out, text, sizeof(*text));
	out += text->length;
	return twstat_put_char(out, '0' + row->timewait[TWSTAT_REUSE_READY]);
}

static char *twstat_put_usual(char *out, const struct twstat_left *left,
			      const struct twstat_destination *row)
{
	memcpy(out, "ipv4 outbound ", sizeof("ipv4 outbound "));
	out += sizeof("ipv4 outbound ") - 1;
	out = twstat_put_dotted(out, (const u8 *)&row->key.addrs.ipv4.local);
	out = twstat_put_char(out, ' ');
	out = twstat_put_dotted(out, (const u8 *)&row->key.addrs.ipv4.remote);
	out = twstat_put_field(out, row->key.service.port);
	out = twstat_put_four(out, twstat_destination_timewait(row), row->fin_wait2, row->live,
			      row->ports);
	out = twstat_put_four(out, twstat_destination_ready(row), row->timewait[TWSTAT_REUSE_YOUNG],
			      row->timewait[TWSTAT_REUSE_NO_TIMESTAMP], row->overdue);
	out = twstat_put_char(out, ' ');
	out = twstat_put_range(out, row);
	memcpy(out, " 0 ", sizeof(" 0 "));
	out = twstat_put_usual_bin(out + sizeof(" 0 ") - 1, row->inline_bins[0]);
	out = twstat_put_usual_left(out, left, row);
	return twstat_put_char(out, '\n');
}

static char *twstat_put_any(char *out, const struct twstat_left *left,
			    const struct twstat_destination *row)
{
	out = twstat_put_who(out, row);
	out = twstat_put_counts(out, row);
	out = twstat_put_char(out, ' ');
	out = twstat_put_live_range(out, row);
	if (row->is_other)
		out = twstat_put_string(out, " *");
	else
		out = twstat_put_field(out, row->key.service.device);
	out = twstat_put_char(out, ' ');
	out = twstat_put_histogram(out, row);
	out = twstat_put_left(out, left, row);
	return twstat_put_char(out, '\n');
}

/**
 * twstat_put_row() - write one row
 * @out: room for TWSTAT_LINE_MAX bytes
 * @left: of its namespace
 * @row: the row; the device of its service is a device
 */
char *twstat_put_row(char *out, const struct twstat_left *left,
		     const struct twstat_destination *row)
{
	if (likely(twstat_row_is_usual(left, row)))
		return twstat_put_usual(out, left, row);
	return twstat_put_any(out, left, row);
}

static char *twstat_put_place(char *out, const struct twstat_place *place)
{
	if (!place->shown)
		return twstat_put_string(out, "- -");
	out = twstat_put_u64(out, place->bucket);
	out = twstat_put_char(out, ' ');
	return twstat_put_u64(out, place->position);
}

static char *twstat_put_addrs(char *out, const struct twstat_socket *socket)
{
	const enum twstat_family family = socket->service.family;
	const union twstat_addrs *addrs = &socket->addrs;

	out = twstat_put_address(out, family, twstat_local(addrs, family));
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, socket->local_port);
	out = twstat_put_char(out, ' ');
	out = twstat_put_address(out, family, twstat_remote(addrs));
	out = twstat_put_char(out, ' ');
	return twstat_put_u64(out, ntohs(socket->remote_port));
}

static const char *twstat_reuse_name(const struct twstat_socket *socket, enum twstat_side side)
{
	if (socket->kind == TWSTAT_FIN_WAIT2)
		return "fin_wait2";
	if (side == TWSTAT_INBOUND)
		return "inbound";
	return twstat_reuse_names[twstat_reuse_of(socket, socket->kind, side)];
}

static char *twstat_put_timewait(char *out, const struct twstat_socket *socket,
				 enum twstat_side side)
{
	out = twstat_put_string(out, twstat_substate_names[socket->kind]);
	out = twstat_put_char(out, ' ');
	out = twstat_put_s32(out, socket->remaining_ms);
	out = twstat_put_char(out, ' ');
	if (socket->flags & TWSTAT_SOCKET_TIMESTAMP)
		out = twstat_put_s32(out, socket->timestamp_age_s);
	else
		out = twstat_put_char(out, '-');
	out = twstat_put_char(out, ' ');
	return twstat_put_string(out, twstat_reuse_name(socket, side));
}

/**
 * twstat_put_socket() - write the line of one timewait socket
 * @out: room for TWSTAT_LINE_MAX bytes
 * @socket: the timewait socket
 * @side: its side
 * @place: its position in the hash table
 */
char *twstat_put_socket(char *out, const struct twstat_socket *socket, enum twstat_side side,
			const struct twstat_place *place)
{
	out = twstat_put_place(out, place);
	out = twstat_put_char(out, ' ');
	out = twstat_put_begin(out, socket->service.family, side);
	out = twstat_put_addrs(out, socket);
	out = twstat_put_char(out, ' ');
	out = twstat_put_timewait(out, socket, side);
	out = twstat_put_char(out, ' ');
	if (place->mark_shown)
		out = twstat_put_u64(out, socket->mark);
	else
		out = twstat_put_char(out, '-');
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, socket->tos);
	out = twstat_put_char(out, ' ');
	if (place->shown)
		out = twstat_put_u64(out, socket->timer_cpu);
	else
		out = twstat_put_char(out, '-');
	return twstat_put_char(out, '\n');
}
