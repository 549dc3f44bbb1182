// SPDX-License-Identifier: GPL-2.0
/* The names of owners, the arguments of `who --by` and `--sort`, and the order of rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/closers.h"
#include "array.h"
#include "errors.h"
#include "model/text.h"

/**
 * struct closers_key - a key of `who --sort`
 * @name: on the command line
 * @of: the number to sort by, descending; NULL sorts by name
 */
struct closers_key {
	const char *name;
	double (*of)(const struct closer *row);
};

static double of_timewait(const struct closer *row)
{
	return (double)closer_sockets(row);
}

static double of_fin_wait2(const struct closer *row)
{
	return (double)row->dest.count[COUNT_FIN_WAIT2];
}

static double of_live(const struct closer *row)
{
	return (double)row->live;
}

static double of_closes(const struct closer *row)
{
	return row->rate.per_second;
}

static const struct closers_key keys[] = {
	{ "timewait", of_timewait },
	{ "fin_wait2", of_fin_wait2 },
	{ "live", of_live },
	{ "closes", of_closes },
	{ "name", NULL },
};

/* qsort() has no argument for the comparison. */
static const struct closers_key *sorted_by;

/** closers_key_find() - by name, NULL when there is none */
const struct closers_key *closers_key_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static int compare_names(const struct closer *a, const struct closer *b)
{
	int order = destination_compare(&a->dest, &b->dest);

	order = order ?: strcmp(a->unit, b->unit);
	order = order ?: strcmp(a->owner->comm, b->owner->comm);
	return order ?: (a->owner->pid > b->owner->pid) - (a->owner->pid < b->owner->pid);
}

/* Most sockets, then most live ones; equal rows by name, for a stable order. */
static int compare_rows(const void *left, const void *right)
{
	const struct closer *a = left, *b = right;
	double x = sorted_by->of ? sorted_by->of(a) : 0, y = sorted_by->of ? sorted_by->of(b) : 0;

	if (x != y)
		return x > y ? -1 : 1;
	if (sorted_by->of && a->live != b->live)
		return a->live > b->live ? -1 : 1;
	return compare_names(a, b);
}

/** closers_sort() - put the rows in order */
void closers_sort(struct closers *list, const struct closers_key *key)
{
	sorted_by = key;
	qsort(list->row, list->nr_rows, sizeof(*list->row), compare_rows);
}

/** closers_by_parse() - the argument of `who --by`; DONE or USAGE */
int closers_by_parse(const char *text, enum closers_by *by)
{
	static const char *const names[CLOSERS_BYS] = {
		[CLOSERS_PROCESS] = "process",
		[CLOSERS_UNIT] = "unit",
		[CLOSERS_USER] = "user",
		[CLOSERS_DESTINATION] = "destination",
	};

	for (*by = CLOSERS_PROCESS; *by < CLOSERS_BYS; (*by)++)
		if (!strcmp(text, names[*by]))
			return DONE;
	return err_usage("--by %s: process, unit, user or destination", text);
}

/** closer_label() - the unit of a row of CLOSERS_UNIT for machines, never with a number */
const char *closer_label(const struct closer *row)
{
	if (row->owner->by == OWNER_UNKNOWN)
		return "unknown";
	if (!strncmp(row->unit, CGROUP_REMOVED, strlen(CGROUP_REMOVED)))
		return "removed";
	if (*row->unit)
		return row->unit;
	return row->owner->by == OWNER_PROCESS ? "none" : "kernel";
}

/** closer_destination() - the destination of a row, or how many it has */
const char *closer_destination(const struct closer *row, char *buf, size_t size)
{
	struct destination dest = row->dest;
	char name[ADDRESS_TEXT];

	if (row->destinations > 1) {
		snprintf(buf, size, "%llu destinations", (unsigned long long)row->destinations);
		return buf;
	}
	if (row->clients > 1 && dest.side == TWSTAT_INBOUND && !dest.other) {
		dest.local.is_set = false;
		dest.remote.is_set = false;
	}
	snprintf(buf, size, "%s", destination_text(&dest, name, sizeof(name)));
	return buf;
}

/** closer_command() - who closed, for people, without control characters */
const char *closer_command(const struct closer *row, char *buf, size_t size)
{
	const struct owner *owner = row->owner;
	const char *comm = *owner->comm ? owner->comm : "?";
	char name[OWNER_COMM];

	if (row->processes > 1) {
		snprintf(buf, size, "%llu processes", (unsigned long long)row->processes);
		return buf;
	}
	show_foreign(comm, name, sizeof(name));
	switch (owner->by) {
	case OWNER_KTHREAD:
		snprintf(buf, size, "[%s]", name);
		break;
	case OWNER_SOFTIRQ:
		snprintf(buf, size, "(softirq)");
		break;
	case OWNER_IO_WQ:
		snprintf(buf, size, "%s (io_uring)", name);
		break;
	case OWNER_UNKNOWN:
		snprintf(buf, size, "(unknown)");
		break;
	default:
		snprintf(buf, size, "%s", name);
	}
	return buf;
}
