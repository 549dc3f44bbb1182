/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc says about a process. */
#ifndef TWSTAT_READER_PROCESS_H
#define TWSTAT_READER_PROCESS_H

#include "model/snapshot.h"

bool process_comm(uint32_t pid, char *buf, size_t size);
bool process_cgroup(uint32_t pid, char *buf, size_t size);
bool process_has_ended(const struct owner *owner);
void process_user(struct owner *owner);

#endif
