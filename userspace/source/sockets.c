// SPDX-License-Identifier: GPL-2.0
/* Timewait sockets one by one, without storing them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "source/sock_diag.h"
#include "source/sockets.h"
#include "source/source.h"

/* The module formats as much as fits in the buffer of a read. */
#define BUFFER (256 * 1024)

static int read_rows(FILE *file, socket_visit visit, void *data)
{
	struct socket_columns head = { 0 };
	struct socket_row row;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int err = DONE;

	while (!err && (len = getline(&line, &room, file)) > 0) {
		struct span span = { line, (size_t)len - 1 };

		if (line[len - 1] != '\n')
			err = failure("the list of sockets is cut off");
		else if (!head.columns)
			err = socket_header(&head, span);
		else
			err = socket_parse(&head, span, &row) ?: visit(&row, data);
	}
	if (!err && ferror(file))
		err = failure("the list of sockets: %s", strerror(errno));
	free(line);
	return err;
}

static int read_module(const struct netns *ns, socket_visit visit, void *data)
{
	char path[PROC_PATH], *buf;
	FILE *file = fopen(proc_net_path(ns, "twstat/sockets", path, sizeof(path)), "re");
	int err;

	if (!file && errno == EACCES)
		return failure("%s: only for root; --source sock_diag shows most of it", path);
	if (!file)
		return module_failure(ns, errno, path);
	buf = malloc(BUFFER);
	if (buf)
		setvbuf(file, buf, _IOFBF, BUFFER);
	err = read_rows(file, visit, data);
	fclose(file);
	free(buf);
	return err;
}

/**
 * struct sockets_visit - a visitor
 * @used: the source that gives them
 * @visit: the visitor
 * @data: for it
 */
struct sockets_visit {
	enum source_kind *used;
	socket_visit visit;
	void *data;
};

static int visit_module(const struct netns *ns, void *data)
{
	const struct sockets_visit *to = data;

	*to->used = SOURCE_MODULE;
	return read_module(ns, to->visit, to->data);
}

static int visit_sock_diag(void *data)
{
	const struct sockets_visit *to = data;

	*to->used = SOURCE_SOCK_DIAG;
	return diag_sockets(to->visit, to->data);
}

/**
 * sockets_read() - visit every timewait socket
 * @req: where to read from
 * @used: set to the source that gives them, before the first visit
 * @visit: called for each
 * @data: for @visit
 *
 * Return: an enum outcome, or what @visit returned.
 */
int sockets_read(const struct source_request *req, enum source_kind *used, socket_visit visit,
		 void *data)
{
	static const struct source_ops ops = { visit_module, visit_sock_diag };
	struct sockets_visit to = { used, visit, data };

	if (req->kind == SOURCE_FILE)
		return failure("%s: a saved snapshot has no per-socket data", req->path);
	return source_live(req, &ops, &to);
}
