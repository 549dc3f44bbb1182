// SPDX-License-Identifier: GPL-2.0
#include "core/observe.h"
#include "unit.h"

#define CONNECTED TWSTAT_SOCKET_CONNECTED
#define TIMESTAMP TWSTAT_SOCKET_TIMESTAMP
#define AGED TWSTAT_SOCKET_AGED
#define OUTBOUND TWSTAT_OUTBOUND
#define INBOUND TWSTAT_INBOUND

/* The usual range, 80 and 40000 with a listener, 40001 reserved. */
static struct twstat_port_sets ports;

static void setup_ports(void)
{
	u32 port;

	memset(&ports, 0, sizeof(ports));
	ports.minimum = 32768;
	ports.maximum = 60999;
	for (port = ports.minimum; port <= ports.maximum; port++)
		if (port != 40001)
			ports.port[port] = TWSTAT_PORT_USABLE;
	ports.port[80] |= TWSTAT_PORT_LISTENING;
	ports.port[40000] |= TWSTAT_PORT_LISTENING;
}

static void port_sets(void)
{
	static const u16 member[] = { 0, 1, 7, 8, 31, 32, 255, 32768, 65535 };
	u32 port, i, usable_count = 0, listening = 0;

	memset(&ports, 0, sizeof(ports));
	for (i = 0; i < ARRAY_SIZE(member); i++) {
		ports.port[member[i]] |= TWSTAT_PORT_USABLE;
		ports.port[member[i] ^ 2] |= TWSTAT_PORT_LISTENING;
	}
	for (i = 0; i < ARRAY_SIZE(member); i++) {
		UNIT_TRUE(twstat_usable(&ports, member[i]));
		UNIT_TRUE(twstat_listening(&ports, member[i] ^ 2));
	}
	ports.port[31] &= ~TWSTAT_PORT_USABLE;
	ports.port[33] &= ~TWSTAT_PORT_USABLE;
	for (port = 0; port < TWSTAT_PORTS; port++) {
		usable_count += twstat_usable(&ports, port);
		listening += twstat_listening(&ports, port);
	}
	UNIT_EQUAL(usable_count, ARRAY_SIZE(member) - 1);
	UNIT_EQUAL(listening, ARRAY_SIZE(member));
}

static void ranges(void)
{
	setup_ports();
	UNIT_TRUE(!twstat_in_range(&ports, 32767));
	UNIT_TRUE(twstat_in_range(&ports, 32768));
	UNIT_TRUE(twstat_in_range(&ports, 60999));
	UNIT_TRUE(!twstat_in_range(&ports, 61000));
}

/* Of the rules that could apply, the first one decides. */
static void sides(void)
{
	static const struct {
		u8 flags;
		u16 local_port;
		u16 remote_port;
		u8 side;
	} line[] = {
		/* the kernel's mark, whatever the ports */
		{ CONNECTED, 80, 40002, OUTBOUND },
		{ CONNECTED, 40000, 40002, OUTBOUND },
		{ CONNECTED, 1024, 40002, OUTBOUND },
		/* a listener, even inside the range */
		{ 0, 80, 443, INBOUND },
		{ 0, 40000, 443, INBOUND },
		{ TIMESTAMP | AGED, 80, 443, INBOUND },
		/* the local port in the range, even with the remote one */
		{ 0, 32768, 443, OUTBOUND },
		{ 0, 60999, 443, OUTBOUND },
		{ 0, 40002, 40003, OUTBOUND },
		{ 0, 40001, 40003, OUTBOUND },
		/* the remote port alone in the range */
		{ 0, 443, 32768, INBOUND },
		{ 0, 443, 60999, INBOUND },
		{ 0, 443, 40000, INBOUND },
		{ 0, 32767, 40002, INBOUND },
		/* neither: listeners of the peer do not count */
		{ 0, 443, 80, OUTBOUND },
		{ 0, 1023, 32767, OUTBOUND },
		{ 0, 61000, 61000, OUTBOUND },
	};
	struct twstat_socket socket = { .kind = TWSTAT_TIME_WAIT };
	u32 i;

	setup_ports();
	for (i = 0; i < ARRAY_SIZE(line); i++) {
		socket.flags = line[i].flags;
		socket.local_port = line[i].local_port;
		socket.remote_port = htons(line[i].remote_port);
		UNIT_EQUAL(twstat_side_of(&ports, &socket), line[i].side);
	}
}

static void reuse(void)
{
	static const struct {
		u8 kind;
		u8 side;
		u8 flags;
		u8 reuse;
	} line[] = {
		{ TWSTAT_TIME_WAIT, OUTBOUND, 0, TWSTAT_REUSE_NO_TIMESTAMP },
		{ TWSTAT_TIME_WAIT, OUTBOUND, TIMESTAMP, TWSTAT_REUSE_YOUNG },
		{ TWSTAT_TIME_WAIT, OUTBOUND, TIMESTAMP | AGED, TWSTAT_REUSE_READY },
		{ TWSTAT_TIME_WAIT, OUTBOUND, TIMESTAMP | AGED | CONNECTED, TWSTAT_REUSE_READY },
		{ TWSTAT_TIME_WAIT, INBOUND, TIMESTAMP | AGED, TWSTAT_REUSE_NONE },
		{ TWSTAT_TIME_WAIT, INBOUND, 0, TWSTAT_REUSE_NONE },
		{ TWSTAT_FIN_WAIT2, OUTBOUND, TIMESTAMP | AGED, TWSTAT_REUSE_NONE },
		{ TWSTAT_LIVE, OUTBOUND, TIMESTAMP, TWSTAT_REUSE_NONE },
		{ TWSTAT_REQUEST, INBOUND, 0, TWSTAT_REUSE_NONE },
	};
	struct twstat_socket socket = { .kind = TWSTAT_TIME_WAIT };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(line); i++) {
		socket.flags = line[i].flags;
		UNIT_EQUAL(twstat_reuse_of(&socket, line[i].kind, line[i].side), line[i].reuse);
	}
}

static void outbound(void)
{
	struct twstat_socket socket = {
		.service.device = 7,
		.local_port = 40002,
		.remote_port = htons(443),
		.remaining_ms = 59001,
		.service.family = TWSTAT_IPV6,
		.kind = TWSTAT_TIME_WAIT,
		.flags = TIMESTAMP,
	};
	struct twstat_observation observation;

	setup_ports();
	memset(&observation, 0xff, sizeof(observation));
	twstat_observe(&ports, &socket, &observation);
	UNIT_TRUE(observation.socket == &socket);
	UNIT_EQUAL(observation.service.device, 7);
	UNIT_EQUAL(observation.service.port, 443);
	UNIT_EQUAL(observation.service.family, TWSTAT_IPV6);
	UNIT_EQUAL(observation.service.side, OUTBOUND);
	UNIT_EQUAL(observation.bin, 60);
	UNIT_EQUAL(observation.reuse, TWSTAT_REUSE_YOUNG);
	UNIT_TRUE(observation.port_usable);
	UNIT_TRUE(!(twstat_class_of(&observation) & TWSTAT_CLASS_EXACT));
}

static void inbound(void)
{
	struct twstat_socket socket = {
		.local_port = 40000,
		.remote_port = htons(50000),
		.remaining_ms = -4,
		.service.family = TWSTAT_IPV4,
		.kind = TWSTAT_TIME_WAIT,
		.flags = TIMESTAMP | AGED,
	};
	struct twstat_observation observation;

	setup_ports();
	memset(&observation, 0xff, sizeof(observation));
	twstat_observe(&ports, &socket, &observation);
	UNIT_EQUAL(observation.service.device, 0);
	UNIT_EQUAL(observation.service.port, 40000);
	UNIT_EQUAL(observation.service.family, TWSTAT_IPV4);
	UNIT_EQUAL(observation.service.side, INBOUND);
	UNIT_EQUAL(observation.bin, TWSTAT_BIN_OVERDUE);
	UNIT_EQUAL(observation.reuse, TWSTAT_REUSE_NONE);
	UNIT_TRUE(!observation.port_usable);
	UNIT_TRUE(!(twstat_class_of(&observation) & TWSTAT_CLASS_EXACT));
}

static bool usable(u8 flags, u16 local_port)
{
	struct twstat_socket socket = {
		.local_port = local_port,
		.remote_port = htons(443),
		.kind = TWSTAT_TIME_WAIT,
		.flags = flags,
	};
	struct twstat_observation observation;

	setup_ports();
	twstat_observe(&ports, &socket, &observation);
	UNIT_EQUAL(!!(twstat_class_of(&observation) & TWSTAT_CLASS_EXACT), flags == CONNECTED);
	return observation.port_usable;
}

static void usable_ports(void)
{
	UNIT_TRUE(usable(0, 40002));
	UNIT_TRUE(!usable(0, 40001)); /* reserved */
	UNIT_TRUE(!usable(0, 1024)); /* bound, outside the range */
	UNIT_TRUE(!usable(0, 40000)); /* a listener's: inbound */
	UNIT_TRUE(usable(CONNECTED, 40000));
	UNIT_TRUE(!usable(CONNECTED, 61000));
}

/* Listening, bound, or on a port that is not usable: ready, but not for connect(). */
static void bound_ports(void)
{
	static const struct {
		u8 flags;
		u16 local_port;
		u8 usable;
		u8 bound;
		u8 reuse;
	} line[] = {
		{ TIMESTAMP | AGED, 40002, 1, 0, TWSTAT_REUSE_READY },
		{ TIMESTAMP | AGED, 40003, 1, 1, TWSTAT_REUSE_NONE },
		{ TIMESTAMP | AGED, 40001, 0, 0, TWSTAT_REUSE_NONE },
		{ TIMESTAMP | AGED, 1024, 0, 0, TWSTAT_REUSE_NONE },
		{ TIMESTAMP, 40003, 1, 1, TWSTAT_REUSE_YOUNG },
		{ 0, 40003, 1, 1, TWSTAT_REUSE_NO_TIMESTAMP },
		{ CONNECTED | TIMESTAMP | AGED, 40003, 1, 1, TWSTAT_REUSE_NONE },
		{ CONNECTED | TIMESTAMP | AGED, 40000, 1, 0, TWSTAT_REUSE_READY },
		{ CONNECTED | TIMESTAMP, 40004, 1, 1, TWSTAT_REUSE_YOUNG },
	};
	struct twstat_observation observation;
	struct twstat_socket socket = { .kind = TWSTAT_TIME_WAIT, .remote_port = htons(443) };
	u32 i;

	setup_ports();
	ports.port[40003] |= TWSTAT_PORT_BOUND;
	ports.port[40004] |= TWSTAT_PORT_BOUND | TWSTAT_PORT_LISTENING;
	for (i = 0; i < ARRAY_SIZE(line); i++) {
		socket.flags = line[i].flags;
		socket.local_port = line[i].local_port;
		twstat_observe(&ports, &socket, &observation);
		UNIT_EQUAL(observation.service.side, OUTBOUND);
		UNIT_EQUAL(observation.port_usable, line[i].usable);
		UNIT_EQUAL(observation.port_bound, line[i].bound);
		UNIT_EQUAL(observation.reuse, line[i].reuse);
	}
	/* A bound port that is listened on is the peer's. */
	socket.flags = 0;
	twstat_observe(&ports, &socket, &observation);
	UNIT_EQUAL(observation.service.side, INBOUND);
	UNIT_EQUAL(observation.port_usable + observation.port_bound, 0);
}

static void reuse_delay(void)
{
	UNIT_EQUAL(twstat_aged_before(5000, 0), 5000);
	UNIT_EQUAL(twstat_aged_before(5000, 2000), 3000);
	UNIT_EQUAL(twstat_aged_before(5000, -1), 4000); /* a kernel without the sysctl */
	UNIT_EQUAL(twstat_aged_before(10, 20), (u32)-10); /* the clock wraps */
}

static const struct unit_case cases[] = {
	{ "observe: a set of ports holds what was put in", port_sets },
	{ "observe: both ends of a port range are inside it", ranges },
	{ "observe: the rules of sides, each before the next", sides },
	{ "observe: what tcp_tw_reuse could do", reuse },
	{ "observe: an outbound socket", outbound },
	{ "observe: an inbound socket", inbound },
	{ "observe: ports that connect() may choose", usable_ports },
	{ "observe: sockets on ports that bind() has taken", bound_ports },
	{ "observe: a socket is old enough after the delay, a second by default", reuse_delay },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
