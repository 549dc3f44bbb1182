// SPDX-License-Identifier: GPL-2.0
/*
 * hold - keep many snapshots open, and say how far one came
 *
 * Prints how many of COUNT could be opened and the errno of the first that
 * could not; keeps them until its standard input ends.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void allow_files(unsigned long count)
{
	struct rlimit limit = {
		.rlim_cur = count + 16,
		.rlim_max = count + 16,
	};

	if (setrlimit(RLIMIT_NOFILE, &limit))
		err(1, "RLIMIT_NOFILE");
}

static void become(unsigned int id)
{
	if (setgroups(0, NULL) || setgid(id) || setuid(id))
		err(1, "user %u", id);
}

/* Fails unless every open that failed did so with EBUSY. */
static unsigned long open_all(const char *path, unsigned long count)
{
	unsigned long i, opened = 0, refused = 0;

	for (i = 0; i < count; i++) {
		if (open(path, O_RDONLY) >= 0)
			opened++;
		else if (errno == EBUSY)
			refused++;
		else
			err(1, "open number %lu", i);
	}
	printf("opened %lu\nrefused %lu\n", opened, refused);
	return opened;
}

int main(int argc, char **argv)
{
	unsigned long count;
	char byte;

	if (argc < 3)
		errx(2, "usage: hold PATH COUNT [USER_ID]");
	count = strtoul(argv[2], NULL, 10);
	allow_files(count);
	if (argc > 3)
		become(strtoul(argv[3], NULL, 10));
	open_all(argv[1], count);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
