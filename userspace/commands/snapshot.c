// SPDX-License-Identifier: GPL-2.0
/* twstat snapshot: everything there is, to save and replay. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "model/write.h"
#include "output/atomic.h"
#include "source/sock_diag.h"
#include "source/source.h"

#define BUFFER (256 * 1024)

/* The module's own text, byte by byte: a report of a fault needs it as it is. */
static int copy(int fd, const char *path, FILE *out)
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

static int from_module(FILE *out)
{
	char path[PROC_PATH];
	struct snapshot snap;
	int fd = open(proc_net_path("twstat/snapshot", path, sizeof(path)), O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return module_failure(errno, path);
	/* The counters first: then whatever cuts the end off is noticed. */
	snapshot_init(&snap);
	netstat_read(&snap);
	write_netstat(out, &snap);
	err = copy(fd, path, out);
	close(fd);
	return err;
}

static int from_sock_diag(FILE *out)
{
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

static int take(const struct options *opt, FILE *out)
{
	int err;

	if (source_is_file(opt))
		return failure("%s is a snapshot already", opt->source);
	err = netns_select(opt->netns);
	if (err)
		return err;
	if (!strcmp(opt->source, "sock_diag"))
		return from_sock_diag(out);
	err = from_module(out);
	if (err != ABSENT || strcmp(opt->source, "auto"))
		return err;
	warn_fallback();
	return from_sock_diag(out);
}

static int run(const struct options *opt)
{
	struct atomic_file file;
	int err = atomic_open(&file, opt->output);

	return err ?: atomic_close(&file, take(opt, file.out));
}

const struct command snapshot_command = {
	.name = "snapshot",
	.about = "everything as it was read, to save and replay with --source FILE",
	.options = "SNo",
	.run = run,
};
