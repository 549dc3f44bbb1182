/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who closed which socket: two tables of a fixed size, written on every CPU at once
 * and read meanwhile.
 */
#ifndef TWSTAT_OWNER_LOG_H
#define TWSTAT_OWNER_LOG_H

#include "types.h"

/* A set of closes is one cache line. */
#define TWSTAT_CLOSE_WAYS 4
#define TWSTAT_OWNER_WAYS 4
/* Sets of closes for each set of owners. */
#define TWSTAT_CLOSES_PER_OWNER 4
#define TWSTAT_OWNER_SETS_MIN 16
#define TWSTAT_COMM_BYTES 16

enum twstat_owner_kind {
	TWSTAT_OWNER_UNKNOWN,
	TWSTAT_OWNER_PROCESS,
	TWSTAT_OWNER_KTHREAD,
	TWSTAT_OWNER_SOFTIRQ,
	TWSTAT_OWNER_IO_WQ,
};

enum twstat_how {
	TWSTAT_HOW_UNKNOWN,
	TWSTAT_HOW_CLOSE,
	TWSTAT_HOW_SHUTDOWN,
	TWSTAT_HOW_EXIT,
};

#define TWSTAT_OWNER_WORDS 7

/**
 * union twstat_owner - who closes sockets
 * @start_ns: start of the thread group's leader, boottime
 * @cgroup: id of the v2 cgroup; 0 if none, or the root
 * @pid: thread group id in the initial pid namespace
 * @own_pid: thread group id in its own pid namespace
 * @pid_ns: inode number of that namespace
 * @user: effective user id in the initial user namespace
 * @kind: enum twstat_owner_kind
 * @comm: command of the leader; what follows the NUL is undefined
 * @word: all of these, for comparing and copying
 */
union twstat_owner {
	struct {
		u64 start_ns;
		u64 cgroup;
		u32 pid;
		u32 own_pid;
		u32 pid_ns;
		u32 user;
		u64 kind;
		char comm[TWSTAT_COMM_BYTES];
	};
	u64 word[TWSTAT_OWNER_WORDS];
};

/**
 * struct twstat_close_set - closes whose cookies have the same hash
 * @cookie: of the socket; 0 if unused
 * @owner: number of the owner, and enum twstat_how in the low bits
 * @generation: of the owner when it was recorded
 * @sequence: odd while the set is written
 * @next: the oldest close
 */
struct twstat_close_set {
	u64 cookie[TWSTAT_CLOSE_WAYS];
	u32 owner[TWSTAT_CLOSE_WAYS];
	u16 generation[TWSTAT_CLOSE_WAYS];
	u32 sequence;
	u32 next;
};

/**
 * struct twstat_owner_set - owners whose processes have the same hash
 * @sequence: odd while the set is written
 * @generation: number of owners that each place has had; never 0 once used
 * @used: when a close of each was last recorded, in ticks, a second late at most
 * @padding: up to 256 bytes on every architecture
 * @owner: the owners; the kind of an unused one is 0
 */
struct twstat_owner_set {
	u32 sequence;
	u16 generation[TWSTAT_OWNER_WAYS];
	u32 used[TWSTAT_OWNER_WAYS];
	u32 padding;
	union twstat_owner owner[TWSTAT_OWNER_WAYS];
};

/**
 * struct twstat_owner_log - the two tables
 * @closes: recent closes
 * @owners: their owners
 * @nr_close_sets: number of @closes
 * @nr_owner_sets: number of @owners
 * @key: random, so that processes cannot choose their set
 * @second: ticks of a second
 * @keep: ticks for which an owner without a close keeps its place
 */
struct twstat_owner_log {
	struct twstat_close_set *closes;
	struct twstat_owner_set *owners;
	u32 nr_close_sets;
	u32 nr_owner_sets;
	u64 key;
	u32 second;
	u32 keep;
};

/**
 * struct twstat_close - what is recorded of a close
 * @owner: number of the owner, and enum twstat_how in the low bits
 * @generation: of the owner; 0 if it is unknown
 */
struct twstat_close {
	u32 owner;
	u16 generation;
};

#define TWSTAT_HOW_BITS 2

/* What became of a close that was to be recorded. */
enum twstat_noted {
	TWSTAT_NOTED, /* in an unused place */
	TWSTAT_NOTED_OVER, /* over an older one */
	TWSTAT_NOT_NOTED, /* no room for its owner, or its set was busy */
};

void twstat_owner_log_size(struct twstat_owner_log *log, u32 closes);
enum twstat_noted twstat_owner_log_note(const struct twstat_owner_log *log, u64 cookie,
					const union twstat_owner *who, enum twstat_how how,
					u32 now);
struct twstat_close twstat_owner_log_find(const struct twstat_owner_log *log, u64 cookie);
bool twstat_owner_log_read(const struct twstat_owner_log *log, struct twstat_close close,
			   union twstat_owner *owner);

/*
 * Cookies are numbers in a row, which multiplication by the golden ratio spreads more
 * evenly than chance would.
 */
static inline struct twstat_close_set *twstat_close_set(const struct twstat_owner_log *log,
							u64 cookie)
{
	u32 hash = cookie * 0x9e3779b97f4a7c15ULL >> 32;

	return &log->closes[(u64)hash * log->nr_close_sets >> 32];
}

/* The set of closes that twstat_owner_log_find() will look at. */
static inline void twstat_owner_log_prefetch(const struct twstat_owner_log *log, u64 cookie)
{
	prefetch(twstat_close_set(log, cookie));
}

#endif /* TWSTAT_OWNER_LOG_H */
