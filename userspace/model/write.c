// SPDX-License-Identifier: GPL-2.0
/* Writes a snapshot in the format of the procfs file. */
#include <inttypes.h>

#include "model/write.h"

/** write_netstat() - the counters, in the section [netstat] */
void write_netstat(FILE *out, const struct snapshot *snap)
{
	unsigned int i;

	fputs("[netstat]\n", out);
	for (i = 0; i < NETSTATS; i++)
		if (snap->netstat_known & (1u << i))
			fprintf(out, "%s %" PRIu64 "\n", netstat_name(i), snap->netstat[i]);
}

/* As the kernel escapes names: octal, for blanks, controls, `\\` and all but ASCII. */
static void write_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte <= ' ' || byte >= 0x7f || byte == '\\')
			fprintf(out, "\\%03o", byte);
		else
			fputc(byte, out);
	}
}

/** write_cgroups() - the paths of cgroups, in the section [cgroups] */
void write_cgroups(FILE *out, const struct snapshot *snap)
{
	size_t i;

	fputs("[cgroups]\n", out);
	for (i = 0; i < snap->nr_cgroups; i++) {
		if (!*snap->cgroup[i].path)
			continue;
		fprintf(out, "%" PRIu64 " ", snap->cgroup[i].id);
		write_escaped(out, snap->cgroup[i].path);
		fputc('\n', out);
	}
}

static void write_header(FILE *out, unsigned int section)
{
	const char *between = "";
	unsigned int i;

	for (i = 0; i < TWSTAT_COLUMNS; i++) {
		if (twstat_columns[i].section != section)
			continue;
		fprintf(out, "%s%s", between, twstat_columns[i].name);
		between = " ";
	}
	fputc('\n', out);
}

static void write_end(FILE *out, int64_t ms)
{
	if (ms == BIN_MINUS_INF)
		fputs("-inf ", out);
	else if (ms == BIN_INF)
		fputs("inf ", out);
	else
		fprintf(out, "%" PRId64 " ", ms);
}

static void write_timers(FILE *out, const struct snapshot *snap)
{
	unsigned int i;

	fputs("[timers]\n", out);
	write_header(out, TWSTAT_TIMERS);
	for (i = 0; i < BINS; i++) {
		write_end(out, bin_from_ms(i));
		write_end(out, bin_to_ms(i));
		fprintf(out, "%" PRIu64 " %" PRIu64 "\n", snap->timewait[i], snap->fin_wait2[i]);
	}
}

static void write_number(FILE *out, bool known, uint64_t number)
{
	if (known)
		fprintf(out, "%" PRIu64 " ", number);
	else
		fputs("- ", out);
}

static void write_count(FILE *out, const struct destination *dest, enum count count)
{
	write_number(out, destination_knows(dest, count), dest->count[count]);
}

static void write_ms(FILE *out, bool known, int64_t ms)
{
	if (known)
		fprintf(out, "%" PRId64 " ", ms);
	else
		fputs("- ", out);
}

static void write_histogram(FILE *out, const struct destination *dest)
{
	const uint32_t *count = dest->bin_count;
	const char *between = "";
	unsigned int i;

	if (!dest->bins)
		fputc('-', out);
	for (i = 0; i < BINS; i++) {
		if (!(dest->bins & (1ull << i)))
			continue;
		fprintf(out, "%s%u:%" PRIu32, between, i, *count++);
		between = ",";
	}
}

static void write_left(FILE *out, const struct destination *dest)
{
	if (!dest->has_left) {
		fputs(" - - -\n", out);
		return;
	}
	fprintf(out, " %" PRIu32 " %" PRIu32, dest->left, dest->left_max);
	if (destination_knows(dest, COUNT_REUSE_READY))
		fprintf(out, " %" PRIu32 "\n", dest->reuse_ports);
	else
		fputs(" -\n", out);
}

static void write_destination(FILE *out, const struct destination *dest)
{
	char local[ADDRESS_TEXT], remote[ADDRESS_TEXT];
	unsigned int i;

	fprintf(out, "%s %s %s %s ", family_name(dest->family), side_name(dest->side),
		address_text(&dest->local, local, sizeof(local)),
		address_text(&dest->remote, remote, sizeof(remote)));
	if (dest->other)
		fputs("* ", out);
	else
		fprintf(out, "%u ", dest->port);
	for (i = 0; i < COUNTS; i++)
		write_count(out, dest, (enum count)i);
	write_ms(out, dest->has_min, dest->min_ms);
	write_ms(out, dest->has_max, dest->max_ms);
	if (dest->other)
		fputs("* ", out);
	else
		fprintf(out, "%" PRIu32 " ", dest->dev);
	write_histogram(out, dest);
	write_left(out, dest);
}

/**
 * write_snapshot() - a snapshot in the format of the module
 * @out: the stream
 * @snap: the snapshot; its source is written in a `[reader]` section
 */
void write_snapshot(FILE *out, const struct snapshot *snap)
{
	unsigned int key;
	size_t i;

	fprintf(out, "[reader]\nsource %s\n[summary]\n", source_name(snap->source));
	for (key = 0; key < SUMMARY_KEYS; key++)
		if (summary_knows(&snap->summary, key))
			fprintf(out, "%s %" PRIu64 "\n", summary_keys[key].name,
				summary_get(&snap->summary, key));
	write_timers(out, snap);
	fputs("[destinations]\n", out);
	write_header(out, TWSTAT_DESTINATIONS);
	for (i = 0; i < snap->nr_destinations; i++)
		write_destination(out, &snap->destination[i]);
}

/* The first columns are not repeated. */
static bool key_is_column(unsigned int key)
{
	return key != KEY_NETNS && key != KEY_TIMEWAIT && key != KEY_FIN_WAIT2;
}

static void write_keys_header(FILE *out)
{
	unsigned int i;

	fputs("netns timewait fin_wait2 live", out);
	for (i = 0; i < SUMMARY_KEYS; i++)
		if (key_is_column(i))
			fprintf(out, " %s", summary_keys[i].name);
	for (i = 0; i < NETSTATS; i++)
		fprintf(out, " %s", netstat_name(i));
	fputs(" name\n", out);
}

static void write_key(FILE *out, const struct summary *sum, enum summary_key key)
{
	write_number(out, summary_knows(sum, key), summary_get(sum, key));
}

/* All sockets but the timewait ones, as the module counts them. */
static void write_live(FILE *out, const struct summary *sum)
{
	write_number(out, summary_knows(sum, KEY_SOCKETS),
		     summary_get(sum, KEY_SOCKETS) - summary_get(sum, KEY_TIMEWAIT) -
			     summary_get(sum, KEY_FIN_WAIT2));
}

static void write_namespace(FILE *out, const struct snapshot *snap)
{
	const struct summary *sum = &snap->summary;
	unsigned int i;

	write_key(out, sum, KEY_NETNS);
	write_key(out, sum, KEY_TIMEWAIT);
	write_key(out, sum, KEY_FIN_WAIT2);
	write_live(out, sum);
	for (i = 0; i < SUMMARY_KEYS; i++)
		if (key_is_column(i))
			write_key(out, sum, i);
	for (i = 0; i < NETSTATS; i++)
		write_number(out, snap->netstat_known & (1u << i), snap->netstat[i]);
	write_escaped(out, *snap->name ? snap->name : "-");
	fputc('\n', out);
}

/**
 * write_snapshots() - those of all namespaces, in the format of the module
 * @out: the stream
 * @all: the snapshots; counters and names are appended to the rows of the module
 */
void write_snapshots(FILE *out, const struct snapshots *all)
{
	size_t i, row;

	fprintf(out, "[reader]\nsource %s\n[namespaces]\n", source_name(all->common.source));
	write_keys_header(out);
	for (i = 0; i < all->nr_items; i++)
		write_namespace(out, &all->item[i]);
	fputs("[destinations]\nnetns ", out);
	write_header(out, TWSTAT_DESTINATIONS);
	for (i = 0; i < all->nr_items; i++)
		for (row = 0; row < all->item[i].nr_destinations; row++) {
			fprintf(out, "%" PRIu64 " ", snapshot_inode(&all->item[i]));
			write_destination(out, &all->item[i].destination[row]);
		}
}
