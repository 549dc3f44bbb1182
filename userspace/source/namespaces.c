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

#include "errors.h"
#include "source/namespaces.h"
#include "source/proc.h"

#define NAMED "/run/netns"

static bool is_listed(const struct namespaces *list, uint64_t inode)
{
	size_t i;

	for (i = 0; i < list->nr_items; i++)
		if (list->item[i].inode == inode)
			return true;
	return false;
}

/* While `ip netns` adds or deletes a name, it is an ordinary empty file. */
static bool is_namespace(int fd)
{
	struct statfs info;

	return !fstatfs(fd, &info) && info.f_type == NSFS_MAGIC;
}

/* Namespaces that are gone or cannot be opened are left out. */
static int add_namespace(struct namespaces *list, const char *path, const char *name)
{
	struct netns_found *items;
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return DONE;
	if (!is_namespace(fd) || fstat(fd, &info) || is_listed(list, info.st_ino)) {
		close(fd);
		return DONE;
	}
	items = realloc(list->item, (list->nr_items + 1) * sizeof(*items));
	if (!items) {
		close(fd);
		return failure("out of memory");
	}
	list->item = items;
	items += list->nr_items++;
	items->inode = info.st_ino;
	items->fd = fd;
	snprintf(items->name, sizeof(items->name), "%s", name);
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
		err = add_namespace(list, path, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return err;
}

static int add_processes(struct namespaces *list)
{
	char path[PROC_PATH + 300], name[300];
	struct dirent *entry;
	struct stat info;
	int err = DONE;
	DIR *dir = opendir("/proc");

	if (!dir)
		return failure("/proc: %s", strerror(errno));
	while (!err && (entry = readdir(dir))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		snprintf(path, sizeof(path), "/proc/%s/ns/net", entry->d_name);
		snprintf(name, sizeof(name), "pid:%s", entry->d_name);
		/* Most processes share a namespace: open it once. */
		if (!stat(path, &info) && !is_listed(list, info.st_ino))
			err = add_namespace(list, path, name);
	}
	closedir(dir);
	return err;
}

static int find_namespaces(struct namespaces *list)
{
	int err;

	list->home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (list->home < 0)
		return failure("/proc/self/ns/net: %s", strerror(errno));
	err = add_named(list);
	if (!err)
		err = add_namespace(list, "/proc/self/ns/net", "self");
	return err ?: add_processes(list);
}

static void release_namespaces(struct namespaces *list)
{
	size_t i;

	if (list->home >= 0) {
		if (setns(list->home, CLONE_NEWNET))
			warn("cannot return to the first namespace: %s", strerror(errno));
		close(list->home);
	}
	for (i = 0; i < list->nr_items; i++)
		close(list->item[i].fd);
	free(list->item);
}

/**
 * namespaces_each() - enter every network namespace in turn
 * @visit: called inside each
 * @data: for @visit
 *
 * Return: DONE, FAILED, or what @visit returned.
 */
int namespaces_each(namespace_visit visit, void *data)
{
	struct namespaces list = { .home = -1 };
	int err = find_namespaces(&list);
	size_t i;

	for (i = 0; !err && i < list.nr_items; i++) {
		if (setns(list.item[i].fd, CLONE_NEWNET))
			err = failure("--all-netns: %s: %s", list.item[i].name, strerror(errno));
		else
			err = visit(&list.item[i], data);
	}
	release_namespaces(&list);
	return err;
}
