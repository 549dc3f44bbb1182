// SPDX-License-Identifier: GPL-2.0
/*
 * Read a snapshot of the module and hold its sections against each other.
 * Written from the documented format alone, not from the module's own code.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "snapshot.h"

#define MAX_COLUMNS 32

/* A table's header and the row at hand, cut into words in place. */
struct table {
	char *header[MAX_COLUMNS];
	char *row[MAX_COLUMNS];
	int columns;
};

static int make_room(struct snapshot *snap)
{
	char *text;

	if (snap->room - snap->length > 65536)
		return 0;
	text = realloc(snap->text, snap->room * 2 + 131072);
	if (!text)
		return -1;
	snap->text = text;
	snap->room = snap->room * 2 + 131072;
	return 0;
}

/**
 * snapshot_read() - one open, read to the end, close
 * @snap: zeroed, or used before
 * @path: of the file
 *
 * Return: 0, or the errno of the call that failed.
 */
int snapshot_read(struct snapshot *snap, const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t got = -1;
	int err;

	if (fd < 0)
		return errno;
	snap->length = 0;
	while (!make_room(snap)) {
		got = read(fd, snap->text + snap->length, snap->room - snap->length - 1);
		if (got <= 0)
			break;
		snap->length += got;
	}
	err = got ? errno : 0;
	close(fd);
	if (snap->text)
		snap->text[snap->length] = '\0';
	return err;
}

void snapshot_free(struct snapshot *snap)
{
	free(snap->text);
	memset(snap, 0, sizeof(*snap));
}

static int cut(char *line, char **words)
{
	char *save = NULL;
	int n = 0;

	for (line = strtok_r(line, " \t", &save); line && n < MAX_COLUMNS;
	     line = strtok_r(NULL, " \t", &save))
		words[n++] = line;
	return n;
}

static const char *text_of(const struct table *table, const char *name)
{
	int i;

	for (i = 0; i < table->columns; i++)
		if (!strcmp(table->header[i], name))
			return table->row[i];
	return "";
}

/* "-" and "*" count as nothing. */
static unsigned long number_of(const struct table *table, const char *name)
{
	return strtoul(text_of(table, name), NULL, 10);
}

static unsigned long histogram_sum(const char *text)
{
	unsigned long sum = 0;

	for (text = strchr(text, ':'); text; text = strchr(text + 1, ':'))
		sum += strtoul(text + 1, NULL, 10);
	return sum;
}

static void add_summary(char *line, struct totals *sum)
{
	const struct {
		const char *key;
		unsigned long *to;
	} keys[] = {
		{ "timewait", &sum->summary_timewait },
		{ "fin_wait2", &sum->summary_fin_wait2 },
		{ "overdue", &sum->summary_overdue },
		{ "sockets", &sum->summary_sockets },
		{ "ipv4", &sum->summary_ipv4 },
		{ "ipv6", &sum->summary_ipv6 },
		{ "inbound", &sum->summary_inbound },
		{ "outbound", &sum->summary_outbound },
		{ "reuse_ready", &sum->summary_reuse },
		{ "reuse_young", &sum->summary_reuse },
		{ "reuse_no_timestamp", &sum->summary_reuse },
		{ "walk_restarts", &sum->walk_restarts },
		{ "walk_locked", &sum->walk_locked },
		{ "sockets_other", &sum->sockets_other },
	};
	char *words[MAX_COLUMNS];
	size_t i;

	if (cut(line, words) < 2)
		return;
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(words[0], keys[i].key))
			*keys[i].to += strtoul(words[1], NULL, 10);
}

static void add_timers(const struct table *row, struct totals *sum)
{
	sum->timers_timewait += number_of(row, "timewait");
	sum->timers_fin_wait2 += number_of(row, "fin_wait2");
}

static void add_buckets(const struct table *row, struct totals *sum)
{
	sum->buckets_sockets += number_of(row, "sockets");
	sum->buckets_timewait += number_of(row, "timewait");
}

static const char *add_destination(const struct table *row, unsigned int port, struct totals *sum)
{
	unsigned long timewait = number_of(row, "timewait");
	unsigned long histogram = histogram_sum(text_of(row, "histogram"));

	sum->rows++;
	sum->rows_timewait += timewait;
	sum->rows_fin_wait2 += number_of(row, "fin_wait2");
	sum->rows_overdue += number_of(row, "overdue");
	sum->rows_reuse += number_of(row, "reuse_ready") + number_of(row, "reuse_young") +
			   number_of(row, "reuse_no_timestamp");
	sum->rows_histogram += histogram;
	if (!strcmp(text_of(row, "side"), "outbound")) {
		sum->rows_outbound += timewait;
		if (number_of(row, "port") == port)
			sum->rows_port += timewait;
	}
	return timewait == histogram ? NULL : "a row's histogram is not its timewait";
}

static const char *add_line(char *line, const char *section, struct table *table, unsigned int port,
			    struct totals *sum)
{
	int words;

	if (!strcmp(section, "[summary]")) {
		add_summary(line, sum);
		return NULL;
	}
	if (!table->columns) {
		table->columns = cut(line, table->header);
		return NULL;
	}
	words = cut(line, table->row);
	if (words != table->columns)
		return "a row has not as many words as its header";
	if (!strcmp(section, "[timers]"))
		add_timers(table, sum);
	else if (!strcmp(section, "[buckets]"))
		add_buckets(table, sum);
	else if (!strcmp(section, "[destinations]"))
		return add_destination(table, port, sum);
	return NULL;
}

/**
 * snapshot_add_up() - add up the sections
 * @snap: as read; its text is cut up
 * @port: outbound destinations with this port are counted apart
 * @totals: filled in
 *
 * Return: NULL, or what is wrong with the text.
 */
const char *snapshot_add_up(struct snapshot *snap, unsigned int port, struct totals *totals)
{
	const char *section = "", *wrong = NULL;
	struct table table = { .columns = 0 };
	char *save = NULL, *line;

	memset(totals, 0, sizeof(*totals));
	if (!snap->length || snap->text[snap->length - 1] != '\n')
		return "the text does not end with a line end";
	for (line = strtok_r(snap->text, "\n", &save); line && !wrong;
	     line = strtok_r(NULL, "\n", &save)) {
		if (*line == '[') {
			section = line;
			table.columns = 0;
			continue;
		}
		wrong = add_line(line, section, &table, port, totals);
	}
	return wrong;
}

/**
 * totals_check() - hold the sections against each other
 * @totals: of one snapshot
 *
 * Return: NULL when every sum holds, else the one that does not.
 */
const char *totals_check(const struct totals *totals)
{
	unsigned long both = totals->summary_timewait + totals->summary_fin_wait2;
	const struct {
		unsigned long left, right;
		const char *what;
	} sums[] = {
		{ totals->timers_timewait, totals->summary_timewait,
		  "timers' timewait is not the summary's" },
		{ totals->timers_fin_wait2, totals->summary_fin_wait2,
		  "timers' fin_wait2 is not the summary's" },
		{ totals->rows_timewait, totals->summary_timewait,
		  "the destinations' timewait is not the summary's" },
		{ totals->rows_fin_wait2, totals->summary_fin_wait2,
		  "the destinations' fin_wait2 is not the summary's" },
		{ totals->rows_overdue, totals->summary_overdue,
		  "the destinations' overdue is not the summary's" },
		{ totals->rows_reuse, totals->summary_reuse,
		  "the destinations' reuse_* is not the summary's" },
		{ totals->rows_outbound, totals->summary_reuse,
		  "reuse_* is not the outbound TIME_WAIT" },
		{ totals->summary_ipv4 + totals->summary_ipv6, both,
		  "ipv4 and ipv6 are not timewait and fin_wait2" },
		{ totals->summary_inbound + totals->summary_outbound, both,
		  "inbound and outbound are not timewait and fin_wait2" },
	};
	size_t i;

	for (i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		if (sums[i].left != sums[i].right)
			return sums[i].what;
	/* To the privileged they show other namespaces' sockets too. */
	if (totals->buckets_timewait < both)
		return "buckets' timewait is less than timewait and fin_wait2";
	if (totals->buckets_sockets < totals->summary_sockets)
		return "buckets' sockets is less than the summary's";
	return NULL;
}
