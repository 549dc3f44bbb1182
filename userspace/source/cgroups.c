// SPDX-License-Identifier: GPL-2.0
/*
 * The paths of cgroups, found by their ids. An id is the inode number of the
 * cgroup's folder. The kernel opens a folder by its number for root; for others
 * the hierarchy is searched, once for all ids.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "array.h"
#include "errors.h"
#include "source/cgroups.h"
#include "source/proc.h"
#include "source/process.h"

/* The type of such a handle, FILEID_KERNFS; older headers lack it. */
#define HANDLE_KERNFS 0xfe
/* Bounds of the search. */
#define FOLDERS_MAX 20000
#define DEPTH_MAX 32

/**
 * struct search - a search of the hierarchy
 * @snap: its cgroups get their paths
 * @path: of the folder that is searched, relative to the root
 * @folders: how many were searched
 * @left: cgroups without a path
 * @needed: the kernel does not open a folder by its number
 */
struct search {
	struct snapshot *snap;
	char path[CGROUP_PATH];
	unsigned int folders;
	size_t left;
	bool needed;
};

/* TWSTAT_CGROUP may name another folder, of any file system. */
static int open_root(struct search *search)
{
	static const char *const roots[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" };
	const char *given = getenv("TWSTAT_CGROUP");
	struct statfs info;
	size_t i;
	int fd;

	search->needed = given && *given;
	if (search->needed)
		return open(given, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (i = 0; i < ARRAY_SIZE(roots); i++) {
		fd = open(roots[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && !fstatfs(fd, &info) && info.f_type == CGROUP2_SUPER_MAGIC)
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

static int compare_ids(const void *left, const void *right)
{
	const struct cgroup_name *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

/* An entry without a path for each cgroup of the owners, by id. */
static int list_cgroups(struct snapshot *snap)
{
	size_t i, kept = 0;

	for (i = 0; i < snap->nr_owners; i++) {
		struct cgroup_name *row;

		if (!snap->owner[i].has_cgroup)
			continue;
		row = snapshot_add_cgroup(snap);
		if (!row)
			return failure("out of memory");
		row->id = snap->owner[i].cgroup;
	}
	if (!snap->nr_cgroups)
		return DONE;
	qsort(snap->cgroup, snap->nr_cgroups, sizeof(*snap->cgroup), compare_ids);
	for (i = 1; i < snap->nr_cgroups; i++)
		if (snap->cgroup[i].id != snap->cgroup[kept].id)
			snap->cgroup[++kept] = snap->cgroup[i];
	snap->nr_cgroups = kept + 1;
	return DONE;
}

static void set_path(struct search *search, uint64_t id, const char *path)
{
	struct cgroup_name key = { .id = id }, *found;

	found = bsearch(&key, search->snap->cgroup, search->snap->nr_cgroups, sizeof(key),
			compare_ids);
	if (!found || *found->path)
		return;
	snprintf(found->path, sizeof(found->path), "%s", path);
	search->left--;
}

static bool is_folder(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

/* Takes @fd. The path grows by each name and shrinks again. */
static void search_folder(struct search *search, int fd, unsigned int depth)
{
	size_t len = strlen(search->path), room = sizeof(search->path) - len;
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	int below;

	if (!dir) {
		close(fd);
		return;
	}
	search->folders++;
	while (search->left && search->folders < FOLDERS_MAX && (entry = readdir(dir))) {
		if (!is_folder(entry) || strlen(entry->d_name) + 2 > room)
			continue;
		snprintf(search->path + len, room, "/%s", entry->d_name);
		set_path(search, entry->d_ino, search->path);
		below = depth < DEPTH_MAX ?
				openat(fd, entry->d_name,
				       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) :
				-1;
		if (below >= 0)
			search_folder(search, below, depth + 1);
		search->path[len] = '\0';
	}
	closedir(dir);
}

/* The path that the kernel gives for an open folder, relative to the root's. */
static void set_path_of(struct search *search, uint64_t id, int root, int fd)
{
	char from[PROC_PATH], top[PROC_PATH], path[PROC_PATH + CGROUP_PATH];
	ssize_t skip, len;

	snprintf(from, sizeof(from), "/proc/self/fd/%d", root);
	skip = readlink(from, top, sizeof(top));
	snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	len = readlink(from, path, sizeof(path) - 1);
	if (skip < 0 || len < skip || memcmp(path, top, (size_t)skip))
		return;
	path[len] = '\0';
	set_path(search, id, len == skip ? "/" : path + skip);
}

static void open_by_id(struct search *search, uint64_t id, int root)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} by = { .handle = { .handle_bytes = sizeof(id), .handle_type = HANDLE_KERNFS } };
	int fd;

	memcpy(by.handle.f_handle, &id, sizeof(id));
	fd = open_by_handle_at(root, &by.handle, O_PATH | O_CLOEXEC);
	if (fd < 0) {
		/* Else the cgroup is gone, and a search does not find it either. */
		search->needed = errno != ESTALE;
		return;
	}
	set_path_of(search, id, root, fd);
	close(fd);
}

/**
 * cgroup_of_process() - the cgroup of a process that runs
 * @snap: gets the path, last
 * @owner: the process; gets an id that no other cgroup of @snap has
 */
void cgroup_of_process(struct snapshot *snap, struct owner *owner)
{
	struct cgroup_name *row;
	char path[CGROUP_PATH];

	if (!process_cgroup(owner->pid, path, sizeof(path)))
		return;
	row = snapshot_add_cgroup(snap);
	if (!row)
		return;
	snprintf(row->path, sizeof(row->path), "%s", path);
	row->id = UINT64_MAX - snap->nr_cgroups;
	owner->cgroup = row->id;
	owner->has_cgroup = true;
}

/** cgroups_sort() - put the cgroups in the order of their ids */
void cgroups_sort(struct snapshot *snap)
{
	if (snap->nr_cgroups)
		qsort(snap->cgroup, snap->nr_cgroups, sizeof(*snap->cgroup), compare_ids);
}

/**
 * cgroups_find() - the paths of the cgroups of a snapshot's owners
 * @snap: read from the running kernel; gets its cgroups, by id
 *
 * The path of a cgroup that is gone, or outside the mounted hierarchy, is empty.
 *
 * Return: DONE or FAILED.
 */
int cgroups_find(struct snapshot *snap)
{
	struct search search = { .snap = snap };
	struct stat info;
	int root, err = list_cgroups(snap);
	size_t i;

	if (err || !snap->nr_cgroups)
		return err;
	root = open_root(&search);
	if (root < 0)
		return DONE;
	search.left = snap->nr_cgroups;
	if (!fstat(root, &info))
		set_path(&search, info.st_ino, "/");
	for (i = 0; i < snap->nr_cgroups && !search.needed; i++)
		open_by_id(&search, snap->cgroup[i].id, root);
	if (search.needed && search.left)
		search_folder(&search, root, 0);
	else
		close(root);
	return DONE;
}
