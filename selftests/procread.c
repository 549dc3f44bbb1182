// SPDX-License-Identifier: GPL-2.0
/*
 * procread - read a file of /proc/net/twstat in ways that a shell cannot
 *
 *   procread [--nobody] compare FILE [TRIES [SEED]]
 *	one descriptor: byte-wise, in pieces, by pread() and lseek() at random
 *	offsets, with wrong arguments; all must agree with one whole read
 *   procread [--nobody] stream FILE
 *	as sockets: pread() and lseek() fail with ESPIPE, byte-wise reading is
 *	printed
 *   procread [--nobody] openers FILE N
 *	hold N descriptors at once, then read each; prints how many there were,
 *	the fewest and the most lines of their last sections, and the error that
 *	ended it
 *   procread [--nobody] sendfile FILE
 *   procread [--nobody] splice FILE
 *	print it by sendfile(), or by splice() to stdout, which is a pipe
 *   procread [--nobody] hold FILE [BYTES]
 *	open FILE and read so many bytes; print "open"; at SIGTERM print the
 *	rest of the text
 *
 * Errors are "error NAME CALL" on stdout, status 1.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "procread.h"

#define NOBODY 65534

/**
 * die() - report errno and leave
 * @what: the call that failed
 */
void die(const char *what)
{
	printf("error %s %s\n", strerrorname_np(errno), what);
	exit(1);
}

static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("open");
	return fd;
}

static unsigned int number(const char *text)
{
	return text ? strtoul(text, NULL, 10) : 0;
}

static void compare(const char *path, unsigned int tries, unsigned int seed)
{
	static const size_t pieces[] = { 1, 2, 7, 100, 4095, 4096, 4097, 65536, 0 };
	struct content content;
	int fd = open_file(path);
	size_t i;

	srand(seed);
	read_whole(fd, &content, 1 << 20);
	if (!content.size)
		errx(1, "nothing to read");
	for (i = 0; pieces[i]; i++)
		compare_pieces(fd, &content, pieces[i]);
	compare_pread(fd, &content, tries);
	compare_seek(fd, &content, tries);
	compare_odd_reads(fd, &content);
	printf("bytes %zu\n", content.size);
}

static void expect_no_seek(int fd)
{
	char byte;

	if (pread(fd, &byte, 1, 0) >= 0 || errno != ESPIPE)
		errx(1, "pread() did not fail with ESPIPE");
	if (lseek(fd, 0, SEEK_SET) >= 0 || errno != ESPIPE)
		errx(1, "lseek() did not fail with ESPIPE");
}

static void stream(const char *path)
{
	struct content content;
	int fd = open_file(path);

	expect_no_seek(fd);
	read_whole(fd, &content, 1);
	expect_no_seek(fd);
	fwrite(content.bytes, 1, content.size, stdout);
}

static void send_file(const char *path)
{
	int fd = open_file(path);
	ssize_t sent;

	do {
		sent = sendfile(STDOUT_FILENO, fd, NULL, 1000);
	} while (sent > 0);
	if (sent < 0)
		die("sendfile");
}

static void splice_file(const char *path)
{
	int fd = open_file(path);
	ssize_t moved;

	do {
		moved = splice(fd, NULL, STDOUT_FILENO, NULL, 1000, 0);
	} while (moved > 0);
	if (moved < 0)
		die("splice");
}

/* Lines after the last heading, which begins with "[". */
static unsigned int last_lines(const struct content *content)
{
	const char *at = content->bytes, *end = at + content->size, *stop;
	unsigned int lines = 0;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', end - at);
		if (!stop)
			break;
		lines = *at == '[' ? 0 : lines + 1;
	}
	return lines;
}

/* Each descriptor is a snapshot of its own; none may be cut off. */
static void openers(const char *path, unsigned int wanted)
{
	unsigned int n, i, lines, least = UINT_MAX, most = 0;
	struct content content;
	int error = 0;
	int *fds = calloc(wanted + 1, sizeof(*fds));

	if (!fds)
		die("memory");
	for (n = 0; n < wanted; n++) {
		fds[n] = open(path, O_RDONLY | O_CLOEXEC);
		if (fds[n] < 0) {
			error = errno;
			break;
		}
	}
	for (i = 0; i < n; i++) {
		read_whole(fds[i], &content, 1 << 16);
		if (!content.size || content.bytes[content.size - 1] != '\n')
			errx(1, "descriptor %u is cut off", i);
		lines = last_lines(&content);
		least = lines < least ? lines : least;
		most = lines > most ? lines : most;
		free(content.bytes);
		close(fds[i]);
	}
	printf("opened %u\n", n);
	if (n)
		printf("lines %u %u\n", least, most);
	if (error)
		printf("error %s open\n", strerrorname_np(error));
}

static void hold(const char *path, unsigned int bytes)
{
	struct content content;
	sigset_t signals;
	char *start = malloc(bytes + 1);
	int fd, number;
	ssize_t got;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	fd = open_file(path);
	got = bytes ? read(fd, start, bytes) : 0;
	if (got < 0)
		die("read");
	puts("open");
	fflush(stdout);
	sigwait(&signals, &number);
	read_whole(fd, &content, 1 << 16);
	fwrite(start, 1, got, stdout);
	fwrite(content.bytes, 1, content.size, stdout);
}

static void become_nobody(void)
{
	if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
		die("setuid");
}

static void raise_file_limit(void)
{
	struct rlimit limit = { .rlim_cur = 1 << 16, .rlim_max = 1 << 16 };

	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	raise_file_limit();
	if (argc > 1 && !strcmp(argv[1], "--nobody")) {
		become_nobody();
		argv++;
		argc--;
	}
	if (argc < 3)
		errx(2, "usage: procread [--nobody] COMMAND FILE [NUMBER...]");
	if (!strcmp(argv[1], "compare"))
		compare(argv[2], number(argv[3] ? argv[3] : "1000"),
			argc > 4 ? number(argv[4]) : 1);
	else if (!strcmp(argv[1], "stream"))
		stream(argv[2]);
	else if (!strcmp(argv[1], "openers"))
		openers(argv[2], number(argv[3]));
	else if (!strcmp(argv[1], "sendfile"))
		send_file(argv[2]);
	else if (!strcmp(argv[1], "splice"))
		splice_file(argv[2]);
	else if (!strcmp(argv[1], "hold"))
		hold(argv[2], number(argv[3]));
	else
		errx(2, "no such command: %s", argv[1]);
	return 0;
}
