/* SPDX-License-Identifier: GPL-2.0 */
/* Reading a file of /proc/net/twstat in ways that a shell cannot. */
#ifndef PROCREAD_H
#define PROCREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What one descriptor gave when it was read from its beginning. */
struct content {
	char *bytes;
	size_t size;
};

/* procread-compare.c: each leaves the program when a byte is wrong. */
void read_whole(int fd, struct content *content, size_t piece);
void compare_pieces(int fd, const struct content *content, size_t piece);
void compare_pread(int fd, const struct content *content, unsigned int tries);
void compare_seek(int fd, const struct content *content, unsigned int tries);
void compare_odd_reads(int fd, const struct content *content);

/* procread.c */
void die(const char *what);

#endif
