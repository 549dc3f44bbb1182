/* SPDX-License-Identifier: GPL-2.0 */
/* Sockets for tests. */
#ifndef TWSTAT_UNIT_SAMPLE_H
#define TWSTAT_UNIT_SAMPLE_H

#include "core/observe.h"

/**
 * struct sample - a socket and its classification
 * @socket: the socket
 * @observation: points to it
 */
struct sample {
	struct twstat_socket socket;
	struct twstat_observation observation;
};

/* Distribution of destinations over the chains of the table. */
enum sample_hash {
	SAMPLE_HASH_GOOD,
	SAMPLE_HASH_ONE, /* all the same */
	SAMPLE_HASH_FEW, /* 8 values */
	SAMPLE_HASH_HIGH, /* differs in the high bits alone */
	SAMPLE_HASHES,
};

void sample_numbered(struct sample *sample, u32 number, enum twstat_kind kind,
		     enum sample_hash hash);
void sample_outbound(struct sample *sample, u32 number, enum twstat_kind kind, s32 remaining_ms);
void sample_random(struct sample *sample, u32 destinations, enum sample_hash hash);

#endif /* TWSTAT_UNIT_SAMPLE_H */
