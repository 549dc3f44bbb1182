/* SPDX-License-Identifier: GPL-2.0 */
/* Who made most of the sockets to a destination. */
#ifndef TWSTAT_READER_CULPRIT_H
#define TWSTAT_READER_CULPRIT_H

#include "analysis/advice.h"
#include "analysis/closers.h"

/* Room for culprit_text(). */
#define CULPRIT_TEXT 384

/**
 * struct culprit - who made most of the sockets
 * @closer: the process or, if none made half of them, the unit
 * @sockets: all timewait sockets, those of unknown owners too
 */
struct culprit {
	struct closer closer;
	uint64_t sockets;
};

bool culprit_of(struct snapshot *snap, const struct assessed *row, enum closers_by by,
		struct culprit *culprit);
const char *culprit_text(const struct culprit *culprit, char *buf, size_t size);
void advise_culprit(const struct culprit *culprit, const struct assessed *row, long number,
		    struct advice_list *list);

#endif
