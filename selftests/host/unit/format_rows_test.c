// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "example.h"
#include "core/format_rows.h"
#include "unit.h"

/* Exactly the documented room, so that the sanitizer reports any overrun. */
static char *line_new(void)
{
	char *line = malloc(TWSTAT_LINE_MAX);

	assert(line);
	return line;
}

/* Compare a line, and free it. */
static void check_line(char *line, char *end, const char *wanted)
{
	UNIT_TRUE(end > line && end < line + TWSTAT_LINE_MAX);
	*end = '\0';
	UNIT_TEXT(line, wanted);
	free(line);
}

static void sockets_header(void)
{
	char *line = line_new(), *end, wanted[256];

	end = twstat_put_header(line, TWSTAT_SOCKETS);
	strcpy(wanted, "bucket position family side local_addr ");
	strcat(wanted, "local_port remote_addr remote_port substate ");
	strcat(wanted, "remaining_ms ts_recent_age_s reuse mark tos ");
	strcat(wanted, "timer_cpu\n");
	check_line(line, end, wanted);
}

static struct twstat_socket socket_of(u8 kind, u8 flags)
{
	struct twstat_socket socket = {
		.local_port = 40000,
		.remote_port = htons(443),
		.remaining_ms = 59999,
		.timestamp_age_s = 3,
		.mark = 17,
		.timer_cpu = 5,
		.service.family = TWSTAT_IPV4,
		.kind = kind,
		.tos = 8,
		.flags = flags,
	};

	inet_pton(AF_INET, "10.0.0.1", &socket.addrs.ipv4.local);
	inet_pton(AF_INET, "192.0.2.7", &socket.addrs.ipv4.remote);
	return socket;
}

static void check_socket(u8 kind, u8 flags, enum twstat_side side, const char *wanted)
{
	struct twstat_place place = { .shown = true, .mark_shown = true, 1000, 2 };
	struct twstat_socket socket = socket_of(kind, flags);
	char *line = line_new(), whole[256];

	snprintf(whole, sizeof(whole), "1000 2 ipv4 %s 10.0.0.1 40000 192.0.2.7 443 %s 17 8 5\n",
		 side == TWSTAT_OUTBOUND ? "outbound" : "inbound", wanted);
	check_line(line, twstat_put_socket(line, &socket, side, &place), whole);
}

static void sockets(void)
{
	u8 timestamp = TWSTAT_SOCKET_TIMESTAMP;
	u8 aged = timestamp | TWSTAT_SOCKET_AGED;

	check_socket(TWSTAT_TIME_WAIT, aged, TWSTAT_OUTBOUND, "TIME_WAIT 59999 3 ready");
	check_socket(TWSTAT_TIME_WAIT, timestamp, TWSTAT_OUTBOUND, "TIME_WAIT 59999 3 young");
	check_socket(TWSTAT_TIME_WAIT, 0, TWSTAT_OUTBOUND, "TIME_WAIT 59999 - no_timestamp");
	check_socket(TWSTAT_TIME_WAIT, aged, TWSTAT_INBOUND, "TIME_WAIT 59999 3 inbound");
	check_socket(TWSTAT_FIN_WAIT2, aged, TWSTAT_OUTBOUND, "FIN_WAIT2 59999 3 fin_wait2");
	check_socket(TWSTAT_FIN_WAIT2, 0, TWSTAT_INBOUND, "FIN_WAIT2 59999 - fin_wait2");
}

/* The position in the hash table is hidden from containers. */
static void hidden_place(void)
{
	struct twstat_place place = { .bucket = 1000, .position = 2 };
	struct twstat_socket socket = socket_of(TWSTAT_TIME_WAIT, 0);
	char *line = line_new(), *end, wanted[256];

	end = twstat_put_socket(line, &socket, TWSTAT_OUTBOUND, &place);
	strcpy(wanted, "- - ipv4 outbound 10.0.0.1 40000 192.0.2.7 ");
	strcat(wanted, "443 TIME_WAIT 59999 - no_timestamp - 8 -\n");
	check_line(line, end, wanted);
}

static void extreme_sockets(void)
{
	struct twstat_place place = { true, true, UINT_MAX, UINT_MAX };
	struct twstat_socket socket;
	char *line = line_new(), *end, wanted[256];

	memset(&socket, 0xff, sizeof(socket));
	socket.service.family = TWSTAT_IPV6;
	socket.kind = TWSTAT_TIME_WAIT;
	socket.remaining_ms = INT_MIN;
	socket.timestamp_age_s = INT_MIN;
	socket.flags = TWSTAT_SOCKET_TIMESTAMP;
	end = twstat_put_socket(line, &socket, TWSTAT_OUTBOUND, &place);
	strcpy(wanted, "4294967295 4294967295 ipv6 outbound ");
	strcat(wanted, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 ");
	strcat(wanted, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 ");
	strcat(wanted, "TIME_WAIT -2147483648 -2147483648 young ");
	strcat(wanted, "4294967295 255 65535\n");
	check_line(line, end, wanted);
}

/* The longest possible row, with all bins in use. */
static void extreme_destination(void)
{
	struct twstat_destination row;
	struct twstat_memory memory = { 0 };
	char *line = line_new(), wanted[TWSTAT_LINE_MAX];
	struct twstat_table table;
	u32 bin, length;

	twstat_table_init(&table, &memory, 1);
	UNIT_EQUAL(twstat_table_reserve(&table, 1), 0);
	memset(&row, 0xff, sizeof(row));
	row.key.service.family = TWSTAT_IPV6;
	row.key.service.side = TWSTAT_OUTBOUND;
	row.incomplete = 0;
	row.is_other = 0;
	row.bins = twstat_page(&table.histograms.pages, 0);
	row.min_ms = INT_MIN;
	row.max_ms = INT_MAX;
	memset(row.bins, 0xff, TWSTAT_BINS * sizeof(u32));
	strcpy(wanted, "ipv6 outbound");
	for (bin = 0; bin < 2; bin++)
		strcat(wanted, " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	length = strlen(strcat(wanted, " 65535"));
	table.left.known = true;
	row.shared = 0;
	/* The three reuse states that are shown, together. */
	row.timewait[TWSTAT_REUSE_NONE] = 0;
	length += sprintf(wanted + length, " 4294967293");
	for (bin = 0; bin < 7; bin++)
		length += sprintf(wanted + length, " 4294967295");
	length += sprintf(wanted + length, " -2147483648 2147483647 4294967295 ");
	for (bin = 0; bin < TWSTAT_BINS; bin++)
		length += sprintf(wanted + length, "%u:4294967295%s", bin,
				  bin + 1 < TWSTAT_BINS ? "," : " 0 0 4294967295\n");
	check_line(line, twstat_put_row(line, &table.left, &row), wanted);
	twstat_table_free(&table);
}

/* Incomplete rows have no live sockets and ports, with small and large counts. */
static void incomplete_destinations(void)
{
	struct twstat_destination row;
	struct twstat_table table;
	char *line = line_new();

	twstat_table_init(&table, NULL, 1);
	memset(&row, 0, sizeof(row));
	row.incomplete = true;
	row.fin_wait2 = 1;
	check_line(line, twstat_put_row(line, &table.left, &row),
		   "ipv4 outbound 0.0.0.0 0.0.0.0 0 0 1 - - 0 0 0 0 0 0 0 - - - -\n");
	row.fin_wait2 = 1000;
	line = line_new();
	check_line(line, twstat_put_row(line, &table.left, &row),
		   "ipv4 outbound 0.0.0.0 0.0.0.0 0 0 1000 - - 0 0 0 0 0 0 0 - - - -\n");
}

/* An other row without timewait sockets has no remaining time. */
static void other_of_live(void)
{
	struct twstat_destination *other;
	struct twstat_table table;
	char *line = line_new();

	twstat_table_init(&table, NULL, 1);
	other = &table.other[TWSTAT_IPV6][TWSTAT_OUTBOUND];
	other->live = 12;
	other->ports = 3;
	check_line(line, twstat_put_row(line, &table.left, other),
		   "ipv6 outbound * * * 0 0 12 3 0 0 0 0 - - * - - - -\n");
	other->fin_wait2 = 1;
	other->min_ms = 7;
	other->max_ms = 7;
	line = line_new();
	check_line(line, twstat_put_row(line, &table.left, other),
		   "ipv6 outbound * * * 0 1 12 3 0 0 0 0 7 7 * - - - -\n");
}

static struct twstat_table usual_table;

/* IPv4, all known, small counts, TIME_WAIT in one bin, no device. */
static struct twstat_destination usual_row(void)
{
	struct twstat_destination row = {
		.fin_wait2 = 1,
		.live = 2,
		.ports = 5,
		.bound = 1,
		.timewait = { 1, 1, 0, 1 },
		.min_ms = 7,
		.max_ms = 900,
		.inline_bins = { twstat_inline_bin_one(1) },
	};

	row.key.service.port = 443;
	inet_pton(AF_INET, "10.0.0.1", &row.key.addrs.ipv4.local);
	inet_pton(AF_INET, "192.0.2.7", &row.key.addrs.ipv4.remote);
	return row;
}

static void check_usual(const struct twstat_destination *row, const char *wanted)
{
	char *line = line_new(), text[256];

	snprintf(text, sizeof(text), "%s\n", wanted);
	check_line(line, twstat_put_row(line, &usual_table.left, row), text);
}

/* Each differs from the usual row in one thing. */
static void usual_rows(void)
{
	struct twstat_destination row = usual_row();

	twstat_table_init(&usual_table, NULL, 1);
	usual_table.left.known = true;
	usual_table.left.open = 1000;
	memcpy(&usual_table.left.text[4], " 996 997 ", 9);
	usual_table.left.text[4].length = 9;
	check_usual(&row,
		    "ipv4 outbound 10.0.0.1 192.0.2.7 443 3 1 2 5 1 1 1 0 7 900 0 1:1 996 997 1");
	row.live = 8;
	check_usual(&row,
		    "ipv4 outbound 10.0.0.1 192.0.2.7 443 3 1 8 5 1 1 1 0 7 900 0 1:1 996 996 1");
	row = usual_row();
	row.incomplete = true;
	check_usual(&row, "ipv4 outbound 10.0.0.1 192.0.2.7 443 3 1 - - 1 1 1 0 7 900 0 1:1 - - -");
	row = usual_row();
	row.key.service.side = TWSTAT_INBOUND;
	check_usual(&row, "ipv4 inbound 10.0.0.1 192.0.2.7 443 3 1 - - - - - 0 7 900 0 1:1 - - -");
	row = usual_row();
	row.key.service.family = TWSTAT_IPV6;
	memset(&row.key.addrs, 0, sizeof(row.key.addrs));
	check_usual(&row, "ipv6 outbound :: :: 443 3 1 2 5 1 1 1 0 7 900 0 1:1 996 996 1");
	row = usual_row();
	row.key.service.device = 3;
	row.shared = 10;
	check_usual(&row,
		    "ipv4 outbound 10.0.0.1 192.0.2.7 443 3 1 2 5 1 1 1 0 7 900 3 1:1 986 996 1");
	row = usual_row();
	row.key.service.port = 4;
	row.max_ms = 9;
	row.inline_bins[1] = twstat_inline_bin_one(3);
	check_usual(&row,
		    "ipv4 outbound 10.0.0.1 192.0.2.7 4 3 1 2 5 1 1 1 0 7 9 0 1:1,3:1 996 996 1");
	row = usual_row();
	usual_table.left.known = false;
	check_usual(&row, "ipv4 outbound 10.0.0.1 192.0.2.7 443 3 1 2 5 1 1 1 0 7 900 0 1:1 - - -");
}

/* An other row is one, however small. */
static void usual_other(void)
{
	struct twstat_destination *other = &usual_table.other[TWSTAT_IPV4][TWSTAT_OUTBOUND];

	twstat_table_init(&usual_table, NULL, 1);
	usual_table.left.known = true;
	*other = usual_row();
	other->is_other = true;
	check_usual(other, "ipv4 outbound * * * 3 1 2 5 1 1 1 0 7 900 * 1:1 - - -");
}

static void check_ends(s32 min_ms, s32 max_ms)
{
	struct twstat_destination row;
	struct twstat_table table;
	char *line = line_new(), wanted[256];

	twstat_table_init(&table, NULL, 1);
	memset(&row, 0, sizeof(row));
	row.min_ms = min_ms;
	row.max_ms = max_ms;
	row.fin_wait2 = 1;
	sprintf(wanted, "ipv4 outbound 0.0.0.0 0.0.0.0 0 0 1 0 0 0 0 0 0 %d %d 0 - - - -\n", min_ms,
		max_ms);
	check_line(line, twstat_put_row(line, &table.left, &row), wanted);
}

static void signed_numbers(void)
{
	static const s32 edge[] = { INT_MIN, INT_MIN + 1, -1000, -10, -9,  -1,
				    0,	     1,		  9,	 10,  999, INT_MAX };
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(edge); i++)
		for (j = i; j < ARRAY_SIZE(edge); j++)
			check_ends(edge[i], edge[j]);
}

static void extreme_timers_and_lengths(void)
{
	static const char wanted[] =
		"4294967295 4294967295 18446744065119617025 18446744073709551615\n";
	struct twstat_totals totals;
	char *line = line_new(), *end;

	memset(&totals, 0xff, sizeof(totals));
	check_line(line, twstat_put_timer(line, &totals, TWSTAT_BIN_BEYOND),
		   "300000 inf 18446744073709551615 18446744073709551615\n");
	line = line_new();
	end = twstat_put_chain_length(line, UINT_MAX, UINT_MAX, ~0ULL);
	check_line(line, end, wanted);
}

static void extreme_summary(void)
{
	struct twstat_snapshot snapshot;
	char *text = line_new(), *end;
	u32 lines = 0;

	memset(&snapshot, 0xff, sizeof(snapshot));
	snapshot.meta.ehash_pernet = true;
	snapshot.meta.whole_table = true;
	snapshot.meta.has_owners = true;
	snapshot.meta.has_bind_ports = true;
	snapshot.meta.owners_shown = true;
	snapshot.meta.tcp_tw_reuse_delay_ms = INT_MAX;
	end = twstat_put_summary(text, &snapshot);
	UNIT_TRUE(end <= text + TWSTAT_LINE_MAX);
	while (end > text)
		lines += *--end == '\n';
	UNIT_EQUAL(lines, 47);
	free(text);
}

static void no_such_sysctl(void)
{
	struct twstat_memory memory;
	struct twstat_snapshot snapshot;
	char *text = line_new(), *end;

	example_init(&snapshot, &memory);
	snapshot.meta.tcp_tw_reuse_delay_ms = 0;
	end = twstat_put_summary(text, &snapshot);
	*end = '\0';
	UNIT_TRUE(strstr(text, "\ntcp_tw_reuse_delay_ms 0\n"));
	snapshot.meta.tcp_tw_reuse_delay_ms = -1;
	snapshot.meta.ehash_pernet = false;
	end = twstat_put_summary(text, &snapshot);
	*end = '\0';
	UNIT_TRUE(!strstr(text, "tcp_tw_reuse_delay_ms"));
	UNIT_TRUE(strstr(text, "\ntcp_tw_reuse 2\ntcp_timestamps 1\n"));
	UNIT_TRUE(strstr(text, "\nehash_pernet 0\n"));
	example_free(&snapshot);
	free(text);
}

static const struct unit_case cases[] = {
	{ "format_rows: the columns of the sockets", sockets_header },
	{ "format_rows: sockets of each substate and reuse", sockets },
	{ "format_rows: a socket whose place is not shown", hidden_place },
	{ "format_rows: a socket with extreme values", extreme_sockets },
	{ "format_rows: a destination with extreme values", extreme_destination },
	{ "format_rows: a destination whose live sockets are not known", incomplete_destinations },
	{ "format_rows: an other row of live sockets alone", other_of_live },
	{ "format_rows: the usual row, and rows that differ in one thing", usual_rows },
	{ "format_rows: an other row of small counts", usual_other },
	{ "format_rows: negative numbers", signed_numbers },
	{ "format_rows: timers and lengths with extreme values", extreme_timers_and_lengths },
	{ "format_rows: a summary with extreme values", extreme_summary },
	{ "format_rows: a sysctl that the kernel has not", no_such_sysctl },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
