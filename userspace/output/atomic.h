/* SPDX-License-Identifier: GPL-2.0 */
/* A file that is written whole or not at all. */
#ifndef TWSTAT_READER_ATOMIC_H
#define TWSTAT_READER_ATOMIC_H

#include <stdio.h>

/**
 * struct atomic_file - a file in the making
 * @out: write here
 * @path: what it becomes, as the user names it
 * @target: the same, links followed
 * @beside: where it is until then, on the same file system; NULL when @path is
 *	written directly
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
