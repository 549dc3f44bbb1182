// SPDX-License-Identifier: GPL-2.0
/* A file that is written whole or not at all. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/atomic.h"
#include "errors.h"

/* A device or a pipe stays what it is: a file in its place would be a loss. */
static bool is_special(const char *path)
{
	struct stat info;

	return !stat(path, &info) && !S_ISREG(info.st_mode);
}

static void forget_names(struct atomic_file *file)
{
	free(file->target);
	free(file->beside);
}

static int open_beside(struct atomic_file *file)
{
	int fd, err;

	/* What a link leads to is replaced, not the link. */
	file->target = realpath(file->path, NULL);
	if (!file->target)
		file->target = strdup(file->path);
	if (!file->target || asprintf(&file->beside, "%s.XXXXXX", file->target) < 0) {
		free(file->target);
		return failure("out of memory");
	}
	fd = mkstemp(file->beside);
	file->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file->out) {
		err = failure("%s: %s", file->path, strerror(errno));
		forget_names(file);
		return err;
	}
	/* Another user's program reads it: the node exporter. */
	fchmod(fd, 0644);
	return DONE;
}

/**
 * atomic_open() - begin a file beside the one that it will replace
 * @file: to set up
 * @path: what it will become; NULL for standard output. What is there and no
 *	regular file is written as it is.
 *
 * Return: DONE or FAILED.
 */
int atomic_open(struct atomic_file *file, const char *path)
{
	*file = (struct atomic_file){ .out = stdout, .path = path };
	if (!path)
		return DONE;
	if (!is_special(path))
		return open_beside(file);
	file->out = fopen(path, "we");
	return file->out ? DONE : failure("%s: %s", path, strerror(errno));
}

static int finish_file(struct atomic_file *file)
{
	int bad = ferror(file->out);

	/* A full disk may show itself in either of them. */
	bad |= fflush(file->out);
	if (!bad)
		bad = fsync(fileno(file->out)) && errno != EINVAL;
	return fclose(file->out) || bad ?
		       failure("%s: cannot write: %s", file->path, strerror(errno ? errno : EIO)) :
		       DONE;
}

/**
 * atomic_close() - put the file in its place, or throw it away
 * @file: from atomic_open()
 * @status: not DONE throws it away
 *
 * Return: @status, or FAILED when the file could not be written: what was
 * there before is then as it was.
 */
int atomic_close(struct atomic_file *file, int status)
{
	int err;

	if (!file->path)
		return status;
	errno = 0;
	err = finish_file(file);
	if (!status)
		status = err;
	if (!file->beside)
		return status;
	if (!status && rename(file->beside, file->target))
		status = failure("%s: %s", file->path, strerror(errno));
	if (status)
		unlink(file->beside);
	forget_names(file);
	return status;
}
