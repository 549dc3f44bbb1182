// SPDX-License-Identifier: GPL-2.0
/* Files that are replaced in one step, and what is left when that fails. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../ktap.h"
#include "errors.h"
#include "output/atomic.h"

static char directory[64];
static bool fail_fdopen;

/* Takes the place of the C library's. */
FILE *fdopen(int fd, const char *mode)
{
	FILE *(*next)(int fd, const char *mode) = dlsym(RTLD_NEXT, "fdopen");

	if (!fail_fdopen)
		return next(fd, mode);
	errno = ENOMEM;
	return NULL;
}

/* Entries of a directory other than "." and "..". */
static unsigned int entries(const char *path)
{
	unsigned int count = 0;
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

static void test_replace(const char *path)
{
	struct atomic_file file;
	char text[16] = "";
	FILE *in;

	ktap_ok(!atomic_open(&file, path), "a file is begun");
	fputs("new\n", file.out);
	ktap_ok(access(path, F_OK), "it is not there before its end");
	ktap_ok(!atomic_close(&file, DONE), "it is put in its place");
	in = fopen(path, "r");
	ktap_ok(in && fgets(text, sizeof(text), in) && !strcmp(text, "new\n"), "with its text");
	if (in)
		fclose(in);
	ktap_ok(entries(directory) == 1, "and nothing beside it");
}

static void test_no_stream(const char *path)
{
	unsigned int open_before = entries("/proc/self/fd");
	struct atomic_file file;

	fail_fdopen = true;
	ktap_ok(atomic_open(&file, path) == FAILED, "without memory for a stream it fails");
	fail_fdopen = false;
	ktap_ok(strstr(failure_text(), strerror(ENOMEM)), "and says so");
	ktap_ok(entries(directory) == 1, "no temporary file is left");
	ktap_ok(entries("/proc/self/fd") == open_before, "no descriptor is left open");
}

int main(void)
{
	char path[80];

	ktap_begin();
	snprintf(directory, sizeof(directory), "/tmp/twstat-atomic.XXXXXX");
	if (!mkdtemp(directory))
		return 1;
	snprintf(path, sizeof(path), "%s/file", directory);
	test_replace(path);
	test_no_stream(path);
	unlink(path);
	rmdir(directory);
	return ktap_end();
}
