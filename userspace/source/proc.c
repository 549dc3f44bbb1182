// SPDX-License-Identifier: GPL-2.0
/* Paths below /proc, and which network namespace they speak of. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/source.h"

/* Empty for the own process, else the process whose namespace is meant. */
static char pid[16];

/**
 * proc_path() - a path below /proc, or below what TWSTAT_PROC names instead
 * @name: relative to it
 * @buf: where to
 * @size: its room, PROC_PATH
 *
 * Return: @buf.
 */
const char *proc_path(const char *name, char *buf, size_t size)
{
	const char *root = getenv("TWSTAT_PROC");

	snprintf(buf, size, "%s/%s", root && *root ? root : "/proc", name);
	return buf;
}

/** proc_net_path() - a path below /proc/net of the namespace that is meant */
const char *proc_net_path(const char *name, char *buf, size_t size)
{
	char below[PROC_PATH];

	snprintf(below, sizeof(below), "%s%snet/%s", pid, *pid ? "/" : "", name);
	return proc_path(below, buf, size);
}

static int enter(const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return failure("namespace %s: %s: %s", name, path, strerror(errno));
	err = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	if (err == EINVAL)
		return failure("namespace %s: %s is no network namespace", name, path);
	return err ? failure("namespace %s: %s", name, strerror(err)) : DONE;
}

static int select_pid(const char *name)
{
	char path[PROC_PATH], below[32];

	if (strlen(name) >= sizeof(pid))
		return err_usage("--netns %s: there is no such process number", name);
	snprintf(below, sizeof(below), "%s/net", name);
	if (access(proc_path(below, path, sizeof(path)), F_OK))
		return failure("namespace %s: there is no process %s", name, name);
	snprintf(pid, sizeof(pid), "%s", name);
	return DONE;
}

/**
 * netns_select() - mean another network namespace from now on
 * @name: a name of `ip netns`, a process number or a path; NULL for the own
 *
 * A process's namespace is looked at through its folder of /proc, for which
 * the kernel asks no privilege; the others are entered.
 *
 * Return: DONE, FAILED or USAGE.
 */
int netns_select(const char *name)
{
	char path[PROC_PATH];

	if (!name)
		return DONE;
	if (*name && strspn(name, "0123456789") == strlen(name))
		return select_pid(name);
	if (strchr(name, '/'))
		return enter(name, name);
	snprintf(path, sizeof(path), "/run/netns/%s", name);
	return enter(path, name);
}

/**
 * netns_is_gone() - whether the process whose namespace is meant has ended
 *
 * Its folder outlives it until its parent asks for it, what is in it does not.
 */
bool netns_is_gone(void)
{
	char path[PROC_PATH];

	return *pid && access(proc_net_path("dev", path, sizeof(path)), F_OK);
}

/** netns_enter() - enter the namespace of the process that is meant, if any */
int netns_enter(void)
{
	char path[PROC_PATH], name[sizeof(pid)];

	if (!*pid)
		return DONE;
	snprintf(name, sizeof(name), "%s", pid);
	snprintf(path, sizeof(path), "/proc/%s/ns/net", name);
	*pid = '\0';
	return enter(path, name);
}
