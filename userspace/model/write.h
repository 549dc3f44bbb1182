/* SPDX-License-Identifier: GPL-2.0 */
/* Writes a snapshot in the format of the procfs file. */
#ifndef TWSTAT_READER_WRITE_H
#define TWSTAT_READER_WRITE_H

#include <stdio.h>

#include "model/snapshots.h"

void write_netstat(FILE *out, const struct snapshot *snap);
void write_cgroups(FILE *out, const struct snapshot *snap);
void write_snapshot(FILE *out, const struct snapshot *snap);
void write_snapshots(FILE *out, const struct snapshots *all);

#endif
