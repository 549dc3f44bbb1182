// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the network namespaces that have a name of `ip netns` or a process.
 * Those held only by an open file or a socket are not found.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "analysis/unit.h"
#include "errors.h"
#include "source/namespaces.h"
#include "source/proc.h"
#include "source/process.h"

#define NAMED "/run/netns"

/**
 * namespaces_look_up() - by its inode
 * @list: from namespaces_find()
 * @inode: of the namespace
 *
 * Return: the namespace, NULL when it was not found.
 */
struct netns_found *namespaces_look_up(const struct namespaces *list, uint64_t inode)
{
	size_t i;

	for (i = 0; i < list->nr_items; i++)
		if (list->item[i].inode == inode)
			return &list->item[i];
	return NULL;
}

/* While `ip netns` adds or deletes a name, it is an ordinary empty file. */
static bool is_namespace(int fd)
{
	struct statfs info;

	return !fstatfs(fd, &info) && info.f_type == NSFS_MAGIC;
}

/* Takes @fd; NULL without memory. */
static struct netns_found *add_namespace(struct namespaces *list, uint64_t inode, int fd)
{
	struct netns_found *items = realloc(list->item, (list->nr_items + 1) * sizeof(*items));

	if (!items) {
		if (fd >= 0)
			close(fd);
		failure("out of memory");
		return NULL;
	}
	list->item = items;
	items += list->nr_items++;
	*items = (struct netns_found){ .inode = inode, .fd = fd };
	return items;
}

/* Names that are gone or cannot be opened are left out. */
static int add_name(struct namespaces *list, const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct netns_found *item;
	struct stat info;

	if (fd < 0)
		return DONE;
	if (!is_namespace(fd) || fstat(fd, &info) || namespaces_look_up(list, info.st_ino)) {
		close(fd);
		return DONE;
	}
	item = add_namespace(list, info.st_ino, fd);
	if (!item)
		return FAILED;
	snprintf(item->name, sizeof(item->name), "%s", name);
	return DONE;
}

static int add_named(struct namespaces *list)
{
	DIR *dir = opendir(NAMED);
	char path[sizeof(NAMED) + 257];
	struct dirent *entry;
	int err = DONE;

	while (dir && !err && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), NAMED "/%s", entry->d_name);
		err = add_name(list, path, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return err;
}

/* COMMAND[PID], and @ with the container or unit that its cgroup is of. */
static void name_process(struct netns_found *item)
{
	char comm[OWNER_COMM] = "", path[CGROUP_PATH], unit[UNIT_NAME];

	process_comm(item->pid, comm, sizeof(comm));
	snprintf(item->name, sizeof(item->name), "%s[%u]", comm, item->pid);
	if (!process_cgroup(item->pid, path, sizeof(path)) ||
	    *unit_of_path(path, unit, sizeof(unit)) == '/')
		return;
	snprintf(item->name, sizeof(item->name), "%s[%u]@%s", comm, item->pid, unit);
}

/*
 * One that is to be entered is opened, so that it cannot go meanwhile; it is left out
 * when that fails, or when the process has just moved to one that is listed.
 */
static int add_unnamed(struct namespaces *list, const char *path, uint64_t inode, bool open_all)
{
	struct stat info;
	int fd;

	if (!open_all)
		return add_namespace(list, inode, -1) ? DONE : FAILED;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return DONE;
	if (fstat(fd, &info) || namespaces_look_up(list, info.st_ino)) {
		close(fd);
		return DONE;
	}
	return add_namespace(list, info.st_ino, fd) ? DONE : FAILED;
}

static void set_process(struct netns_found *item, const char *pid)
{
	item->is_self |= !strcmp(pid, "self");
	if (!item->pid)
		item->pid = (uint32_t)strtoul(pid, NULL, 10);
	if (*item->name)
		return;
	if (item->is_self)
		snprintf(item->name, sizeof(item->name), "self");
	else
		name_process(item);
}

static int add_process(struct namespaces *list, const char *pid, bool open_all)
{
	char path[PROC_PATH], below[300];
	struct netns_found *item;
	struct stat info;

	snprintf(below, sizeof(below), "%s/ns/net", pid);
	if (stat(proc_path(below, path, sizeof(path)), &info))
		return DONE;
	/* Most processes share a namespace. */
	if (!namespaces_look_up(list, info.st_ino) &&
	    add_unnamed(list, path, info.st_ino, open_all))
		return FAILED;
	item = namespaces_look_up(list, info.st_ino);
	if (item)
		set_process(item, pid);
	return DONE;
}

static int is_process(const struct dirent *entry)
{
	return entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
}

/* By their numbers, so that the first one of a namespace gives it its name. */
static int add_processes(struct namespaces *list, bool open_all)
{
	struct dirent **process;
	char path[PROC_PATH];
	int i, count, err = DONE;

	count = scandir(proc_path("", path, sizeof(path)), &process, is_process, versionsort);
	if (count < 0)
		return failure("%s: %s", path, strerror(errno));
	for (i = 0; i < count; i++) {
		if (!err)
			err = add_process(list, process[i]->d_name, open_all);
		free(process[i]);
	}
	free(process);
	return err;
}

/**
 * namespaces_find() - find all that have a name or a process
 * @list: filled; free it with namespaces_free(), whatever is returned
 * @open_all: they are to be entered
 *
 * Return: DONE or FAILED.
 */
int namespaces_find(struct namespaces *list, bool open_all)
{
	int err;

	*list = (struct namespaces){ .home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC) };
	if (list->home < 0)
		return failure("/proc/self/ns/net: %s", strerror(errno));
	err = add_named(list);
	if (!err)
		err = add_process(list, "self", open_all);
	return err ?: add_processes(list, open_all);
}

/** namespaces_enter() - enter one that is open; DONE or FAILED */
int namespaces_enter(const struct netns_found *ns)
{
	if (!setns(ns->fd, CLONE_NEWNET))
		return DONE;
	return failure("--all-netns: %s: %s", ns->name, strerror(errno));
}

/** namespaces_return() - back to the one that this process was started in */
void namespaces_return(const struct namespaces *list)
{
	if (setns(list->home, CLONE_NEWNET))
		warn("cannot return to the first namespace: %s", strerror(errno));
}

/** namespaces_free() - close and free what namespaces_find() has found */
void namespaces_free(struct namespaces *list)
{
	size_t i;

	if (list->home >= 0)
		close(list->home);
	for (i = 0; i < list->nr_items; i++)
		if (list->item[i].fd >= 0)
			close(list->item[i].fd);
	free(list->item);
}
