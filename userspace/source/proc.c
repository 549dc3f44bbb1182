// SPDX-License-Identifier: GPL-2.0
/* Paths below /proc, and network namespaces. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/proc.h"

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

/**
 * proc_net_path() - a path below /proc/net of a network namespace
 * @ns: the namespace
 * @name: relative to it
 * @buf: where to
 * @size: its room, PROC_PATH
 *
 * Return: @buf.
 */
const char *proc_net_path(const struct netns *ns, const char *name, char *buf, size_t size)
{
	char below[PROC_PATH / 2];

	snprintf(below, sizeof(below), "%s%snet/%s", ns->pid, *ns->pid ? "/" : "", name);
	return proc_path(below, buf, size);
}

static int enter_path(const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return failure("namespace %s: %s: %s", name, path, strerror(errno));
	err = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	if (err == EINVAL)
		return failure("namespace %s: %s is not a network namespace", name, path);
	return err ? failure("namespace %s: %s", name, strerror(err)) : DONE;
}

static int select_pid(struct netns *ns, const char *name)
{
	char path[PROC_PATH], below[32];

	if (strlen(name) >= sizeof(ns->pid))
		return err_usage("--netns %s: no such process", name);
	snprintf(below, sizeof(below), "%s/net", name);
	if (access(proc_path(below, path, sizeof(path)), F_OK))
		return failure("namespace %s: no process %s", name, name);
	snprintf(ns->pid, sizeof(ns->pid), "%s", name);
	return DONE;
}

/**
 * netns_select() - choose the network namespace to read
 * @ns: filled
 * @name: a name of `ip netns`, a process number or a path; NULL for the current one
 *
 * A process's namespace is read through its folder of /proc, which takes no
 * privilege. A name or a path is entered here.
 *
 * Return: DONE, FAILED or USAGE.
 */
int netns_select(struct netns *ns, const char *name)
{
	char path[PROC_PATH];

	*ns->pid = '\0';
	if (!name)
		return DONE;
	if (*name && strspn(name, "0123456789") == strlen(name))
		return select_pid(ns, name);
	if (strchr(name, '/'))
		return enter_path(name, name);
	snprintf(path, sizeof(path), "/run/netns/%s", name);
	return enter_path(path, name);
}

/**
 * netns_is_gone() - whether the process whose namespace is read has ended
 *
 * A zombie keeps its folder of /proc, but no longer the files in it.
 */
bool netns_is_gone(const struct netns *ns)
{
	char path[PROC_PATH];

	return *ns->pid && access(proc_net_path(ns, "dev", path, sizeof(path)), F_OK);
}

/** netns_enter() - enter a namespace, unless the process is in it already */
int netns_enter(const struct netns *ns)
{
	char path[PROC_PATH];

	if (!*ns->pid)
		return DONE;
	snprintf(path, sizeof(path), "/proc/%s/ns/net", ns->pid);
	return enter_path(path, ns->pid);
}
