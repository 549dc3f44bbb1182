/* SPDX-License-Identifier: GPL-2.0 */
/* The systemd unit or the container that a cgroup belongs to. */
#ifndef TWSTAT_READER_UNIT_H
#define TWSTAT_READER_UNIT_H

#include "model/snapshot.h"

#define UNIT_NAME 128
/* Before the number of a cgroup that is gone. */
#define CGROUP_REMOVED "cgroup:"

const char *unit_of_path(const char *path, char *buf, size_t size);
const char *cgroup_path(const struct snapshot *snap, const struct owner *owner);
const char *owner_unit(const struct snapshot *snap, const struct owner *owner, char *buf,
		       size_t size);

#endif
