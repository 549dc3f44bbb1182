// SPDX-License-Identifier: GPL-2.0
/*
 * readfile FILE - read the file once, from open to the last byte, in large pieces.
 * Prints "nanoseconds bytes".
 *
 * readfile --hold FILE - the same, and stays with the file open until its
 * standard input ends.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define PIECE (256 * 1024)

static char piece[PIECE];

int main(int argc, char **argv)
{
	int hold = argc == 3 && !strcmp(argv[1], "--hold");
	unsigned long long bytes = 0;
	const char *path;
	uint64_t begin;
	ssize_t got;
	int fd;

	if (argc != 2 + hold)
		errx(2, "usage: readfile [--hold] FILE");
	path = argv[1 + hold];
	/* Do not measure the page faults of the buffer. */
	memset(piece, 1, sizeof(piece));
	begin = clock_ns();
	fd = open(path, O_RDONLY);
	if (fd < 0)
		err(1, "%s", path);
	while ((got = read(fd, piece, sizeof(piece))) > 0)
		bytes += got;
	begin = clock_ns() - begin;
	if (got < 0)
		err(1, "%s", path);
	printf("%llu %llu\n", (unsigned long long)begin, bytes);
	fflush(stdout);
	if (hold)
		(void)!read(0, piece, 1);
	return 0;
}
