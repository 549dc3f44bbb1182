/* SPDX-License-Identifier: GPL-2.0 */
/* A file that is replaced in one step: a temporary file and rename(2). */
#ifndef TWSTAT_READER_ATOMIC_H
#define TWSTAT_READER_ATOMIC_H

#include <stdio.h>

/**
 * struct atomic_file - a file that is being written
 * @out: write here
 * @path: the file to replace, as the user named it
 * @target: @path with links followed
 * @beside: the temporary file, in the same directory; NULL when @path is written
 *	to directly
 */
struct atomic_file {
	FILE *out;
	const char *path;
	char *target;
	char *beside;
};

int atomic_open(struct atomic_file *file, const char *path);
int atomic_close(struct atomic_file *file, int status);

#endif
