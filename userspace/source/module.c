// SPDX-License-Identifier: GPL-2.0
/* The module's files below /proc/net/twstat. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/source.h"

/*
 * A command that needs one section reads that section's file: the module then
 * builds no table of destinations.
 */
static const char *const files[] = {
	[SECTION_NONE] = "twstat/snapshot",
	[SECTION_SUMMARY] = "twstat/summary",
	[SECTION_TIMERS] = "twstat/timers",
	[SECTION_BUCKETS] = "twstat/buckets",
	[SECTION_DESTINATIONS] = "twstat/destinations",
	[SECTION_OWNERS] = "twstat/owners",
};

/**
 * module_failure() - the error of opening a file of the module
 * @ns: the namespace
 * @error: errno
 * @path: the file
 *
 * Return: ABSENT when the module is not loaded, else FAILED.
 */
int module_failure(const struct netns *ns, int error, const char *path)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		if (netns_is_gone(ns))
			return failure("%s: the process has ended", path);
		return err_absent("the module is not loaded: `modprobe twstat`, or -S sock_diag");
	case EBUSY:
		return failure("%s: unprivileged readers use all of snapshot_mb: try again", path);
	case EAGAIN:
		return failure("%s: a long hash chain changes all the time: try again", path);
	case E2BIG:
		return failure("%s: a hash chain is longer than the module can copy", path);
	default:
		return failure("%s: %s", path, strerror(error));
	}
}

/* Older modules have no owners, and not everybody may see them. */
static int open_failure(const struct netns *ns, enum section only, int error, const char *path)
{
	if (only == SECTION_OWNERS && (error == EACCES || error == EPERM || error == ENOENT))
		return err_absent("%s: %s", path, strerror(error));
	return module_failure(ns, error, path);
}

/**
 * module_read() - take a snapshot by opening the module's file
 * @ns: the namespace
 * @only: the one section that is needed, SECTION_NONE for all
 * @snap: an initialised snapshot
 *
 * Return: DONE, FAILED, or ABSENT when the module is not loaded or, for
 * SECTION_OWNERS, the file is not there or not for this user.
 */
int module_read(const struct netns *ns, enum section only, struct snapshot *snap)
{
	char path[PROC_PATH];
	int fd, err;

	snap->source = SOURCE_MODULE;
	fd = open(proc_net_path(ns, files[only], path, sizeof(path)), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return open_failure(ns, only, errno, path);
	/* The owners come with the sections that they belong to. */
	err = read_snapshot_fd(fd, path, only == SECTION_OWNERS ? SECTION_NONE : only, snap);
	close(fd);
	if (!err && (only == SECTION_NONE || only == SECTION_OWNERS))
		netstat_read(ns, snap);
	return err;
}
