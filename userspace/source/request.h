/* SPDX-License-Identifier: GPL-2.0 */
/* What a source is asked to read. */
#ifndef TWSTAT_READER_SOURCE_REQUEST_H
#define TWSTAT_READER_SOURCE_REQUEST_H

#include "model/snapshot.h"

/**
 * struct source_request - where to read from
 * @kind: which source
 * @netns: name, PID or path of a network namespace, NULL for the current one
 * @path: the saved snapshot of SOURCE_FILE
 */
struct source_request {
	enum source_kind kind;
	const char *netns;
	const char *path;
};

#endif
