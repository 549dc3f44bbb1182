/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A snapshot of the timewait sockets of a network namespace, from any source.
 */
#ifndef TWSTAT_READER_SNAPSHOT_H
#define TWSTAT_READER_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/columns.h"
#include "model/address.h"
#include "model/bins.h"
#include "model/summary.h"

/* What is counted per destination: its columns from timewait to overdue. */
#define COUNT_FIRST_COLUMN TWSTAT_DESTINATIONS_TIMEWAIT
#define COUNT_OF(symbol) (TWSTAT_DESTINATIONS_##symbol - COUNT_FIRST_COLUMN)

enum count {
	COUNT_TIMEWAIT = COUNT_OF(TIMEWAIT),
	COUNT_FIN_WAIT2 = COUNT_OF(FIN_WAIT2),
	COUNT_LIVE = COUNT_OF(LIVE),
	COUNT_PORTS = COUNT_OF(PORTS),
	COUNT_REUSE_READY = COUNT_OF(REUSE_READY),
	COUNT_REUSE_YOUNG = COUNT_OF(REUSE_YOUNG),
	COUNT_REUSE_NO_TIMESTAMP = COUNT_OF(REUSE_NO_TIMESTAMP),
	COUNT_OVERDUE = COUNT_OF(OVERDUE),
	COUNTS
};

/* Room for the path of a cgroup; the end of a longer one is what is kept. */
#define CGROUP_PATH 256

/**
 * struct destination - one row of the table, or a group of such rows
 * @local: this host's address
 * @remote: the peer's address
 * @family: enum twstat_family; TWSTAT_FAMILIES for a group of both
 * @side: who opened the connections
 * @other: the sum of the sockets that did not fit in the table
 * @has_min: @min_ms is known
 * @has_max: @max_ms is known
 * @known: bit (1 << COUNT_x) for every count that the source gives
 * @port: the service's port, 0 for "*"
 * @dev: the device its sockets are bound to, 0 for none
 * @has_left: @left and @left_max are known, and @reuse_ports where COUNT_REUSE_READY is
 * @left: further ports that connect() is sure to find for it
 * @left_max: those that it may find; equal to @left where that is exact
 * @reuse_ports: of COUNT_REUSE_READY, those whose port connect() could take
 * @count: sockets, see enum count
 * @min_ms: least remaining time, negative when overdue
 * @max_ms: most remaining time
 * @bins: bit (1 << bin) for every bin of TIME_WAIT sockets that is not empty
 * @bin_count: the sockets of those bins, in the order of the bins
 */
struct destination {
	struct address local, remote;
	uint8_t family;
	uint8_t side;
	bool other;
	bool has_min, has_max;
	bool has_left;
	uint16_t known;
	uint16_t port;
	uint32_t dev;
	uint32_t left, left_max, reuse_ports;
	uint64_t count[COUNTS];
	int64_t min_ms, max_ms;
	uint64_t bins;
	uint32_t *bin_count;
};

/* Who closed the sockets of a row of `owners`. */
enum owner_by {
	OWNER_UNKNOWN,
	OWNER_PROCESS,
	OWNER_KTHREAD,
	OWNER_SOFTIRQ,
	OWNER_IO_WQ,
	OWNER_BYS
};

enum owner_how { HOW_UNKNOWN, HOW_CLOSE, HOW_SHUTDOWN, HOW_EXIT, HOWS };

/* Room for a command; that of a process has at most 15 characters. */
#define OWNER_COMM 64

/**
 * struct owner - the sockets to a destination that one owner closed in one way
 * @dest: the destination; of its counts only timewait and fin_wait2 are known
 * @by: enum owner_by
 * @how: enum owner_how
 * @has_pid: @pid is known in the namespace of whoever opened the file
 * @has_start: @start is known
 * @has_uid: @uid is known
 * @has_cgroup: @cgroup is known
 * @pid: the thread group
 * @uid: its user
 * @start: when it began, in clock ticks since boot as in /proc/PID/stat
 * @cgroup: id of its v2 cgroup
 * @comm: its command as raw bytes, empty when not known
 */
struct owner {
	struct destination dest;
	uint8_t by, how;
	bool has_pid, has_start, has_uid, has_cgroup;
	uint32_t pid, uid;
	uint64_t start, cgroup;
	char comm[OWNER_COMM];
};

/**
 * struct cgroup_name - a cgroup whose path was found when the snapshot was taken
 * @id: of the v2 cgroup
 * @path: from the root of the hierarchy, raw bytes
 */
struct cgroup_name {
	uint64_t id;
	char path[CGROUP_PATH];
};

/* A row of `buckets`: how many hash chains have this length. */
struct chain_row {
	uint64_t length, buckets, sockets, timewait;
};

/* Where a snapshot comes from. */
enum source_kind {
	SOURCE_AUTO, /* the module where it is loaded, else sock_diag; not read yet */
	SOURCE_MODULE,
	SOURCE_SOCK_DIAG,
	SOURCE_FILE,
	SOURCE_KINDS
};

/* The kernel's own counters since boot that concern timewait sockets. */
enum netstat { NETSTAT_TW, NETSTAT_TWRECYCLED, NETSTAT_TWKILLED, NETSTAT_OVERFLOW, NETSTATS };

struct arena;

/* Room for the name of a namespace: a file's, or pid:NUMBER. */
#define NETNS_NAME 256

/**
 * struct snapshot - what was read at one time
 * @source: what gave it, also when it was saved in a file meanwhile
 * @name: namespace as the user named it, empty for the current one
 * @summary: key and value
 * @netstat: counters, each known when its bit in @netstat_known is set
 * @has_timers: @timewait and @fin_wait2 are filled; without, @timewait may be
 *	summed from the rows
 * @has_chains: @chain is filled
 * @has_destinations: @destination is filled
 * @has_owners: @owner is filled, and says who closed every socket of @destination
 * @nr_dropped: rows behind the last one of @destination that a filter dropped
 * @timewait: the namespace's remaining times of TIME_WAIT
 * @fin_wait2: those of FIN_WAIT2
 */
struct snapshot {
	enum source_kind source;
	char name[NETNS_NAME];
	struct summary summary;
	uint64_t netstat[NETSTATS];
	unsigned int netstat_known;
	bool has_timers, has_chains, has_destinations, has_owners;
	uint64_t timewait[BINS];
	uint64_t fin_wait2[BINS];
	struct chain_row *chain;
	size_t nr_chains;
	struct destination *destination;
	size_t nr_destinations;
	struct owner *owner;
	size_t nr_owners;
	struct cgroup_name *cgroup;
	size_t nr_cgroups;
	size_t nr_dropped;
	struct arena *arena;
};

void *array_grow(void *array, size_t used, size_t size);
void snapshot_init(struct snapshot *snap);
void snapshot_move(struct snapshot *to, struct snapshot *from);
unsigned int snapshot_first_bin(const struct snapshot *snap);
void snapshot_free(struct snapshot *snap);
struct destination *snapshot_add_destination(struct snapshot *snap);
struct chain_row *snapshot_add_chain(struct snapshot *snap);
struct owner *snapshot_add_owner(struct snapshot *snap);
struct cgroup_name *snapshot_add_cgroup(struct snapshot *snap);
uint32_t *snapshot_bins(struct snapshot *snap, unsigned int n);

const char *source_name(enum source_kind kind);
const char *side_name(unsigned int side);
const char *side_short_name(unsigned int side);
const char *count_name(unsigned int count);
const char *netstat_name(unsigned int netstat);
const char *netstat_key(unsigned int netstat);

const char *owner_by_name(unsigned int by);
const char *owner_how_name(unsigned int how);

bool destination_knows(const struct destination *dest, enum count count);
int destination_order(const struct destination *a, const struct destination *b);
int destination_compare(const struct destination *a, const struct destination *b);
uint64_t destination_sockets(const struct destination *dest);
const char *destination_text(const struct destination *dest, char *buf, size_t size);
void histogram_add(const struct destination *dest, uint64_t sum[BINS]);
void histogram_expand(const struct destination *dest, uint64_t bin[BINS]);
int histogram_set(struct snapshot *snap, struct destination *dest, const uint64_t bin[BINS]);

#endif
