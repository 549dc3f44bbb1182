// SPDX-License-Identifier: GPL-2.0
/* A file that is replaced in one step: a temporary file and rename(2). */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/atomic.h"
#include "errors.h"

/* A device or a pipe must not be replaced by a file: write to it. */
static bool is_special(const char *path)
{
	struct stat info;

	return !stat(path, &info) && !S_ISREG(info.st_mode);
}

static void free_names(struct atomic_file *file)
{
	free(file->target);
	free(file->beside);
}

/* A temporary file with a stream; on failure nothing of it is left. */
static int open_temporary(struct atomic_file *file)
{
	int fd = mkstemp(file->beside), err;

	if (fd < 0)
		return failure("%s: %s", file->path, strerror(errno));
	file->out = fdopen(fd, "w");
	if (!file->out) {
		err = failure("%s: %s", file->path, strerror(errno));
		close(fd);
		unlink(file->beside);
		return err;
	}
	/* mkstemp() gives 0600; the node exporter reads it as another user. */
	fchmod(fd, 0644);
	return DONE;
}

static int open_beside(struct atomic_file *file)
{
	int err;

	/* Follow links, so that the file is replaced and not the link. */
	file->target = realpath(file->path, NULL);
	if (!file->target)
		file->target = strdup(file->path);
	if (!file->target || asprintf(&file->beside, "%s.XXXXXX", file->target) < 0) {
		free(file->target);
		return failure("out of memory");
	}
	err = open_temporary(file);
	if (err)
		free_names(file);
	return err;
}

/**
 * atomic_open() - create a temporary file beside the one that it will replace
 * @file: to set up
 * @path: the file to replace; NULL for standard output. What is there and not a
 *	regular file is written to directly.
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

	errno = 0;
	/* A full disk may be reported by either of them. */
	bad |= fflush(file->out);
	if (!bad)
		bad = fsync(fileno(file->out)) && errno != EINVAL;
	return fclose(file->out) || bad ?
		       failure("%s: cannot write: %s", file->path, strerror(errno ? errno : EIO)) :
		       DONE;
}

/**
 * atomic_close() - rename the file into place, or remove it
 * @file: from atomic_open()
 * @status: not DONE removes it
 *
 * Return: @status, or FAILED when the file could not be written. The old file
 * is untouched then.
 */
int atomic_close(struct atomic_file *file, int status)
{
	int err;

	if (!file->path)
		return status;
	err = finish_file(file);
	if (!status)
		status = err;
	if (!file->beside)
		return status;
	if (!status && rename(file->beside, file->target))
		status = failure("%s: %s", file->path, strerror(errno));
	if (status)
		unlink(file->beside);
	free_names(file);
	return status;
}
