// SPDX-License-Identifier: GPL-2.0
/*
 * A snapshot of each network namespace: the module's file has all of them from one walk.
 * Older modules have no such file, and it is for root of the initial namespace; then each
 * namespace is entered and read by itself. A saved file has them as the module's.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/all_namespaces.h"
#include "source/namespaces.h"
#include "source/source.h"

#define FILE_OF_ALL "twstat/namespaces"

/**
 * struct each - what is done with each namespace
 * @req: where from
 * @visit: takes its snapshot
 * @data: for @visit
 */
struct each {
	const struct source_request *req;
	snapshot_visit visit;
	void *data;
};

static void name_by_inode(struct snapshot *snap)
{
	if (!*snap->name)
		snprintf(snap->name, sizeof(snap->name), "%" PRIu64, snapshot_inode(snap));
}

/* Nothing more can be read of it, as of one that was saved. */
static int visit_unreachable(struct snapshot *snap, const struct each *each)
{
	static const struct source_request nowhere = { .kind = SOURCE_FILE };

	name_by_inode(snap);
	return each->visit(snap, &nowhere, each->data);
}

/* One that has a process is read below /proc, else it has to be entered. */
static int visit_found(struct snapshot *snap, const struct each *each,
		       const struct namespaces *list, const struct netns_found *ns)
{
	struct source_request where = { .kind = SOURCE_MODULE };
	bool is_entered = !ns->is_self && !ns->pid;
	struct netns at = { "" };
	int err;

	snprintf(snap->name, sizeof(snap->name), "%s", ns->name);
	if (is_entered && namespaces_enter(ns))
		return visit_unreachable(snap, each);
	if (!ns->is_self && ns->pid) {
		snprintf(at.pid, sizeof(at.pid), "%" PRIu32, ns->pid);
		where.netns = at.pid;
	}
	netstat_read(&at, snap);
	err = each->visit(snap, &where, each->data);
	if (is_entered)
		namespaces_return(list);
	return err;
}

static int visit_all(struct snapshots *all, const struct each *each)
{
	struct namespaces list;
	int err = namespaces_find(&list, false);
	size_t i;

	for (i = 0; !err && i < all->nr_items; i++) {
		struct snapshot *snap = &all->item[i];
		const struct netns_found *ns = namespaces_look_up(&list, snapshot_inode(snap));

		snap->source = SOURCE_MODULE;
		err = ns ? visit_found(snap, each, &list, ns) : visit_unreachable(snap, each);
	}
	namespaces_free(&list);
	return err;
}

/* ABSENT where there is no such file, or not for this user. */
static int open_failure(const struct netns *ns, int error, const char *path)
{
	return error == EACCES || error == EPERM ? ABSENT : module_failure(ns, error, path);
}

static int read_at_once(const struct each *each)
{
	static const struct netns here = { "" };
	char path[PROC_PATH];
	struct snapshots all;
	int fd, err;

	fd = open(proc_net_path(&here, FILE_OF_ALL, path, sizeof(path)), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return open_failure(&here, errno, path);
	snapshots_init(&all);
	err = read_snapshots_fd(fd, path, &all);
	close(fd);
	err = err ?: visit_all(&all, each);
	snapshots_free(&all);
	return err;
}

/* A failure names the namespace. */
static int visit_inside(const struct netns_found *ns, const struct each *each)
{
	struct snapshot snap;
	int err;

	snapshot_init(&snap);
	err = namespaces_enter(ns);
	if (!err) {
		err = source_read(each->req, SECTION_NONE, &snap);
		if (err == FAILED)
			failure("%s: %s", ns->name, failure_text());
	}
	if (err)
		snapshot_free(&snap);
	snprintf(snap.name, sizeof(snap.name), "%s", ns->name);
	err = each->visit(&snap, err ? NULL : each->req, each->data);
	snapshot_free(&snap);
	return err;
}

static int read_one_by_one(const struct each *each)
{
	struct namespaces list;
	int err = namespaces_find(&list, true);
	size_t i;

	for (i = 0; !err && i < list.nr_items; i++)
		err = visit_inside(&list.item[i], each);
	if (list.nr_items)
		namespaces_return(&list);
	namespaces_free(&list);
	return err;
}

static int read_saved(const struct each *each)
{
	const char *path = each->req->path;
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	struct snapshots all;
	size_t i;

	if (fd < 0)
		return failure("%s: %s", path, strerror(errno));
	snapshots_init(&all);
	err = read_snapshots_fd(fd, path, &all);
	close(fd);
	for (i = 0; !err && i < all.nr_items; i++) {
		struct snapshot *snap = &all.item[i];

		if (snap->source == SOURCE_AUTO)
			snap->source = SOURCE_FILE;
		name_by_inode(snap);
		err = each->visit(snap, each->req, each->data);
	}
	snapshots_free(&all);
	return err;
}

/**
 * each_namespace() - take a snapshot of each network namespace
 * @req: where from
 * @visit: takes it
 * @data: for @visit
 *
 * Return: DONE, FAILED or USAGE, or what @visit returned.
 */
int each_namespace(const struct source_request *req, snapshot_visit visit, void *data)
{
	const struct each each = { req, visit, data };
	int err = ABSENT;

	if (req->netns)
		return err_usage("--netns: not together with --all-netns");
	if (req->kind == SOURCE_FILE)
		return read_saved(&each);
	if (req->kind != SOURCE_SOCK_DIAG)
		err = read_at_once(&each);
	return err == ABSENT ? read_one_by_one(&each) : err;
}
