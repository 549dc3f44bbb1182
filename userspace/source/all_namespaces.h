/* SPDX-License-Identifier: GPL-2.0 */
/* A snapshot of each network namespace. */
#ifndef TWSTAT_READER_ALL_NAMESPACES_H
#define TWSTAT_READER_ALL_NAMESPACES_H

#include "model/snapshots.h"
#include "source/request.h"

/*
 * Takes @snap, which has the namespace's name. @where reads more of the same namespace;
 * it is NULL for one that could not be read, of which @snap has no more than the name and
 * failure_text() says why. Any return but DONE ends the loop.
 */
typedef int (*snapshot_visit)(struct snapshot *snap, const struct source_request *where,
			      void *data);

int each_namespace(const struct source_request *req, snapshot_visit visit, void *data);

#endif
