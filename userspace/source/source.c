// SPDX-License-Identifier: GPL-2.0
/* The choice of a source. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/sock_diag.h"
#include "source/source.h"

/**
 * struct snapshot_read - a snapshot being taken
 * @only: the one section that is needed, SECTION_NONE for all
 * @snap: filled
 */
struct snapshot_read {
	enum section only;
	struct snapshot *snap;
};

static int read_from_module(const struct netns *ns, void *data)
{
	const struct snapshot_read *want = data;

	return module_read(ns, want->only, want->snap);
}

static int read_from_sock_diag(void *data)
{
	const struct snapshot_read *want = data;

	return diag_read(want->snap);
}

static int read_from_file(const char *path, struct snapshot *snap)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return failure("%s: %s", path, strerror(errno));
	err = read_snapshot_fd(fd, path, SECTION_NONE, snap);
	close(fd);
	if (snap->source == SOURCE_AUTO)
		snap->source = SOURCE_FILE;
	return err;
}

static void warn_once(void)
{
	static bool warned;

	if (!warned)
		warn("the module is not loaded (modprobe twstat): sock_diag has fewer figures");
	warned = true;
}

/**
 * source_live() - read the running kernel, by the module where it is loaded
 * @req: the source, which is no file, and the namespace
 * @ops: how to read
 * @data: for @ops
 *
 * Return: an enum outcome; ABSENT when the module is asked for and not loaded.
 */
int source_live(const struct source_request *req, const struct source_ops *ops, void *data)
{
	struct netns ns;
	int err = netns_select(&ns, req->netns);

	if (err)
		return err;
	if (req->kind != SOURCE_SOCK_DIAG) {
		err = ops->module(&ns, data);
		if (err != ABSENT || req->kind == SOURCE_MODULE)
			return err;
		warn_once();
	}
	return netns_enter(&ns) ?: ops->sock_diag(data);
}

/**
 * source_read() - take a snapshot
 * @req: where from
 * @only: the one section that is needed, SECTION_NONE for all
 * @snap: an initialised snapshot
 *
 * Return: an enum outcome; ABSENT when the module is asked for and not loaded.
 */
int source_read(const struct source_request *req, enum section only, struct snapshot *snap)
{
	static const struct source_ops ops = { read_from_module, read_from_sock_diag };
	struct snapshot_read want = { only, snap };

	if (req->kind == SOURCE_FILE)
		return read_from_file(req->path, snap);
	if (req->netns)
		snprintf(snap->name, sizeof(snap->name), "%s", req->netns);
	return source_live(req, &ops, &want);
}
