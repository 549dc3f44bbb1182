// SPDX-License-Identifier: GPL-2.0
/* twstat snapshot: saves everything, for --source FILE. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "model/write.h"
#include "output/atomic.h"
#include "source/all_namespaces.h"
#include "source/cgroups.h"
#include "source/sock_diag.h"
#include "source/source.h"

#define BUFFER (256 * 1024)

/* The text of the module, unchanged for bug reports. */
static int copy_fd(int fd, const char *path, FILE *out)
{
	static char buf[BUFFER];
	ssize_t got;

	while ((got = read(fd, buf, sizeof(buf))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failure("%s: %s", path, strerror(errno));
		fwrite(buf, 1, (size_t)got, out);
	}
	return DONE;
}

static int copy_module(const struct netns *ns, void *data)
{
	FILE *out = data;
	char path[PROC_PATH];
	struct snapshot snap;
	int fd, err;

	proc_net_path(ns, "twstat/snapshot", path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return module_failure(ns, errno, path);
	/* Counters first: a truncated file is noticed in the sections after them. */
	snapshot_init(&snap);
	netstat_read(ns, &snap);
	write_netstat(out, &snap);
	err = copy_fd(fd, path, out);
	close(fd);
	return err;
}

/* Twice through memory: the names of cgroups stand before the owners, whose sums come last. */
static int save_owners(const char *text, size_t len, FILE *out, struct snapshot *snap)
{
	int err = snapshot_parse(snap, text, len);

	err = err ?: cgroups_find(snap);
	if (err)
		return err;
	write_cgroups(out, snap);
	fwrite(text, 1, len, out);
	return DONE;
}

static int copy_owners(const struct netns *ns, void *data)
{
	FILE *out = data, *memory;
	char path[PROC_PATH], *text = NULL;
	struct snapshot snap;
	size_t len = 0;
	int fd, err;

	proc_net_path(ns, "twstat/owners", path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return owners_open_failure(ns, errno, path);
	snapshot_init(&snap);
	netstat_read(ns, &snap);
	write_netstat(out, &snap);
	memory = open_memstream(&text, &len);
	err = memory ? copy_fd(fd, path, memory) : failure("out of memory");
	close(fd);
	if (memory && fclose(memory) && !err)
		err = failure("out of memory");
	err = err ?: save_owners(text, len, out, &snap);
	snapshot_free(&snap);
	free(text);
	return err;
}

static int no_owners(void *data)
{
	(void)data;
	return failure("owners are not saved: sock_diag has none");
}

static int write_sock_diag(void *data)
{
	FILE *out = data;
	struct snapshot snap;
	int err;

	snapshot_init(&snap);
	err = diag_read(&snap);
	if (!err) {
		write_netstat(out, &snap);
		write_snapshot(out, &snap);
	}
	snapshot_free(&snap);
	return err;
}

static int keep_snapshot(struct snapshot *snap, const struct source_request *where, void *data)
{
	struct snapshots *all = data;
	struct snapshot *kept;

	if (!where)
		return FAILED;
	kept = snapshots_add(all);
	if (!kept)
		return failure("out of memory");
	snapshot_move(kept, snap);
	all->common.source = kept->source;
	return DONE;
}

/* From memory: the names of the namespaces are in the rows of the module. */
static int save_all(const struct options *opt, FILE *out)
{
	struct snapshots all;
	int err;

	if (opt->owners)
		return err_usage("--owners: not together with --all-netns");
	snapshots_init(&all);
	err = each_namespace(&opt->source, keep_snapshot, &all);
	snapshots_sort(&all);
	if (!err)
		write_snapshots(out, &all);
	snapshots_free(&all);
	return err;
}

static int save_snapshot(const struct options *opt, FILE *out)
{
	static const struct source_ops without = { copy_module, write_sock_diag };
	static const struct source_ops with = { copy_owners, no_owners };
	const struct source_request *req = &opt->source;

	if (req->kind == SOURCE_FILE)
		return failure("%s is already a snapshot", req->path);
	if (opt->all_netns)
		return save_all(opt, out);
	return source_live(req, opt->owners ? &with : &without, out);
}

static int run_snapshot(const struct options *opt)
{
	struct atomic_file file;
	int err = atomic_open(&file, opt->output);

	return err ?: atomic_close(&file, save_snapshot(opt, file.out));
}

const struct command snapshot_command = {
	.name = "snapshot",
	.about = "all data as it was read, to replay with --source FILE",
	.options = "SNAoO",
	.run = run_snapshot,
};
