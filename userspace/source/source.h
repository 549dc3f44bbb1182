/* SPDX-License-Identifier: GPL-2.0 */
/* Where a snapshot comes from: the module, the kernel's netlink dump, a file. */
#ifndef TWSTAT_READER_SOURCE_H
#define TWSTAT_READER_SOURCE_H

#include "model/parse.h"
#include "options.h"

/* Room for a path below /proc. */
#define PROC_PATH 256

int source_read(const struct options *opt, enum section section, struct snapshot *snap);
void warn_fallback(void);
bool source_is_file(const struct options *opt);

const char *proc_path(const char *name, char *buf, size_t size);
const char *proc_net_path(const char *name, char *buf, size_t size);

int read_snapshot_file(const char *path, enum section section, struct snapshot *snap);
int module_read(enum section section, struct snapshot *snap);
int module_failure(int error, const char *path);
void netstat_read(struct snapshot *snap);

int netns_select(const char *name);
int netns_enter(void);
bool netns_is_gone(void);

#endif
