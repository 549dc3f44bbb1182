// SPDX-License-Identifier: GPL-2.0
/* What the module says. */
#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portmix.h"

#define SNAPSHOT "/proc/net/twstat/snapshot"
#define LO_INDEX 1
#define COLUMNS_MAX 40
#define LINE_ROOM 4096

static FILE *open_snapshot(void)
{
	FILE *file = fopen(SNAPSHOT, "r");

	if (!file)
		err(1, SNAPSHOT);
	return file;
}

/** read_ports() - the keys of the summary that are about ports */
void read_ports(struct ports *ports)
{
	FILE *file = open_snapshot();
	char line[LINE_ROOM];
	int found = 0;

	while (fgets(line, sizeof(line), file)) {
		found += sscanf(line, "local_ports_usable %lu", &ports->usable) == 1;
		found += sscanf(line, "ports_bound %lu", &ports->bound) == 1;
		found += sscanf(line, "ports_free %lu", &ports->free) == 1;
		found += sscanf(line, "ports_bound_shared %lu", &ports->shared) == 1;
	}
	fclose(file);
	if (found != 4)
		errx(1, "no keys of ports in the summary");
}

/* Words of a line, which is cut up. */
static unsigned int split(char *line, char **word)
{
	unsigned int n = 0;
	char *rest;

	for (char *at = strtok_r(line, "\n ", &rest); at && n < COLUMNS_MAX;
	     at = strtok_r(NULL, "\n ", &rest))
		word[n++] = at;
	return n;
}

struct columns {
	char line[LINE_ROOM];
	char *name[COLUMNS_MAX];
	unsigned int count;
};

static const char *cell(const struct columns *columns, char **word, const char *name)
{
	unsigned int i;

	for (i = 0; i < columns->count; i++)
		if (!strcmp(columns->name[i], name))
			return word[i];
	errx(1, "no column %s", name);
}

static bool is_row_of(const struct mix *mix, const struct client *to, const struct columns *columns,
		      char **word)
{
	char local[INET6_ADDRSTRLEN], remote[INET6_ADDRSTRLEN];

	mix_address(mix, false, to->source, local);
	mix_address(mix, true, to->destination, remote);
	return !strcmp(cell(columns, word, "side"), "outbound") &&
	       !strcmp(cell(columns, word, "local"), local) &&
	       !strcmp(cell(columns, word, "remote"), remote) &&
	       atoi(cell(columns, word, "port")) == SERVICE_PORT &&
	       atoi(cell(columns, word, "dev")) == (to->device ? LO_INDEX : 0);
}

static void fill_left(struct left *left, const struct columns *columns, char **word)
{
	left->has_row = true;
	left->known = strcmp(cell(columns, word, "ports_left"), "-");
	left->least = strtoul(cell(columns, word, "ports_left"), NULL, 10);
	left->most = strtoul(cell(columns, word, "ports_left_max"), NULL, 10);
	left->reuse = strtoul(cell(columns, word, "reuse_ports"), NULL, 10);
	left->young = strtoul(cell(columns, word, "reuse_young"), NULL, 10);
}

/**
 * read_left() - what is left for a destination
 * @mix: the mix
 * @to: its source, destination and device
 * @left: filled in
 */
void read_left(const struct mix *mix, const struct client *to, struct left *left)
{
	FILE *file = open_snapshot();
	struct columns columns = { .count = 0 };
	char line[LINE_ROOM], *word[COLUMNS_MAX];

	memset(left, 0, sizeof(*left));
	while (fgets(line, sizeof(line), file) && strcmp(line, "[destinations]\n"))
		continue;
	if (fgets(columns.line, sizeof(columns.line), file))
		columns.count = split(columns.line, columns.name);
	while (fgets(line, sizeof(line), file) && split(line, word) == columns.count)
		if (is_row_of(mix, to, &columns, word))
			fill_left(left, &columns, word);
	fclose(file);
}
