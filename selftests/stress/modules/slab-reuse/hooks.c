// SPDX-License-Identifier: GPL-2.0
/*
 * Linked into a test build of twstat in place of the empty hooks: hold the walk
 * on a node until that node has been freed and has come back as another
 * timewait socket, and switch the walk's verification off.
 *
 * Parameters, in /sys/module/twstat/parameters:
 *	watch_port	timewait sockets to this remote port are watched
 *	met		how often a walk has met one so far
 *	hold_at		hold the walk at this meeting, 0 for never
 *	held		walks held so far
 *	reused		those that went on because their node had come back
 *	kill_port	written: kill the timewait sockets to this remote port
 *	kills		kill so many watched ones, one in each RCU section, while the
 *			walk stands on it
 *	unverified	believe what was met, if only the end marker is right
 *	longest_us	the longest that a walk has stayed in one RCU section
 *	locked_us	the longest from the first socket that it has met under a bucket's
 *			lock to the last, but for 64
 *	most_met	the most sockets that it has met in one
 *	kill_held	kill so many sockets that the walk holds between two RCU sections
 *	strayed		how often it went on from such a socket nevertheless
 *	most_refs	the most references of one that it held
 *	held_full	how often it held a socket that was not in TIME_WAIT
 *	late_ms		wait so long at the start of each RCU section, after its clock
 *			was read
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/rculist_nulls.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/net_namespace.h>

#include "walk/hooks.h"

/* Well below what a CPU may keep to itself under RCU. */
#define HOLD_MAX_MS 5000
/* Under a lock, sockets met between two looks at the clock. */
#define CLOCK_EVERY 64

static unsigned int watch_port;
module_param(watch_port, uint, 0644);
MODULE_PARM_DESC(watch_port, "test only: remote port to watch");

static unsigned int met;
module_param(met, uint, 0644);
MODULE_PARM_DESC(met, "test only: times a watched socket was met");

static unsigned int hold_at;
module_param(hold_at, uint, 0644);
MODULE_PARM_DESC(hold_at, "test only: the meeting at which to hold the walk");

static unsigned int held;
module_param(held, uint, 0444);
MODULE_PARM_DESC(held, "test only: walks held");

static unsigned int reused;
module_param(reused, uint, 0444);
MODULE_PARM_DESC(reused, "test only: walks held until their node was reused");

static bool unverified;
module_param(unverified, bool, 0644);
MODULE_PARM_DESC(unverified, "test only: walk without verification");

static unsigned int kills;
module_param(kills, uint, 0644);
MODULE_PARM_DESC(kills, "test only: watched sockets to kill under the walk");

static unsigned long most_met;
module_param(most_met, ulong, 0644);
MODULE_PARM_DESC(most_met, "test only: most sockets met in one RCU section");

static unsigned long locked_us;
module_param(locked_us, ulong, 0644);
MODULE_PARM_DESC(locked_us, "test only: longest time under a bucket's lock, microseconds");

/* One walk at a time: a second reader would spoil the figures, no more. */
static unsigned long met_here;
static bool killed_here;
/* When it has met the first one under a lock, 0 if none since the last RCU section. */
static ktime_t locked;

static bool is_timewait_to(const struct sock *sk, unsigned int port)
{
	return inet_sk_state_load(sk) == TCP_TIME_WAIT && ntohs(sk->sk_dport) == port;
}

/*
 * From 6.12 on its timer is armed last, after it is hashed. Before that the walk
 * takes the chain under its lock, and would be exact without verification too.
 */
static bool came_back(const struct sock *sk, unsigned int hash)
{
	return READ_ONCE(sk->sk_hash) != hash && inet_sk_state_load(sk) == TCP_TIME_WAIT &&
	       !hlist_nulls_unhashed_lockless(&sk->sk_nulls_node) &&
	       timer_pending(&inet_twsk(sk)->tw_timer);
}

static void hold(const struct sock *sk)
{
	unsigned long end = jiffies + msecs_to_jiffies(HOLD_MAX_MS);
	unsigned int hash = READ_ONCE(sk->sk_hash);

	WRITE_ONCE(held, held + 1);
	while (!came_back(sk, hash) && time_before(jiffies, end))
		cpu_relax();
	if (came_back(sk, hash))
		WRITE_ONCE(reused, reused + 1);
}

/* Gives one reference back. */
static void kill_timewait(const struct sock *sk)
{
	local_bh_disable();
	inet_twsk_deschedule_put(inet_twsk(sk));
	local_bh_enable();
}

/* The node is off the chain then, and what it leads to is not changed by that. */
static void kill_once(struct sock *sk)
{
	if (!READ_ONCE(kills) || killed_here || !refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	killed_here = true;
	WRITE_ONCE(kills, kills - 1);
	kill_timewait(sk);
}

static unsigned int kill_held;
module_param(kill_held, uint, 0644);
MODULE_PARM_DESC(kill_held, "test only: sockets to kill while the walk holds them");

static unsigned int strayed;
module_param(strayed, uint, 0644);
MODULE_PARM_DESC(strayed, "test only: times the walk went on from a killed socket");

static unsigned int most_refs;
module_param(most_refs, uint, 0644);
MODULE_PARM_DESC(most_refs, "test only: most references of a socket that the walk held");

static unsigned int held_full;
module_param(held_full, uint, 0644);
MODULE_PARM_DESC(held_full, "test only: times the walk held another than a timewait socket");

/* It was killed just now, or just before this RCU section. */
static bool killed_held, killed_before;

/**
 * twstat_hook_paused() - the walk is between two RCU sections of a chain
 * @sk: the socket that it holds
 */
void twstat_hook_paused(const struct sock *sk)
{
	most_refs = max(most_refs, refcount_read(&sk->sk_refcnt));
	if (READ_ONCE(sk->__sk_common.skc_state) != TCP_TIME_WAIT)
		WRITE_ONCE(held_full, held_full + 1);
	if (!READ_ONCE(kill_held))
		return;
	WRITE_ONCE(kill_held, kill_held - 1);
	killed_held = true;
	refcount_inc(&inet_twsk(sk)->tw_refcnt);
	kill_timewait(sk);
}

static void met_locked(void)
{
	ktime_t now;

	/* The clock takes longer than a step of the walk. */
	if (met_here++ % CLOCK_EVERY)
		return;
	now = ktime_get();
	if (!locked)
		locked = now;
	if (ktime_us_delta(now, locked) > locked_us)
		WRITE_ONCE(locked_us, ktime_us_delta(now, locked));
}

/**
 * twstat_hook_met() - a node of the walk, before its next is read
 * @sk: the node
 *
 * Context: under rcu_read_lock(), or the bucket's lock. Does not sleep, and so needs a
 * second CPU on which the node is freed and reused. One walk at a time.
 */
void twstat_hook_met(const struct sock *sk)
{
	unsigned int port = READ_ONCE(watch_port);

	/* Under the bucket's lock nothing can happen to the node. */
	if (softirq_count()) {
		met_locked();
		return;
	}
	met_here++;
	if (killed_before)
		WRITE_ONCE(strayed, strayed + 1);
	killed_before = false;
	if (!port || !is_timewait_to(sk, port))
		return;
	kill_once((struct sock *)sk);
	WRITE_ONCE(met, met + 1);
	if (met == READ_ONCE(hold_at))
		hold(sk);
}

/**
 * twstat_hook_verify() - whether to verify
 *
 * Return: false while the parameter "unverified" is set.
 */
bool twstat_hook_verify(void)
{
	return !READ_ONCE(unverified);
}

static unsigned long longest_us;
module_param(longest_us, ulong, 0644);
MODULE_PARM_DESC(longest_us, "test only: longest RCU section, microseconds");

static unsigned int late_ms;
module_param(late_ms, uint, 0644);
MODULE_PARM_DESC(late_ms, "test only: milliseconds between the clock and the chains");

static ktime_t entered;

/**
 * twstat_hook_rcu_enter() - the walk has entered an RCU section
 */
void twstat_hook_rcu_enter(void)
{
	entered = ktime_get();
	locked = 0;
	met_here = 0;
	killed_here = false;
	killed_before = killed_held;
	killed_held = false;
	mdelay(READ_ONCE(late_ms));
}

/**
 * twstat_hook_rcu_leave() - the walk is about to leave its RCU section
 */
void twstat_hook_rcu_leave(void)
{
	unsigned long us = ktime_us_delta(ktime_get(), entered);

	if (us > longest_us)
		WRITE_ONCE(longest_us, us);
	if (met_here > most_met)
		WRITE_ONCE(most_met, met_here);
	met_here = 0;
}

static struct inet_timewait_sock *find(struct inet_ehash_bucket *head, unsigned int port)
{
	struct inet_timewait_sock *found = NULL;
	struct hlist_nulls_node *node;
	struct sock *sk;

	rcu_read_lock();
	sk_nulls_for_each_rcu(sk, node, &head->chain) {
		if (!is_timewait_to(sk, port) || !refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		found = inet_twsk(sk);
		break;
	}
	rcu_read_unlock();
	return found;
}

static int kill_port_set(const char *text, const struct kernel_param *kp)
{
	struct inet_hashinfo *hinfo = init_net.ipv4.tcp_death_row.hashinfo;
	struct inet_timewait_sock *tw;
	unsigned int slot, port;
	int err = kstrtouint(text, 0, &port);

	if (err)
		return err;
	for (slot = 0; slot <= hinfo->ehash_mask; slot++) {
		while ((tw = find(&hinfo->ehash[slot], port))) {
			/* It takes locks that softirqs take as well. */
			local_bh_disable();
			inet_twsk_deschedule_put(tw);
			local_bh_enable();
		}
	}
	return 0;
}

static const struct kernel_param_ops kill_port_ops = {
	.set = kill_port_set,
};

module_param_cb(kill_port, &kill_port_ops, NULL, 0200);
MODULE_PARM_DESC(kill_port, "test only: kill timewait sockets to this port");
