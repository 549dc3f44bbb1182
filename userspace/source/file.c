// SPDX-License-Identifier: GPL-2.0
/* Reads and parses a snapshot in large pieces. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/source.h"

/* Also bounds a line; those of the module are below 1 KiB. */
#define BUFFER (256 * 1024)

/* Parse the complete lines of a buffer; @used is their length. */
static int parse_lines(struct parser *parser, const char *data, size_t len, size_t *used)
{
	const char *at = data, *end = data + len, *stop;

	while ((stop = memchr(at, '\n', (size_t)(end - at)))) {
		if (parser_line(parser, at, (size_t)(stop - at)))
			return FAILED;
		at = stop + 1;
	}
	*used = (size_t)(at - data);
	return DONE;
}

/**
 * snapshot_parse() - parse a snapshot in memory
 * @snap: an initialised snapshot
 * @text: a whole snapshot
 * @len: bytes
 *
 * Return: DONE or FAILED.
 */
int snapshot_parse(struct snapshot *snap, const char *text, size_t len)
{
	struct parser parser;
	size_t used;

	parser_init(&parser, snap, SECTION_NONE);
	if (parse_lines(&parser, text, len, &used))
		return FAILED;
	return parser_end(&parser, used == len);
}

static int parse_fd(int fd, const char *path, struct parser *parser, char *buf)
{
	size_t kept = 0, used;
	ssize_t got;

	while ((got = read(fd, buf + kept, BUFFER - kept)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failure("%s: %s", path, strerror(errno));
		kept += (size_t)got;
		if (parse_lines(parser, buf, kept, &used))
			return FAILED;
		kept -= used;
		memmove(buf, buf + used, kept);
		if (kept == BUFFER)
			return failure("%s: line %lu is too long for a snapshot", path,
				       parser->line + 1);
	}
	if (kept && parser_line(parser, buf, kept))
		return FAILED;
	return parser_end(parser, !kept);
}

static int parse_file(int fd, const char *path, struct parser *parser)
{
	char *buf = malloc(BUFFER);
	int err = buf ? parse_fd(fd, path, parser, buf) : failure("out of memory");

	free(buf);
	return err;
}

/**
 * read_snapshot_fd() - parse an open file
 * @fd: the file
 * @path: its name, for messages
 * @only: the one section that it is, SECTION_NONE for a whole snapshot
 * @snap: an initialised snapshot
 *
 * Return: DONE or FAILED.
 */
int read_snapshot_fd(int fd, const char *path, enum section only, struct snapshot *snap)
{
	struct parser parser;

	parser_init(&parser, snap, only);
	return parse_file(fd, path, &parser);
}

/**
 * read_snapshots_fd() - parse an open file of all namespaces
 * @fd: the file
 * @path: its name, for messages
 * @all: initialised
 *
 * Return: DONE or FAILED.
 */
int read_snapshots_fd(int fd, const char *path, struct snapshots *all)
{
	struct parser parser;

	parser_init_all(&parser, all);
	return parse_file(fd, path, &parser);
}
