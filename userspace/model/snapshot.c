// SPDX-License-Identifier: GPL-2.0
/* The memory of a snapshot, and accessors of its rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "model/snapshot.h"

/* Bins of all destinations are allocated from a few large pieces. */
#define ARENA_BINS 65536

struct arena {
	struct arena *next;
	size_t used;
	uint32_t bin[ARENA_BINS];
};

static const char *const side_names[TWSTAT_SIDES] = { "outbound", "inbound" };

static const char *const netstat_names[NETSTATS] = {
	[NETSTAT_TW] = "TW",
	[NETSTAT_TWRECYCLED] = "TWRecycled",
	[NETSTAT_TWKILLED] = "TWKilled",
	[NETSTAT_OVERFLOW] = "TCPTimeWaitOverflow",
};

/** snapshot_init() - an empty snapshot */
void snapshot_init(struct snapshot *snap)
{
	memset(snap, 0, sizeof(*snap));
}

/** snapshot_move() - take over all that another has, which is empty then */
void snapshot_move(struct snapshot *to, struct snapshot *from)
{
	*to = *from;
	snapshot_init(from);
}

/**
 * snapshot_first_bin() - the first bin that the source fills
 * @snap: a snapshot that was read
 *
 * The netlink dump reports 0 for overdue timers: they are in bin 1, and bin 0 is
 * always empty.
 */
unsigned int snapshot_first_bin(const struct snapshot *snap)
{
	return snap->source == SOURCE_SOCK_DIAG ? TWSTAT_BIN_OVERDUE + 1 : TWSTAT_BIN_OVERDUE;
}

/** snapshot_free() - free the memory of a snapshot and empty it */
void snapshot_free(struct snapshot *snap)
{
	struct arena *piece, *next;

	for (piece = snap->arena; piece; piece = next) {
		next = piece->next;
		free(piece);
	}
	free(snap->chain);
	free(snap->destination);
	free(snap->owner);
	free(snap->cgroup);
	snapshot_init(snap);
}

/** array_grow() - room for one more element: the array doubles at each power of two */
void *array_grow(void *array, size_t used, size_t size)
{
	size_t room = used ? used * 2 : 16;

	if (used && (used < 16 || (used & (used - 1))))
		return array;
	return realloc(array, room * size);
}

/** snapshot_add_destination() - a new row, zeroed; NULL without memory */
struct destination *snapshot_add_destination(struct snapshot *snap)
{
	struct destination *rows;

	rows = array_grow(snap->destination, snap->nr_destinations, sizeof(*rows));
	if (!rows)
		return NULL;
	snap->destination = rows;
	rows += snap->nr_destinations++;
	memset(rows, 0, sizeof(*rows));
	return rows;
}

/** snapshot_add_chain() - a new chain length, zeroed; NULL without memory */
struct chain_row *snapshot_add_chain(struct snapshot *snap)
{
	struct chain_row *rows;

	rows = array_grow(snap->chain, snap->nr_chains, sizeof(*rows));
	if (!rows)
		return NULL;
	snap->chain = rows;
	rows += snap->nr_chains++;
	memset(rows, 0, sizeof(*rows));
	return rows;
}

/** snapshot_add_owner() - a new row of owners, zeroed; NULL without memory */
struct owner *snapshot_add_owner(struct snapshot *snap)
{
	struct owner *rows = array_grow(snap->owner, snap->nr_owners, sizeof(*rows));

	if (!rows)
		return NULL;
	snap->owner = rows;
	rows += snap->nr_owners++;
	memset(rows, 0, sizeof(*rows));
	return rows;
}

/** snapshot_add_cgroup() - a new name of a cgroup, zeroed; NULL without memory */
struct cgroup_name *snapshot_add_cgroup(struct snapshot *snap)
{
	struct cgroup_name *rows = array_grow(snap->cgroup, snap->nr_cgroups, sizeof(*rows));

	if (!rows)
		return NULL;
	snap->cgroup = rows;
	rows += snap->nr_cgroups++;
	memset(rows, 0, sizeof(*rows));
	return rows;
}

/** snapshot_bins() - room for @n bins that lives as long as the snapshot */
uint32_t *snapshot_bins(struct snapshot *snap, unsigned int n)
{
	struct arena *piece = snap->arena;

	if (!piece || piece->used + n > ARENA_BINS) {
		piece = malloc(sizeof(*piece));
		if (!piece)
			return NULL;
		piece->next = snap->arena;
		piece->used = 0;
		snap->arena = piece;
	}
	piece->used += n;
	return piece->bin + piece->used - n;
}

/** source_name() - as typed after --source and as in JSON */
const char *source_name(enum source_kind kind)
{
	static const char *const names[SOURCE_KINDS] = { "auto", "module", "sock_diag", "file" };

	return names[kind];
}

/** side_name() - "outbound" or "inbound" */
const char *side_name(unsigned int side)
{
	return side_names[side];
}

/** side_short_name() - "out" or "in" */
const char *side_short_name(unsigned int side)
{
	return side == TWSTAT_INBOUND ? "in" : "out";
}

/** count_name() - a count's name in the procfs file and in JSON */
const char *count_name(unsigned int count)
{
	return twstat_columns[COUNT_FIRST_COLUMN + count].name;
}

/** netstat_name() - a counter's name in /proc/net/netstat */
const char *netstat_name(unsigned int netstat)
{
	return netstat_names[netstat];
}

/** netstat_key() - a counter's name in JSON */
const char *netstat_key(unsigned int netstat)
{
	static const char *const keys[NETSTATS] = { "tw", "tw_recycled", "tw_killed",
						    "timewait_overflow" };

	return keys[netstat];
}

/** owner_by_name() - as in the procfs file and in JSON */
const char *owner_by_name(unsigned int by)
{
	static const char *const names[OWNER_BYS] = { "unknown", "process", "kthread", "softirq",
						      "io-wq" };

	return names[by];
}

/** owner_how_name() - as in JSON; the procfs file has "-" for "unknown" */
const char *owner_how_name(unsigned int how)
{
	static const char *const names[HOWS] = { "unknown", "close", "shutdown", "exit" };

	return names[how];
}

/** destination_knows() - whether the source gave this count for the row */
bool destination_knows(const struct destination *dest, enum count count)
{
	return dest->known & (1u << count);
}

/**
 * destination_order() - an order of rows: equal only if all that names them is
 * @a: one row
 * @b: another
 *
 * Return: below, equal to or above 0, as memcmp().
 */
int destination_order(const struct destination *a, const struct destination *b)
{
	int order;

	if (a->other != b->other)
		return a->other ? 1 : -1;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	order = address_compare(&a->remote, &b->remote);
	return order ? order : address_compare(&a->local, &b->local);
}

/**
 * destination_compare() - an order of destinations: side, remote address and port, local
 * @a: one destination
 * @b: another
 *
 * Return: below, equal to or above 0, as memcmp().
 */
int destination_compare(const struct destination *a, const struct destination *b)
{
	int order = address_compare(&a->remote, &b->remote);

	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	if (!order)
		order = (int)a->port - (int)b->port;
	return order ? order : address_compare(&a->local, &b->local);
}

/** destination_sockets() - timewait sockets of either substate */
uint64_t destination_sockets(const struct destination *dest)
{
	return dest->count[COUNT_TIMEWAIT] + dest->count[COUNT_FIN_WAIT2];
}

/**
 * destination_text() - a destination as people name it
 * @dest: the row
 * @buf: where to, ADDRESS_TEXT always suffices
 * @size: its room
 *
 * Outbound it is the peer's address and port, inbound the client's address and
 * the local port; "*" stands for any.
 *
 * Return: @buf.
 */
const char *destination_text(const struct destination *dest, char *buf, size_t size)
{
	if (dest->other)
		snprintf(buf, size, "other %s", family_name(dest->family));
	else if (!dest->remote.is_set && dest->local.is_set)
		endpoint_text(&dest->local, dest->port, buf, size);
	else
		endpoint_text(&dest->remote, dest->port, buf, size);
	return buf;
}

/** histogram_add() - add a row's bins of TIME_WAIT to sums */
void histogram_add(const struct destination *dest, uint64_t sum[BINS])
{
	const uint32_t *count = dest->bin_count;
	uint64_t left;

	for (left = dest->bins; left; left &= left - 1)
		sum[__builtin_ctzll(left)] += *count++;
}

/** histogram_expand() - a row's bins of TIME_WAIT, including the empty ones */
void histogram_expand(const struct destination *dest, uint64_t bin[BINS])
{
	memset(bin, 0, BINS * sizeof(*bin));
	histogram_add(dest, bin);
}

/**
 * histogram_set() - give a row other bins
 * @snap: owns their memory
 * @dest: the row
 * @bin: the bins
 *
 * Return: DONE or FAILED.
 */
int histogram_set(struct snapshot *snap, struct destination *dest, const uint64_t bin[BINS])
{
	uint32_t *count = snapshot_bins(snap, BINS);
	unsigned int i;

	if (!count)
		return failure("out of memory");
	for (i = 0; i < BINS; i++)
		count[i] = (uint32_t)bin[i];
	dest->bins = ~0ull;
	dest->bin_count = count;
	return DONE;
}
