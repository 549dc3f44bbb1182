// SPDX-License-Identifier: GPL-2.0
/* The module's files below /proc/net/twstat. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errors.h"
#include "source/source.h"

/*
 * A command that needs one section reads that section's file: the module then
 * keeps no table for it.
 */
static const char *const files[] = {
	[SECTION_NONE] = "twstat/snapshot",
	[SECTION_SUMMARY] = "twstat/summary",
	[SECTION_TIMERS] = "twstat/timers",
	[SECTION_BUCKETS] = "twstat/buckets",
	[SECTION_DESTINATIONS] = "twstat/destinations",
};

/**
 * module_failure() - say why a file of the module cannot be opened
 * @error: errno
 * @path: the file
 *
 * Return: ABSENT when the module is not loaded, else FAILED.
 */
int module_failure(int error, const char *path)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		if (netns_is_gone())
			return failure("%s: the process has ended", path);
		return err_absent("the module is not loaded: `modprobe twstat`, or -S sock_diag");
	case EBUSY:
		return failure("%s: no memory left for the unprivileged (snapshot_mb): try again",
			       path);
	case E2BIG:
		return failure("%s: a hash chain is longer than the module can copy", path);
	default:
		return failure("%s: %s", path, strerror(error));
	}
}

/**
 * module_read() - take a snapshot by opening the module's file
 * @section: the one section that is needed, SECTION_NONE for all
 * @snap: an initialised snapshot
 *
 * Return: DONE, FAILED, or ABSENT when the module is not loaded.
 */
int module_read(enum section section, struct snapshot *snap)
{
	char path[PROC_PATH];

	proc_net_path(files[section], path, sizeof(path));
	snap->source = "module";
	errno = 0;
	if (read_snapshot_file(path, section, snap))
		return errno ? module_failure(errno, path) : FAILED;
	if (section == SECTION_NONE)
		netstat_read(snap);
	return DONE;
}
