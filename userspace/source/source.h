/* SPDX-License-Identifier: GPL-2.0 */
/* Where a snapshot comes from: the module, the kernel's netlink dump, a file. */
#ifndef TWSTAT_READER_SOURCE_H
#define TWSTAT_READER_SOURCE_H

#include "model/parse.h"
#include "source/proc.h"
#include "source/request.h"

/**
 * struct source_ops - two ways to read the running kernel
 * @module: reads the module's files of a namespace; ABSENT when it is not loaded
 * @sock_diag: reads the netlink dump of the namespace that the process is in
 */
struct source_ops {
	int (*module)(const struct netns *ns, void *data);
	int (*sock_diag)(void *data);
};

int source_read(const struct source_request *req, enum section only, struct snapshot *snap);
int source_live(const struct source_request *req, const struct source_ops *ops, void *data);

int snapshot_parse(struct snapshot *snap, const char *text, size_t len);
int read_snapshot_fd(int fd, const char *path, enum section only, struct snapshot *snap);
int read_snapshots_fd(int fd, const char *path, struct snapshots *all);
int module_read(const struct netns *ns, enum section only, struct snapshot *snap);
int owners_open_failure(const struct netns *ns, int error, const char *path);
int module_failure(const struct netns *ns, int error, const char *path);
void netstat_read(const struct netns *ns, struct snapshot *snap);

#endif
