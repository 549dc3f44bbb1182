/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot → the text of the procfs file, to save it. */
#ifndef TWSTAT_READER_WRITE_H
#define TWSTAT_READER_WRITE_H

#include <stdio.h>

#include "model/snapshot.h"

void write_netstat(FILE *out, const struct snapshot *snap);
void write_snapshot(FILE *out, const struct snapshot *snap);

#endif
