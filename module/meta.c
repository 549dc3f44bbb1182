// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <net/net_namespace.h>
#include <net/tcp.h>

#include "meta.h"

/* kernel/time/timer.c: 64 slots a level, each level 8 times as coarse. */
#define TWSTAT_WHEEL_SLOTS 63
#define TWSTAT_WHEEL_SHIFT 3

/*
 * How late a timer may be: it goes to the first level of the wheel whose
 * range its delay does not exceed, and fires with that level's next tick.
 */
static u32 twstat_granularity_ms(unsigned long delay)
{
	unsigned int shift = 0;

	while (delay >= (unsigned long)TWSTAT_WHEEL_SLOTS << shift)
		shift += TWSTAT_WHEEL_SHIFT;
	return jiffies_to_msecs(1UL << shift);
}

/**
 * twstat_meta_of_kernel() - what the kernel is like
 * @meta: filled in
 * @net: the namespace
 * @totals: sums over its sockets
 */
void twstat_meta_of_kernel(struct twstat_meta *meta, const struct net *net,
			   const struct twstat_totals *totals)
{
	u32 length_ms = jiffies_to_msecs(twstat_timewait_len(net));

	if (totals->longest_ms > (s32)length_ms)
		length_ms = totals->longest_ms;
	meta->timewait_len_ms = length_ms;
	meta->timer_granularity_ms = twstat_granularity_ms(msecs_to_jiffies(length_ms));
	meta->hz = HZ;
	meta->tw_object_bytes = tcp_prot.twsk_prot->twsk_obj_size;
}

/**
 * twstat_meta_of_net() - the namespace's own count and settings
 * @meta: filled in
 * @net: the namespace
 */
void twstat_meta_of_net(struct twstat_meta *meta, const struct net *net)
{
	meta->netns = net->ns.inum;
	meta->tw_count = twstat_timewait_count(net);
	meta->tw_max = READ_ONCE(twstat_death_row(net)->sysctl_max_tw_buckets);
	meta->tcp_tw_reuse = READ_ONCE(net->ipv4.sysctl_tcp_tw_reuse);
	meta->tcp_tw_reuse_delay_ms = twstat_reuse_delay_ms(net);
	meta->tcp_timestamps = READ_ONCE(net->ipv4.sysctl_tcp_timestamps);
	meta->tcp_fin_timeout_ms = jiffies_to_msecs(READ_ONCE(net->ipv4.sysctl_tcp_fin_timeout));
}

/**
 * twstat_meta_of_walk() - the hash table and what the walk met
 * @meta: filled in
 * @walk: the walk, at its end
 */
void twstat_meta_of_walk(struct twstat_meta *meta, const struct twstat_walk *walk)
{
	meta->ehash_buckets = walk->hashinfo->ehash_mask + 1;
	meta->ehash_pernet = twstat_ehash_pernet(walk->hashinfo);
	meta->walk_restarts = walk->restarts;
	meta->walk_locked = walk->locked;
}
