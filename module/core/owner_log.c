// SPDX-License-Identifier: GPL-2.0
/*
 * Each set has a sequence, as a seqcount that its writers take by cmpxchg: a writer
 * that finds it taken tries a few times more and gives up, so that a close never waits
 * for another CPU, nor for the task that it interrupts.
 */
#include "owner_log.h"

/* Tries of a writer before it gives up; of a reader before it says "unknown". */
#define TWSTAT_WRITER_TRIES 16
#define TWSTAT_READER_TRIES 4096

/**
 * twstat_owner_log_size() - choose the sizes of both tables
 * @log: the numbers of sets are filled in
 * @closes: closes to keep room for, at least 1
 */
void twstat_owner_log_size(struct twstat_owner_log *log, u32 closes)
{
	BUILD_BUG_ON(sizeof(struct twstat_close_set) != 64);
	BUILD_BUG_ON(sizeof(union twstat_owner) != TWSTAT_OWNER_WORDS * sizeof(u64));
	BUILD_BUG_ON(sizeof(struct twstat_owner_set) != 256);
	log->nr_close_sets = (closes + TWSTAT_CLOSE_WAYS - 1) / TWSTAT_CLOSE_WAYS;
	log->nr_owner_sets =
		max_t(u32, TWSTAT_OWNER_SETS_MIN, log->nr_close_sets / TWSTAT_CLOSES_PER_OWNER);
}

static bool twstat_sequence_trylock(u32 *sequence)
{
	u32 now = READ_ONCE(*sequence);

	if ((now & 1) || cmpxchg_acquire(sequence, now, now + 1) != now)
		return false;
	/* Odd before the set changes; pairs with twstat_sequence_changed(). */
	smp_wmb();
	return true;
}

static noinline bool twstat_sequence_lock_slow(u32 *sequence)
{
	u32 tries;

	for (tries = 1; tries < TWSTAT_WRITER_TRIES; tries++) {
		cpu_relax();
		if (twstat_sequence_trylock(sequence))
			return true;
	}
	return false;
}

static bool twstat_sequence_lock(u32 *sequence)
{
	return likely(twstat_sequence_trylock(sequence)) || twstat_sequence_lock_slow(sequence);
}

static void twstat_sequence_unlock(u32 *sequence)
{
	/* Pairs with smp_load_acquire() in readers, and with the next writer's cmpxchg. */
	smp_store_release(sequence, READ_ONCE(*sequence) + 1);
}

/* Whether what was read since @before may be of two states. */
static bool twstat_sequence_changed(const u32 *sequence, u32 before)
{
	/* Pairs with smp_wmb() in twstat_sequence_lock(). */
	smp_rmb();
	return (before & 1) || READ_ONCE(*sequence) != before;
}

static struct twstat_owner_set *twstat_owner_set(const struct twstat_owner_log *log,
						 const union twstat_owner *who)
{
	u64 mixed = (who->start_ns ^ log->key) * 0x9e3779b97f4a7c15ULL + who->pid;
	u32 hash = mixed * 0xd6e8feb86659fd93ULL >> 32;

	return &log->owners[(u64)hash * log->nr_owner_sets >> 32];
}

static bool twstat_owner_same(const union twstat_owner *owner, const union twstat_owner *who)
{
	u32 i;

	/* In the path of every close. */
#pragma GCC unroll 7
	for (i = 0; i < TWSTAT_OWNER_WORDS; i++)
		if (READ_ONCE(owner->word[i]) != who->word[i])
			return false;
	return true;
}

/* Returns TWSTAT_OWNER_WAYS if it is not there. */
static u32 twstat_owner_way(const struct twstat_owner_set *set, const union twstat_owner *who)
{
	u32 way;

	for (way = 0; way < TWSTAT_OWNER_WAYS; way++)
		if (twstat_owner_same(&set->owner[way], who))
			break;
	return way;
}

/* An unused place, or the one unused for longest if that is long enough. */
static u32 twstat_owner_victim(const struct twstat_owner_log *log,
			       const struct twstat_owner_set *set, u32 now)
{
	u32 way, idle, longest = log->keep - 1, victim = TWSTAT_OWNER_WAYS;

	for (way = 0; way < TWSTAT_OWNER_WAYS; way++) {
		if (!READ_ONCE(set->owner[way].kind))
			return way;
		idle = now - READ_ONCE(set->used[way]);
		/* Another CPU may be a tick ahead. */
		if (idle > longest && idle <= S32_MAX) {
			longest = idle;
			victim = way;
		}
	}
	return victim;
}

static void twstat_owner_replace(struct twstat_owner_set *set, u32 way,
				 const union twstat_owner *who, u32 now)
{
	u16 generation = set->generation[way] + 1;
	u32 i;

	for (i = 0; i < TWSTAT_OWNER_WORDS; i++)
		WRITE_ONCE(set->owner[way].word[i], who->word[i]);
	WRITE_ONCE(set->generation[way], generation ? generation : 1);
	WRITE_ONCE(set->used[way], now);
}

/* A line that every CPU reads is written once a second. */
static void twstat_owner_touch(const struct twstat_owner_log *log, struct twstat_owner_set *set,
			       u32 way, u32 now)
{
	if (now - READ_ONCE(set->used[way]) >= log->second)
		WRITE_ONCE(set->used[way], now);
}

static struct twstat_close twstat_close_by(const struct twstat_owner_log *log,
					   const struct twstat_owner_set *set, u32 way)
{
	u32 number = (set - log->owners) * TWSTAT_OWNER_WAYS + way;

	return (struct twstat_close){
		.owner = number << TWSTAT_HOW_BITS,
		.generation = READ_ONCE(set->generation[way]),
	};
}

/* Looks again under the lock: another CPU may have inserted it. */
static struct twstat_close twstat_owner_insert(const struct twstat_owner_log *log,
					       struct twstat_owner_set *set,
					       const union twstat_owner *who, u32 now)
{
	struct twstat_close close = {};
	u32 way;

	if (!twstat_sequence_lock(&set->sequence))
		return close;
	way = twstat_owner_way(set, who);
	if (way == TWSTAT_OWNER_WAYS) {
		way = twstat_owner_victim(log, set, now);
		if (way < TWSTAT_OWNER_WAYS)
			twstat_owner_replace(set, way, who, now);
	}
	if (way < TWSTAT_OWNER_WAYS)
		close = twstat_close_by(log, set, way);
	twstat_sequence_unlock(&set->sequence);
	return close;
}

/* The generation is 0 if there is no room for the owner. */
static struct twstat_close twstat_owner_get(const struct twstat_owner_log *log,
					    const union twstat_owner *who, u32 now)
{
	struct twstat_owner_set *set = twstat_owner_set(log, who);
	/* Pairs with twstat_sequence_unlock(). */
	u32 before = smp_load_acquire(&set->sequence);
	u32 way = twstat_owner_way(set, who);
	struct twstat_close close;

	if (way == TWSTAT_OWNER_WAYS)
		return twstat_owner_insert(log, set, who, now);
	close = twstat_close_by(log, set, way);
	if (twstat_sequence_changed(&set->sequence, before))
		return twstat_owner_insert(log, set, who, now);
	twstat_owner_touch(log, set, way, now);
	return close;
}

/* A socket that was connected again after a close has the same cookie. */
static u32 twstat_close_way(const struct twstat_close_set *set, u64 cookie)
{
	u32 way;

#pragma GCC unroll 4
	for (way = 0; way < TWSTAT_CLOSE_WAYS; way++)
		if (READ_ONCE(set->cookie[way]) == cookie)
			break;
	return way;
}

/**
 * twstat_owner_log_note() - record a close
 * @log: the tables
 * @cookie: of the socket, not 0
 * @who: who closes it
 * @how: how
 * @now: in ticks
 *
 * Context: any; preemption is off.
 * Return: what became of it.
 */
enum twstat_noted twstat_owner_log_note(const struct twstat_owner_log *log, u64 cookie,
					const union twstat_owner *who, enum twstat_how how, u32 now)
{
	struct twstat_close close = twstat_owner_get(log, who, now);
	struct twstat_close_set *set = twstat_close_set(log, cookie);
	bool over;
	u32 way;

	if (!close.generation || !twstat_sequence_lock(&set->sequence))
		return TWSTAT_NOT_NOTED;
	way = twstat_close_way(set, cookie);
	if (way == TWSTAT_CLOSE_WAYS) {
		way = set->next % TWSTAT_CLOSE_WAYS;
		WRITE_ONCE(set->next, way + 1);
	}
	over = set->cookie[way];
	WRITE_ONCE(set->cookie[way], cookie);
	WRITE_ONCE(set->owner[way], close.owner | how);
	WRITE_ONCE(set->generation[way], close.generation);
	twstat_sequence_unlock(&set->sequence);
	return over ? TWSTAT_NOTED_OVER : TWSTAT_NOTED;
}

static struct twstat_owner_set *twstat_close_owner_set(const struct twstat_owner_log *log,
						       struct twstat_close close)
{
	return &log->owners[(close.owner >> TWSTAT_HOW_BITS) / TWSTAT_OWNER_WAYS];
}

/* Whether the place still has the owner that the close was recorded with. */
static bool twstat_close_lasts(const struct twstat_owner_log *log, struct twstat_close close)
{
	const struct twstat_owner_set *set = twstat_close_owner_set(log, close);

	return READ_ONCE(set->generation[(close.owner >> TWSTAT_HOW_BITS) % TWSTAT_OWNER_WAYS]) ==
	       close.generation;
}

static struct twstat_close twstat_close_read(const struct twstat_close_set *set, u64 cookie)
{
	struct twstat_close close = {};
	u32 way = twstat_close_way(set, cookie);

	if (way == TWSTAT_CLOSE_WAYS)
		return close;
	close.owner = READ_ONCE(set->owner[way]);
	close.generation = READ_ONCE(set->generation[way]);
	return close;
}

/**
 * twstat_owner_log_find() - find the close of a socket
 * @log: the tables
 * @cookie: of the socket; 0 if it has none
 *
 * Return: the close; its generation is 0 if the owner is unknown.
 */
struct twstat_close twstat_owner_log_find(const struct twstat_owner_log *log, u64 cookie)
{
	const struct twstat_close_set *set = twstat_close_set(log, cookie);
	struct twstat_close close, unknown = {};
	u32 before, tries;

	if (!cookie)
		return unknown;
	for (tries = 0; tries < TWSTAT_READER_TRIES; tries++) {
		/* Pairs with twstat_sequence_unlock(). */
		before = smp_load_acquire(&set->sequence);
		close = twstat_close_read(set, cookie);
		if (!twstat_sequence_changed(&set->sequence, before))
			return close.generation && twstat_close_lasts(log, close) ? close : unknown;
		cpu_relax();
	}
	return unknown;
}

/**
 * twstat_owner_log_read() - read the owner of a close
 * @log: the tables
 * @close: from twstat_owner_log_find(), not unknown
 * @owner: filled in
 *
 * Return: false if its place has been given to another owner.
 */
bool twstat_owner_log_read(const struct twstat_owner_log *log, struct twstat_close close,
			   union twstat_owner *owner)
{
	const struct twstat_owner_set *set = twstat_close_owner_set(log, close);
	const u32 way = (close.owner >> TWSTAT_HOW_BITS) % TWSTAT_OWNER_WAYS;
	u32 before, tries, i;
	bool lasts;

	for (tries = 0; tries < TWSTAT_READER_TRIES; tries++) {
		/* Pairs with twstat_sequence_unlock(). */
		before = smp_load_acquire(&set->sequence);
		lasts = twstat_close_lasts(log, close);
		for (i = 0; i < TWSTAT_OWNER_WORDS; i++)
			owner->word[i] = READ_ONCE(set->owner[way].word[i]);
		if (!twstat_sequence_changed(&set->sequence, before))
			return lasts;
		cpu_relax();
	}
	return false;
}
