// SPDX-License-Identifier: GPL-2.0
/* However a descriptor is read, it must give the same snapshot. */
#define _GNU_SOURCE
#include <assert.h>
#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "procread.h"

/**
 * read_whole() - read from the present offset to the end
 * @fd: the descriptor
 * @content: filled in
 * @piece: bytes to ask for at once
 */
void read_whole(int fd, struct content *content, size_t piece)
{
	size_t room = 0;
	ssize_t got;

	*content = (struct content){};
	do {
		if (room - content->size < piece) {
			room = room * 2 + piece;
			content->bytes = realloc(content->bytes, room);
			if (!content->bytes)
				die("memory");
		}
		got = read(fd, content->bytes + content->size, piece);
		if (got < 0)
			die("read");
		content->size += got;
	} while (got);
}

static void rewind_to_start(int fd)
{
	if (lseek(fd, 0, SEEK_SET))
		die("lseek");
}

/**
 * compare_pieces() - read all in small pieces
 * @fd: the descriptor
 * @content: what it must give
 * @piece: bytes to ask for at once
 */
void compare_pieces(int fd, const struct content *content, size_t piece)
{
	struct content again;

	rewind_to_start(fd);
	read_whole(fd, &again, piece);
	if (again.size != content->size || memcmp(again.bytes, content->bytes, again.size))
		errx(1, "pieces of %zu bytes give another text", piece);
	free(again.bytes);
}

/* A read may be short, but not empty before the end, and never wrong. */
static void check_piece(const struct content *content, off_t offset, size_t length,
			const char *bytes, ssize_t got)
{
	size_t left = (size_t)offset < content->size ? content->size - offset : 0;

	if (got < 0)
		die("read");
	if ((size_t)got > length || (size_t)got > left)
		errx(1, "%zd bytes at %jd, past the end", got, (intmax_t)offset);
	if (!got && length && left)
		errx(1, "an end at %jd of %zu", (intmax_t)offset, content->size);
	if (memcmp(bytes, content->bytes + (left ? offset : 0), got))
		errx(1, "other text at %jd", (intmax_t)offset);
}

static_assert(sizeof(off_t) == 8, "far offsets are tried on 32 bits as well");

/* Mostly inside the text, at times past its end or far away. */
static off_t random_offset(size_t size)
{
	switch (rand() % 16) {
	case 0:
		return size;
	case 1:
		return size + rand();
	case 2:
		return 0x7fffffffffff0000 + rand() % 0x10000;
	default:
		return size ? rand() % size : 0;
	}
}

static size_t random_length(void)
{
	static const size_t bounds[] = { 2, 16, 300, 5000, 70000 };

	return rand() % bounds[rand() % 5];
}

/**
 * compare_pread() - pread() at random offsets
 * @fd: the descriptor; its offset must not change
 * @content: what it must give
 * @tries: how many
 */
void compare_pread(int fd, const struct content *content, unsigned int tries)
{
	static char bytes[70000];
	off_t start = lseek(fd, 0, SEEK_CUR);
	size_t length;
	off_t offset;

	while (tries--) {
		offset = random_offset(content->size);
		length = random_length();
		/* The kernel itself refuses ranges that wrap around. */
		if (offset > 0x7fffffffffff0000)
			length = 1;
		check_piece(content, offset, length, bytes, pread(fd, bytes, length, offset));
	}
	if (lseek(fd, 0, SEEK_CUR) != start)
		errx(1, "pread() moved the position");
}

/**
 * compare_seek() - lseek() to random offsets, then read()
 * @fd: the descriptor
 * @content: what it must give
 * @tries: how many
 */
void compare_seek(int fd, const struct content *content, unsigned int tries)
{
	static char bytes[70000];
	size_t length;
	off_t offset;
	ssize_t got;

	while (tries--) {
		offset = random_offset(content->size) & 0xffffffff;
		length = random_length();
		if (lseek(fd, offset, SEEK_SET) != offset)
			die("lseek");
		got = read(fd, bytes, length);
		check_piece(content, offset, length, bytes, got);
		if (lseek(fd, 0, SEEK_CUR) != offset + got)
			errx(1, "the position is wrong after a read");
		if (got && lseek(fd, -1, SEEK_CUR) != offset + got - 1)
			errx(1, "lseek() backwards went astray");
	}
}

static void expect_error(const char *what, ssize_t got, int error)
{
	if (got >= 0 || errno != error)
		errx(1, "%s: %zd %s, expected %s", what, got, got < 0 ? strerrorname_np(errno) : "",
		     strerrorname_np(error));
}

/**
 * compare_odd_reads() - wrong arguments, after which the text is still there
 * @fd: the descriptor
 * @content: what it must give
 */
void compare_odd_reads(int fd, const struct content *content)
{
	static char head[3], tail[5];
	struct iovec pieces[] = {
		{ .iov_base = head, .iov_len = sizeof(head) },
		{ .iov_base = NULL, .iov_len = 0 },
		{ .iov_base = tail, .iov_len = sizeof(tail) },
	};
	void *nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (nowhere == MAP_FAILED)
		die("mmap");
	rewind_to_start(fd);
	expect_error("read() to nowhere", read(fd, nowhere, 4096), EFAULT);
	expect_error("pread() before the start", pread(fd, head, 1, -1), EINVAL);
	expect_error("lseek() before the start", lseek(fd, -1, SEEK_SET), EINVAL);
	if (read(fd, head, 0))
		errx(1, "a read of no byte gave something");
	if (preadv(fd, pieces, 3, 0) != sizeof(head) + sizeof(tail) ||
	    memcmp(head, content->bytes, sizeof(head)) ||
	    memcmp(tail, content->bytes + sizeof(head), sizeof(tail)))
		errx(1, "preadv() gives another text");
	compare_pieces(fd, content, 4096);
}
