// SPDX-License-Identifier: GPL-2.0
/*
 * The lower bound of a walk over N sockets: objects of the size of a timewait socket,
 * from a similar slab, linked in random order. Of each, the three cache lines are
 * loaded that hold addresses, next pointer and expiry in a timewait socket.
 *
 * A single pointer chase waits for one object after the other. Several chases in
 * parallel, from distant places, wait for several objects at a time, up to the limit
 * of the processor.
 */
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/inet_timewait_sock.h>
#include <net/tcp.h>

#include "chase.h"

#define CHASE_BATCH 4096

static struct kmem_cache *chase_cache;
static struct inet_timewait_sock **chase_order;
static u32 chase_count;

/* Takes the loaded values, so that the compiler keeps the loads. */
static unsigned long chase_sink;

/* George Marsaglia's xorshift: the order must be random, but not secret. */
static u64 chase_random(void)
{
	static u64 state = 88172645463325252ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void chase_shuffle(void)
{
	u32 i, other;

	for (i = chase_count - 1; i > 0; i--) {
		if (i % CHASE_BATCH == 0)
			cond_resched();
		other = (chase_random() >> 32) * (i + 1) >> 32;
		swap(chase_order[i], chase_order[other]);
	}
}

static void chase_link(void)
{
	u32 i;

	for (i = 0; i < chase_count; i++)
		chase_order[i]->tw_node.next = &chase_order[(i + 1) % chase_count]->tw_node;
}

static int chase_allocate(u32 count)
{
	for (chase_count = 0; chase_count < count; chase_count++) {
		if (chase_count % CHASE_BATCH == 0)
			cond_resched();
		chase_order[chase_count] = kmem_cache_zalloc(chase_cache, GFP_KERNEL);
		if (!chase_order[chase_count])
			return -ENOMEM;
	}
	return 0;
}

static void chase_drop(void)
{
	while (chase_count)
		kmem_cache_free(chase_cache, chase_order[--chase_count]);
	kvfree(chase_order);
	chase_order = NULL;
}

/**
 * chase_prepare() - allocate and link the objects
 * @count: at least CHASE_MAX
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM. Objects of the last call are kept if their number is the same.
 */
int chase_prepare(u32 count)
{
	int err;

	if (count == chase_count)
		return 0;
	chase_drop();
	chase_order = kvcalloc(count, sizeof(*chase_order), GFP_KERNEL);
	if (!chase_order) {
		err = -ENOMEM;
		goto drop;
	}
	err = chase_allocate(count);
	if (err)
		goto drop;
	chase_shuffle();
	chase_link();
	return 0;

drop:
	chase_drop();
	return err;
}

static struct inet_timewait_sock *chase_next(struct inet_timewait_sock *object)
{
	return hlist_nulls_entry(object->tw_node.next, struct inet_timewait_sock, tw_node);
}

/* Advances each chase by one object, of which it loads three lines. */
static unsigned long chase_step(struct inet_timewait_sock **at, u32 chases)
{
	unsigned long sum = 0;
	u32 i;

	for (i = 0; i < chases; i++) {
		sum += (__force u32)at[i]->tw_daddr;
		sum += at[i]->tw_timer.expires;
		at[i] = chase_next(at[i]);
		prefetch(at[i]);
		prefetch(&at[i]->tw_node);
		prefetch(&at[i]->tw_timer.expires);
	}
	return sum;
}

/* The fields of a timewait socket that the walk reads. */
static unsigned long chase_fields(const struct tcp_timewait_sock *object)
{
	const struct inet_timewait_sock *tw = &object->tw_sk;

	return (__force u32)tw->tw_daddr + tw->tw_hash + (unsigned long)twsk_net(tw) +
	       (unsigned long)tw->tw_node.pprev + tw->tw_substate +
	       (unsigned long)tw->tw_timer.entry.pprev + tw->tw_timer.expires +
	       object->tw_ts_recent_stamp;
}

/* The same with the lines of all these fields. */
static unsigned long chase_step_fields(struct inet_timewait_sock **at, u32 chases)
{
	const struct tcp_timewait_sock *next;
	unsigned long sum = 0;
	u32 i;

	for (i = 0; i < chases; i++) {
		sum += chase_fields((struct tcp_timewait_sock *)at[i]);
		at[i] = chase_next(at[i]);
		next = (struct tcp_timewait_sock *)at[i];
		prefetch(next);
		prefetch(&next->tw_sk.tw_net);
		prefetch(&next->tw_sk.tw_node);
		prefetch(&next->tw_sk.tw_timer.expires);
		prefetch(&next->tw_ts_recent_stamp);
	}
	return sum;
}

/**
 * chase_run() - visit all objects once
 * @chases: number of parallel chases, 1 to CHASE_MAX
 * @fields: load all fields that the walk reads
 *
 * Return: nanoseconds.
 */
u64 chase_run(u32 chases, bool fields)
{
	struct inet_timewait_sock *at[CHASE_MAX];
	u32 steps = chase_count / chases, step, i;
	unsigned long sum = 0;
	u64 begin;

	for (i = 0; i < chases; i++)
		at[i] = chase_order[(u64)i * chase_count / chases];
	begin = ktime_get_ns();
	for (step = 0; step < steps; step++)
		sum += fields ? chase_step_fields(at, chases) : chase_step(at, chases);
	begin = ktime_get_ns() - begin;
	WRITE_ONCE(chase_sink, sum);
	return begin;
}

/**
 * chase_init() - create the slab cache of the objects
 */
int __init chase_init(void)
{
	chase_cache = kmem_cache_create("twfloor", tcp_prot.twsk_prot->twsk_obj_size, 0,
					SLAB_TYPESAFE_BY_RCU, NULL);
	return chase_cache ? 0 : -ENOMEM;
}

/**
 * chase_exit() - free everything
 */
void chase_exit(void)
{
	chase_drop();
	kmem_cache_destroy(chase_cache);
}
