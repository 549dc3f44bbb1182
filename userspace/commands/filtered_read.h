/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot less the destinations that the filter does not pick. */
#ifndef TWSTAT_READER_FILTERED_READ_H
#define TWSTAT_READER_FILTERED_READ_H

#include "options.h"

int read_filtered(const struct options *opt, struct snapshot *snap);
bool is_filtered(const struct options *opt);

#endif
