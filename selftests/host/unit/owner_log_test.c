// SPDX-License-Identifier: GPL-2.0
#include <pthread.h>
#include <stdlib.h>

#include "core/owner_log.h"
#include "unit.h"

#define SECOND 250
#define KEEP (60 * SECOND)

static struct twstat_owner_log log_new(u32 closes)
{
	struct twstat_owner_log log = { .key = 4711, .second = SECOND, .keep = KEEP };

	twstat_owner_log_size(&log, closes);
	log.closes = calloc(log.nr_close_sets, sizeof(*log.closes));
	log.owners = calloc(log.nr_owner_sets, sizeof(*log.owners));
	return log;
}

static void log_free(struct twstat_owner_log *log)
{
	free(log->closes);
	free(log->owners);
}

static union twstat_owner process(u32 pid)
{
	return (union twstat_owner){
		.start_ns = 1000000 + pid,
		.pid = pid,
		.kind = TWSTAT_OWNER_PROCESS,
		.comm = "worker",
	};
}

static enum twstat_noted record(const struct twstat_owner_log *log, u64 cookie, u32 pid, u32 now)
{
	const union twstat_owner who = process(pid);

	return twstat_owner_log_note(log, cookie, &who, TWSTAT_HOW_CLOSE, now);
}

/* The pid that is recorded for a cookie, 0 if none is. */
static u32 pid_of(const struct twstat_owner_log *log, u64 cookie)
{
	struct twstat_close close = twstat_owner_log_find(log, cookie);
	union twstat_owner owner;

	if (!close.generation || !twstat_owner_log_read(log, close, &owner))
		return 0;
	return owner.pid;
}

static u32 known(const struct twstat_owner_log *log, u64 first, u64 end, u64 step)
{
	u32 count = 0;

	for (; first < end; first += step)
		count += pid_of(log, first) != 0;
	return count;
}

static void sizes(void)
{
	struct twstat_owner_log log;

	twstat_owner_log_size(&log, 1);
	UNIT_EQUAL(log.nr_close_sets, 1);
	UNIT_EQUAL(log.nr_owner_sets, TWSTAT_OWNER_SETS_MIN);
	twstat_owner_log_size(&log, 100001);
	UNIT_EQUAL(log.nr_close_sets, 25001);
	UNIT_EQUAL(log.nr_owner_sets, 6250);
	/* 16 bytes a close, and a quarter of an owner of 64. */
	UNIT_EQUAL(sizeof(struct twstat_close_set), TWSTAT_CLOSE_WAYS * 16);
	UNIT_EQUAL(sizeof(struct twstat_owner_set), TWSTAT_OWNER_WAYS * 64);
}

static void found_again(void)
{
	struct twstat_owner_log log = log_new(4096);
	const union twstat_owner who = process(7);
	struct twstat_close close;
	union twstat_owner owner;
	u64 cookie;

	for (cookie = 1; cookie <= 1000; cookie++)
		UNIT_EQUAL(record(&log, cookie, 1 + cookie % 3, 5), TWSTAT_NOTED);
	for (cookie = 1; cookie <= 1000; cookie++)
		UNIT_EQUAL(pid_of(&log, cookie), 1 + cookie % 3);
	UNIT_EQUAL(pid_of(&log, 1001), 0);
	UNIT_EQUAL(pid_of(&log, 0), 0);
	twstat_owner_log_note(&log, 5000, &who, TWSTAT_HOW_EXIT, 5);
	close = twstat_owner_log_find(&log, 5000);
	UNIT_EQUAL(close.owner % (1 << TWSTAT_HOW_BITS), TWSTAT_HOW_EXIT);
	UNIT_TRUE(twstat_owner_log_read(&log, close, &owner));
	UNIT_TRUE(!memcmp(&owner, &who, sizeof(who)));
	log_free(&log);
}

/* Any word tells owners apart: a command, a user, a start. */
static void told_apart(void)
{
	struct twstat_owner_log log = log_new(4096);
	union twstat_owner who = process(7);
	u32 i, first = 0, owner;

	for (i = 0; i < 3; i++) {
		who.user = i;
		twstat_owner_log_note(&log, 1 + i, &who, TWSTAT_HOW_CLOSE, 1);
		owner = twstat_owner_log_find(&log, 1 + i).owner;
		UNIT_TRUE(!i || owner != first);
		first = i ? first : owner;
	}
	who.user = 0;
	twstat_owner_log_note(&log, 100, &who, TWSTAT_HOW_CLOSE, 1);
	UNIT_EQUAL(twstat_owner_log_find(&log, 100).owner, first);
	log_free(&log);
}

/* The oldest of a set gives way; all but a few of the last N stay. */
static void survivors(void)
{
	struct twstat_owner_log log = log_new(4096);
	u64 cookie, noted[TWSTAT_NOT_NOTED + 1] = {};

	for (cookie = 1; cookie <= 40960; cookie++)
		noted[record(&log, cookie, 1, 1)]++;
	UNIT_TRUE(known(&log, 40961 - 2048, 40961, 1) >= 2048 * 95 / 100);
	UNIT_TRUE(known(&log, 40961 - 4096, 40961, 1) >= 4096 * 80 / 100);
	UNIT_TRUE(known(&log, 1, 40961, 1) <= 4096);
	UNIT_EQUAL(noted[TWSTAT_NOTED], 4096);
	UNIT_EQUAL(noted[TWSTAT_NOTED_OVER], 40960 - 4096);
	log_free(&log);
}

/* The same when cookies are not in a row. */
static void survivors_at_random(void)
{
	struct twstat_owner_log log = log_new(4096);
	static u64 cookies[40960];
	u32 i, half = 0, full = 0;

	for (i = 0; i < ARRAY_SIZE(cookies); i++) {
		cookies[i] = unit_random() | 1;
		record(&log, cookies[i], 1, 1);
	}
	for (i = 0; i < 4096; i++) {
		full += pid_of(&log, cookies[ARRAY_SIZE(cookies) - 1 - i]) != 0;
		half = i == 2047 ? full : half;
	}
	UNIT_TRUE(half >= 2048 * 95 / 100);
	UNIT_TRUE(full >= 4096 * 79 / 100);
	log_free(&log);
}

/* A socket that is connected and closed again keeps its place. */
static void same_cookie(void)
{
	struct twstat_owner_log log = log_new(4);

	record(&log, 1, 1, 1);
	record(&log, 2, 1, 1);
	UNIT_EQUAL(record(&log, 1, 2, 1), TWSTAT_NOTED_OVER);
	UNIT_EQUAL(pid_of(&log, 1), 2);
	UNIT_EQUAL(record(&log, 3, 1, 1), TWSTAT_NOTED);
	UNIT_EQUAL(record(&log, 4, 1, 1), TWSTAT_NOTED);
	UNIT_EQUAL(record(&log, 5, 1, 1), TWSTAT_NOTED_OVER);
	UNIT_EQUAL(pid_of(&log, 1), 0);
	UNIT_EQUAL(pid_of(&log, 2), 1);
	log_free(&log);
}

/* An owner keeps its place as long as its sockets may last, then another gets it. */
static void owners_give_way(void)
{
	struct twstat_owner_log log = log_new(4096);
	const u32 start = U32_MAX - 100;
	u32 pid, unnamed = 0;

	log.nr_owner_sets = 1;
	for (pid = 1; pid <= 6; pid++)
		unnamed += record(&log, pid, pid, start) == TWSTAT_NOT_NOTED;
	UNIT_EQUAL(unnamed, 2);
	UNIT_EQUAL(pid_of(&log, 4), 4);
	UNIT_EQUAL(pid_of(&log, 5), 0);
	/* The first one closes again, so the second is unused for longest. */
	record(&log, 11, 1, start + KEEP / 2);
	UNIT_EQUAL(record(&log, 7, 7, start + KEEP - 1), TWSTAT_NOT_NOTED);
	UNIT_EQUAL(record(&log, 7, 7, start + KEEP), TWSTAT_NOTED);
	UNIT_EQUAL(pid_of(&log, 7), 7);
	UNIT_EQUAL(pid_of(&log, 1), 1);
	UNIT_EQUAL(pid_of(&log, 2), 0);
	UNIT_EQUAL(pid_of(&log, 3), 3);
	log_free(&log);
}

/* What is being written is not waited for. */
static void busy_sets(void)
{
	struct twstat_owner_log log = log_new(4);

	record(&log, 1, 1, 1);
	log.closes[0].sequence++;
	UNIT_EQUAL(record(&log, 2, 1, 1), TWSTAT_NOT_NOTED);
	UNIT_EQUAL(pid_of(&log, 1), 0);
	log.closes[0].sequence++;
	UNIT_EQUAL(pid_of(&log, 1), 1);
	UNIT_EQUAL(record(&log, 2, 1, 1), TWSTAT_NOTED);
	log_free(&log);
}

#define THREADS 4
#define ROUNDS 200000

struct writer {
	const struct twstat_owner_log *log;
	u32 number;
};

/* Each writer has its own cookies, and closes of a cookie are always by one process. */
static void *write_closes(void *data)
{
	const struct writer *writer = data;
	u64 i, cookie;

	for (i = 0; i < ROUNDS; i++) {
		cookie = 1 + i % 64 * THREADS + writer->number;
		record(writer->log, cookie, 1 + cookie % 7, 1);
	}
	return NULL;
}

/* Nothing is read that was not written: two closes never mix. */
static void many_writers(void)
{
	struct twstat_owner_log log = log_new(64);
	struct writer writers[THREADS];
	pthread_t threads[THREADS];
	u32 i, pid, wrong = 0;
	u64 cookie;

	for (i = 0; i < THREADS; i++) {
		writers[i] = (struct writer){ &log, i };
		pthread_create(&threads[i], NULL, write_closes, &writers[i]);
	}
	for (i = 0; i < ROUNDS; i++) {
		cookie = 1 + i % (64 * THREADS);
		pid = pid_of(&log, cookie);
		wrong += pid && pid != 1 + cookie % 7;
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	UNIT_EQUAL(wrong, 0);
	UNIT_TRUE(known(&log, 1, 1 + 64 * THREADS, 1) > 0);
	log_free(&log);
}

static const struct unit_case cases[] = {
	{ "owner_log: sizes of the tables", sizes },
	{ "owner_log: a close is found by its cookie", found_again },
	{ "owner_log: owners that differ in anything are told apart", told_apart },
	{ "owner_log: the last closes survive", survivors },
	{ "owner_log: the last closes survive with random cookies", survivors_at_random },
	{ "owner_log: a cookie is there once", same_cookie },
	{ "owner_log: owners without a close give way", owners_give_way },
	{ "owner_log: a busy set is not waited for", busy_sets },
	{ "owner_log: writers and a reader at once", many_writers },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
