/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot less the destinations that the filter does not pick. */
#ifndef TWSTAT_READER_PICK_H
#define TWSTAT_READER_PICK_H

#include "options.h"

int pick_read(const struct options *opt, struct snapshot *snap);
bool pick_needed(const struct options *opt);

#endif
