// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>

#include "example.h"
#include "core/format.h"
#include "core/left.h"
#include "core/others.h"
#include "core/sort.h"

static const struct twstat_meta example_meta = {
	.netns = 4026531840U,
	.boottime_ns = 987654321012345ULL,
	.whole_table = true,
	.walk_ns = 12345,
	.ehash_buckets = 1024,
	.ehash_pernet = true,
	.walk_restarts = 2,
	.walk_locked = 1,
	.tw_count = 17,
	.tw_max = 262144,
	.tw_object_bytes = 248,
	.timewait_len_ms = 60000,
	.hz = 250,
	.timer_granularity_ms = 2048,
	.tcp_tw_reuse = 2,
	.tcp_tw_reuse_delay_ms = 1000,
	.tcp_timestamps = 1,
	.tcp_fin_timeout_ms = 60000,
	.local_port_min = 32768,
	.local_port_max = 60999,
	.local_ports_usable = 28231,
	.has_bind_ports = true,
	.ports_bound = 1,
	.ports_bound_shared = 1,
	.ports_free = 28226,
};

#define TIMESTAMP TWSTAT_SOCKET_TIMESTAMP
#define AGED TWSTAT_SOCKET_AGED

/* Twelve sockets of four destinations, of which one exceeds the limit. */
static const struct {
	const char *local;
	const char *remote;
	u16 local_port;
	u16 remote_port;
	u8 kind;
	u8 flags;
	s32 remaining_ms;
	u32 device;
} example_sockets[] = {
	{ "10.0.0.1", "192.0.2.7", 40000, 443, TWSTAT_LIVE, 0, 0, 0 },
	{ "10.0.0.1", "192.0.2.7", 40001, 443, TWSTAT_TIME_WAIT, TIMESTAMP | AGED, 58999, 0 },
	{ "10.0.0.1", "192.0.2.7", 40002, 443, TWSTAT_TIME_WAIT, TIMESTAMP, 60000, 0 },
	{ "10.0.0.1", "192.0.2.7", 40003, 443, TWSTAT_TIME_WAIT, 0, 59001, 0 },
	{ "10.0.0.1", "192.0.2.7", 40004, 443, TWSTAT_FIN_WAIT2, TIMESTAMP, 120001, 0 },
	{ "10.0.0.1", "192.0.2.7", 1023, 443, TWSTAT_TIME_WAIT, 0, -1500, 0 },
	{ "10.0.0.1", "192.0.2.8", 40000, 443, TWSTAT_TIME_WAIT, TIMESTAMP, 0, 0 },
	{ "fe80::1", "fe80::2", 80, 50000, TWSTAT_TIME_WAIT, TIMESTAMP, 1000, 3 },
	{ "fe80::1", "fe80::2", 80, 50001, TWSTAT_TIME_WAIT, TIMESTAMP, 1001, 3 },
	{ "fe80::1", "fe80::2", 80, 50002, TWSTAT_LIVE, 0, 0, 3 },
	{ "fe80::1", "fe80::2", 80, 50003, TWSTAT_REQUEST, 0, 0, 3 },
	{ "2001:db8::1", "2001:db8::2", 80, 50000, TWSTAT_FIN_WAIT2, 0, -7, 0 },
};

static void example_socket(struct twstat_socket *socket, u32 number)
{
	bool ipv6 = strchr(example_sockets[number].local, ':');
	int family = ipv6 ? AF_INET6 : AF_INET;
	union twstat_addrs *addrs = &socket->addrs;

	memset(socket, 0, sizeof(*socket));
	inet_pton(family, example_sockets[number].local,
		  ipv6 ? addrs->ipv6.local : &addrs->ipv4.local);
	inet_pton(family, example_sockets[number].remote, addrs);
	socket->local_port = example_sockets[number].local_port;
	socket->remote_port = htons(example_sockets[number].remote_port);
	socket->kind = example_sockets[number].kind;
	socket->flags = example_sockets[number].flags | TWSTAT_SOCKET_OWN;
	socket->remaining_ms = example_sockets[number].remaining_ms;
	socket->service.device = example_sockets[number].device;
	socket->service.family = ipv6 ? TWSTAT_IPV6 : TWSTAT_IPV4;
}

static void example_add(struct twstat_snapshot *snapshot)
{
	static struct twstat_port_sets ports;
	struct twstat_observation observation;
	struct twstat_socket socket;
	u32 i;

	memset(&ports, 0, sizeof(ports));
	ports.minimum = snapshot->meta.local_port_min;
	ports.maximum = snapshot->meta.local_port_max;
	for (i = ports.minimum; i < ports.maximum; i++)
		ports.port[i] = TWSTAT_PORT_USABLE;
	ports.usable_count = snapshot->meta.local_ports_usable;
	ports.bound_count = snapshot->meta.ports_bound;
	ports.port[80] |= TWSTAT_PORT_LISTENING;
	ports.port[40001] |= TWSTAT_PORT_BOUND;
	twstat_left_begin(&snapshot->table.left, &ports);
	for (i = 0; i < ARRAY_SIZE(example_sockets); i++) {
		example_socket(&socket, i);
		twstat_observe(&ports, &socket, &observation);
		observation.hash = socket.addrs.ipv4.remote >> 24;
		twstat_totals_add(&snapshot->totals, &observation);
		twstat_table_add(&snapshot->table, &observation, 1);
	}
}

/**
 * example_init() - make a snapshot
 * @snapshot: filled in
 * @memory: the memory accounting context
 */
void example_init(struct twstat_snapshot *snapshot, struct twstat_memory *memory)
{
	static const struct twstat_hash_keys keys;

	twstat_format_init();
	memset(snapshot, 0, sizeof(*snapshot));
	memset(memory, 0, sizeof(*memory));
	snapshot->meta = example_meta;
	twstat_table_init(&snapshot->table, memory, 1);
	twstat_pages_init(&snapshot->chain_hist.pages, memory);
	assert(!twstat_table_reserve(&snapshot->table, ARRAY_SIZE(example_sockets)));
	example_add(snapshot);
	assert(!twstat_chain_hist_add(&snapshot->chain_hist, 2, 2));
	assert(!twstat_chain_hist_add(&snapshot->chain_hist, 2, 1));
	assert(!twstat_chain_hist_add(&snapshot->chain_hist, 8, 6));
	snapshot->meta.rows = twstat_table_rows(&snapshot->table);
	twstat_table_finish(&snapshot->table);
	twstat_left_finish(&snapshot->table, &keys);
	snapshot->meta.destinations_live = snapshot->table.live_rows;
	snapshot->meta.live_other = twstat_table_sum_other(&snapshot->table).live;
	snapshot->meta.ports_other = twstat_table_sum_other(&snapshot->table).ports;
	snapshot->meta.sockets_other = twstat_table_sum_other(&snapshot->table).sockets;
	twstat_sort(&snapshot->table);
}

/**
 * example_free() - free the memory of the snapshot
 * @snapshot: from example_init()
 */
void example_free(struct twstat_snapshot *snapshot)
{
	twstat_table_free(&snapshot->table);
	twstat_pages_free(&snapshot->chain_hist.pages);
}

/**
 * example_read() - read a text file
 * @path: path of the file
 * @text: room for EXAMPLE_TEXT_MAX bytes
 */
void example_read(const char *path, char *text)
{
	FILE *file = fopen(path, "r");
	size_t length;

	assert(file);
	length = fread(text, 1, EXAMPLE_TEXT_MAX - 1, file);
	text[length] = '\0';
	fclose(file);
}
