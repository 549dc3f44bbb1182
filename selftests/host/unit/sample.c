// SPDX-License-Identifier: GPL-2.0
#include "oracle.h"
#include "sample.h"
#include "unit.h"

static u32 sample_digit(u32 *number, u32 base)
{
	u32 digit = *number % base;

	*number /= base;
	return digit;
}

static u32 sample_hash_of(u32 number, enum sample_hash hash)
{
	u32 mixed = (number + 1) * 0x9e3779b1U;

	switch (hash) {
	case SAMPLE_HASH_ONE:
		return 0x12345678;
	case SAMPLE_HASH_FEW:
		return mixed >> 29;
	case SAMPLE_HASH_HIGH:
		return mixed & 0xffff0000;
	default:
		return mixed ^ mixed >> 15;
	}
}

/* Neighbouring numbers differ in a single part, so that each part is tested. */
static void sample_addrs(struct twstat_socket *socket, union twstat_service *service, u32 number)
{
	union twstat_addrs *addrs = &socket->addrs;

	service->family = sample_digit(&number, TWSTAT_FAMILIES);
	service->side = sample_digit(&number, TWSTAT_SIDES);
	service->device = 3 * sample_digit(&number, 2);
	service->port = 443 + sample_digit(&number, 2);
	memset(addrs, 0, sizeof(*addrs));
	if (service->family == TWSTAT_IPV4) {
		addrs->ipv4.local = 0x0100000a + sample_digit(&number, 2);
		addrs->ipv4.remote = 0x0100a8c0 + number;
		return;
	}
	addrs->ipv6.local[0] = 0x0100000a + sample_digit(&number, 2);
	addrs->ipv6.local[3] = 0x01000000 + sample_digit(&number, 2);
	addrs->ipv6.remote[1] = 0xb80d0120 + sample_digit(&number, 2);
	addrs->ipv6.remote[2] = number;
}

/**
 * sample_numbered() - make a socket of a numbered destination
 * @sample: filled in
 * @number: number of the destination
 * @kind: kind of the socket
 * @hash: distribution of hashes
 */
void sample_numbered(struct sample *sample, u32 number, enum twstat_kind kind,
		     enum sample_hash hash)
{
	struct twstat_observation *observation = &sample->observation;
	struct twstat_socket *socket = &sample->socket;

	memset(sample, 0, sizeof(*sample));
	sample_addrs(socket, &observation->service, number);
	socket->service.family = observation->service.family;
	socket->service.device = observation->service.device;
	socket->kind = kind;
	observation->kind = kind;
	socket->remaining_ms = 30000;
	observation->socket = socket;
	observation->hash = sample_hash_of(number, hash);
	observation->bin = oracle_bin(socket->remaining_ms);
	observation->reuse = TWSTAT_REUSE_NONE;
	if (kind == TWSTAT_TIME_WAIT && observation->service.side == TWSTAT_OUTBOUND)
		observation->reuse = TWSTAT_REUSE_YOUNG;
}

/**
 * sample_outbound() - make a socket of a numbered outbound IPv4 destination
 * @sample: filled in
 * @number: number of the destination
 * @kind: kind of the socket
 * @remaining_ms: its remaining time
 */
void sample_outbound(struct sample *sample, u32 number, enum twstat_kind kind, s32 remaining_ms)
{
	u32 families_and_sides = TWSTAT_FAMILIES * TWSTAT_SIDES;

	sample_numbered(sample, number * families_and_sides, kind, SAMPLE_HASH_GOOD);
	sample->socket.remaining_ms = remaining_ms;
	sample->observation.bin = oracle_bin(remaining_ms);
}

static s32 sample_remaining(void)
{
	switch (unit_below(8)) {
	case 0:
		return -1 - (s32)unit_below(5000);
	case 1:
		return unit_below(400000);
	case 2:
		return 1000 * unit_below(61);
	default:
		return unit_below(60001);
	}
}

static enum twstat_kind sample_kind(void)
{
	static const u8 kinds[] = {
		TWSTAT_TIME_WAIT, TWSTAT_TIME_WAIT, TWSTAT_TIME_WAIT, TWSTAT_FIN_WAIT2,
		TWSTAT_LIVE,	  TWSTAT_LIVE,	    TWSTAT_LIVE,      TWSTAT_REQUEST,
	};

	return kinds[unit_below(ARRAY_SIZE(kinds))];
}

/**
 * sample_random() - make a random socket
 * @sample: filled in
 * @destinations: number of destinations
 * @hash: distribution of hashes
 */
void sample_random(struct sample *sample, u32 destinations, enum sample_hash hash)
{
	struct twstat_observation *observation = &sample->observation;
	struct twstat_socket *socket = &sample->socket;

	sample_numbered(sample, unit_below(destinations), sample_kind(), hash);
	socket->remaining_ms = sample_remaining();
	observation->bin = oracle_bin(socket->remaining_ms);
	if (unit_below(4) == 0)
		socket->flags = TWSTAT_SOCKET_CONNECTED;
	if (observation->service.side == TWSTAT_OUTBOUND) {
		observation->port_usable = unit_below(2);
		observation->port_bound = observation->port_usable && unit_below(4) == 0;
		if (socket->kind == TWSTAT_TIME_WAIT)
			observation->reuse = unit_below(TWSTAT_REUSE_STATES);
	}
}
