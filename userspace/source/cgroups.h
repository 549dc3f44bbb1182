/* SPDX-License-Identifier: GPL-2.0 */
/* The paths of cgroups, found by their ids. */
#ifndef TWSTAT_READER_CGROUPS_H
#define TWSTAT_READER_CGROUPS_H

#include "model/snapshot.h"

int cgroups_find(struct snapshot *snap);
void cgroup_of_process(struct snapshot *snap, struct owner *owner);
void cgroups_sort(struct snapshot *snap);

#endif
