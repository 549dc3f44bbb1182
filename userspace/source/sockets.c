// SPDX-License-Identifier: GPL-2.0
/* Timewait sockets one by one, without keeping them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "source/sock_diag.h"
#include "source/sockets.h"
#include "source/source.h"

/* The module formats a buffer at a time: few large reads. */
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

static int read_module(socket_visit visit, void *data)
{
	char path[PROC_PATH], *buf;
	FILE *file = fopen(proc_net_path("twstat/sockets", path, sizeof(path)), "re");
	int err;

	if (!file && errno == EACCES)
		return failure("%s: for root alone; --source sock_diag shows most of it", path);
	if (!file)
		return module_failure(errno, path);
	buf = malloc(BUFFER);
	if (buf)
		setvbuf(file, buf, _IOFBF, BUFFER);
	err = read_rows(file, visit, data);
	fclose(file);
	free(buf);
	return err;
}

/**
 * sockets_read() - visit every timewait socket
 * @opt: the source and the namespace
 * @source: the name of the source that gave them
 * @visit: called for each
 * @data: for @visit
 *
 * Return: an enum outcome, or what @visit returned.
 */
int sockets_read(const struct options *opt, const char **source, socket_visit visit, void *data)
{
	int err;

	if (source_is_file(opt))
		return failure("%s: a saved snapshot holds no single sockets", opt->source);
	err = netns_select(opt->netns);
	if (err)
		return err;
	*source = "sock_diag";
	if (!strcmp(opt->source, "sock_diag"))
		return diag_sockets(visit, data);
	*source = "module";
	err = read_module(visit, data);
	if (err != ABSENT || strcmp(opt->source, "auto"))
		return err;
	warn_fallback();
	*source = "sock_diag";
	return diag_sockets(visit, data);
}
