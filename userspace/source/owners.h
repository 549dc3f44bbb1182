/* SPDX-License-Identifier: GPL-2.0 */
/* Who closed the timewait sockets, from the module or a saved snapshot. */
#ifndef TWSTAT_READER_OWNERS_H
#define TWSTAT_READER_OWNERS_H

#include "model/snapshot.h"
#include "source/request.h"

/* Why there are owners, or none. */
enum owners_state {
	OWNERS_READ,
	OWNERS_OFF, /* the module keeps none */
	OWNERS_FOR_ROOT, /* it does, but this user may not see them */
	OWNERS_TOO_OLD, /* the module cannot keep any */
	OWNERS_NO_MODULE,
	OWNERS_NOT_SAVED, /* the snapshot was saved without them */
};

bool owners_expected(const struct source_request *req, const struct snapshot *snap);
int owners_read(const struct source_request *req, struct snapshot *snap, enum owners_state *state);
const char *owners_state_name(enum owners_state state);
const char *owners_state_text(enum owners_state state, const struct snapshot *snap, char *buf,
			      size_t size);
uint64_t owners_needed(const struct snapshot *snap);

#endif
