/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between kernels, as Kbuild found it in their headers.
 */
#ifndef TWSTAT_COMPAT_H
#define TWSTAT_COMPAT_H

#include <linux/cgroup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time_namespace.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/net_namespace.h>
#include <net/tcp.h>

#include "core/observe.h"

/*
 * A single load of a field whose writers do not expect a reader. The race is
 * intended: the walk discards the value unless it finds the same identity in the
 * same place afterwards.
 */
#define twstat_read_racy(field) data_race(READ_ONCE(field))

static inline void *twstat_pde_data(const struct inode *inode)
{
#ifdef TWSTAT_HAS_PDE_DATA
	return pde_data(inode);
#else
	return PDE_DATA(inode);
#endif
}

/* Linux 5.18 to 6.0 allocate it apart from the namespace. */
static inline const struct inet_timewait_death_row *twstat_death_row(const struct net *net)
{
#ifdef TWSTAT_HAS_DEATH_ROW_POINTER
	return net->ipv4.tcp_death_row;
#else
	return &net->ipv4.tcp_death_row;
#endif
}

/* As sockstat counts them, both substates; the refcount starts at 1. */
static inline unsigned int twstat_timewait_count(const struct net *net)
{
#ifdef TWSTAT_HAS_TW_REFCOUNT
	return refcount_read(&twstat_death_row(net)->tw_refcount) - 1;
#else
	return atomic_read(&twstat_death_row(net)->tw_count);
#endif
}

/* In jiffies; a sysctl of the namespace on the kernels of some vendors. */
static inline unsigned long twstat_timewait_len(const struct net *net)
{
#ifdef TWSTAT_HAS_TW_TIMEOUT
	return READ_ONCE(net->ipv4.sysctl_tcp_tw_timeout);
#else
	return TCP_TIMEWAIT_LEN;
#endif
}

/* In ms, or a negative number where the kernel has no such sysctl. */
static inline int twstat_reuse_delay_ms(const struct net *net)
{
#ifdef TWSTAT_HAS_TW_REUSE_DELAY
	return READ_ONCE(net->ipv4.sysctl_tcp_tw_reuse_delay);
#else
	return -1;
#endif
}

/**
 * struct twstat_clock - what timers and timestamps are measured against
 * @jiffies: for timers
 * @seconds: for the age of timestamps
 * @now_ms: for the time of entry
 * @entry_ms: sockets that entered TIME_WAIT before are old enough
 */
struct twstat_clock {
	unsigned long jiffies;
	u32 seconds;
	u32 now_ms;
	u32 entry_ms;
};

/* The clock for the sockets of a namespace, of which twstat_reuse_delay_ms() told @delay_ms. */
static inline void twstat_clock_delay(struct twstat_clock *clock, int delay_ms)
{
	clock->entry_ms = twstat_aged_before(clock->now_ms, delay_ms);
}

/* @net is NULL in a walk for many namespaces. */
static inline void twstat_clock_read(struct twstat_clock *clock, const struct net *net)
{
	clock->jiffies = READ_ONCE(jiffies);
	/* The kernel reads it unmarked; it may be a second old. */
	clock->seconds = data_race(ktime_get_seconds());
#ifdef TWSTAT_HAS_TW_ENTRY_STAMP
	clock->now_ms = tcp_clock_ms();
	if (net)
		twstat_clock_delay(clock, twstat_reuse_delay_ms(net));
#endif
}

/*
 * Old enough for tcp_tw_reuse, as tcp_twsk_unique() in net/ipv4/tcp_ipv4.c
 * judges: by the time of entry where the kernel keeps it, else by the time of
 * the last timestamp.
 */
static inline bool twstat_timewait_aged(const struct tcp_timewait_sock *tcptw, u32 timestamp_s,
					const struct twstat_clock *clock)
{
#ifdef TWSTAT_HAS_TW_ENTRY_STAMP
	u32 entry = twstat_read_racy(tcptw->tw_sk.tw_entry_stamp);

	return time_after32(clock->entry_ms, entry);
#else
	return time_after32(clock->seconds, timestamp_s);
#endif
}

/* The kernel's own mark: connect() chose the local port. */
static inline bool twstat_timewait_connected(const struct inet_timewait_sock *tw)
{
#ifdef TWSTAT_HAS_TW_CONNECT_BIND
	/* A bit field, so no READ_ONCE(); else as twstat_read_racy(). */
	return data_race((bool)tw->tw_connect_bind);
#else
	return false;
#endif
}

static inline bool twstat_live_connected(const struct sock *sk)
{
#ifdef TWSTAT_HAS_SOCK_CONNECT_BIND
	return twstat_read_racy(sk->sk_userlocks) & SOCK_CONNECT_BIND;
#else
	return false;
#endif
}

/* The namespace has a table of its own (tcp_child_ehash_entries). */
static inline bool twstat_ehash_pernet(const struct inet_hashinfo *hashinfo)
{
#ifdef TWSTAT_HAS_PERNET_EHASH
	return hashinfo->pernet;
#else
	return false;
#endif
}

/* A hash of all listeners whose chains hang by their nulls node. */
static inline unsigned int twstat_listen_buckets(const struct inet_hashinfo *hashinfo)
{
#ifdef TWSTAT_HAS_LISTENING_HASH
	return INET_LHTABLE_SIZE;
#else
	return hashinfo->lhash2_mask + 1;
#endif
}

static inline struct inet_listen_hashbucket *twstat_listeners(struct inet_hashinfo *hashinfo)
{
#ifdef TWSTAT_HAS_LISTENING_HASH
	return hashinfo->listening_hash;
#else
	return hashinfo->lhash2;
#endif
}

/* A bit a port, or NULL when none is reserved (ip_local_reserved_ports). */
static inline const unsigned long *twstat_reserved_ports(const struct net *net)
{
#ifdef CONFIG_SYSCTL
	return net->ipv4.sysctl_local_reserved_ports;
#else
	return NULL;
#endif
}

/* Without CONFIG_IPV6 no socket has these fields. */
static inline const struct in6_addr *twstat_ipv6_local(const struct sock *sk)
{
#if IS_ENABLED(CONFIG_IPV6)
	return &sk->sk_v6_rcv_saddr;
#else
	return NULL;
#endif
}

static inline const struct in6_addr *twstat_ipv6_remote(const struct sock *sk)
{
#if IS_ENABLED(CONFIG_IPV6)
	return &sk->sk_v6_daddr;
#else
	return NULL;
#endif
}

static inline bool twstat_bound_all(const struct hlist_head *owners,
				    bool (*holds)(const struct sock *sk), u32 *most)
{
	const struct sock *sk;

	sk_for_each_bound(sk, owners) {
		if (!*most || !holds(sk))
			return false;
		(*most)--;
	}
	return true;
}

/*
 * Whether something holds for each socket of a bind bucket; false if there are more than
 * @most. Of a timewait socket only sock_common may be read. Under the chain's lock.
 */
static inline bool twstat_bucket_all(const struct inet_bind_bucket *bucket,
				     bool (*holds)(const struct sock *sk), u32 most)
{
#ifdef TWSTAT_HAS_BIND_BHASH2
	const struct inet_bind2_bucket *bucket2;

	hlist_for_each_entry(bucket2, &bucket->bhash2, bhash_node)
		if (!twstat_bound_all(&bucket2->owners, holds, &most))
			return false;
	return true;
#else
	return twstat_bound_all(&bucket->owners, holds, &most);
#endif
}

/* Boottime as the current time namespace has it; /proc/PID/stat has an offset or not. */
static inline u64 twstat_start_ns(u64 boottime_ns)
{
#ifdef TWSTAT_HAS_TIMENS_NS
	return timens_add_boottime_ns(boottime_ns);
#else
	return boottime_ns;
#endif
}

/* The id of a task's v2 cgroup; 0 if there is none, and for the root. */
static inline u64 twstat_cgroup_id(struct task_struct *task)
{
#ifdef CONFIG_CGROUPS
	struct cgroup *cgroup = task_dfl_cgroup(task);

	return cgroup_parent(cgroup) ? cgroup_id(cgroup) : 0;
#else
	return 0;
#endif
}

#ifdef CONFIG_TRACEPOINTS

static inline void twstat_tracepoint_match(struct tracepoint *tracepoint, void *found)
{
	if (!strcmp(tracepoint->name, "inet_sock_set_state"))
		*(struct tracepoint **)found = tracepoint;
}

/* It is not exported; NULL if the kernel has none. */
static inline struct tracepoint *twstat_tracepoint_find(void)
{
	struct tracepoint *found = NULL;

	for_each_kernel_tracepoint(twstat_tracepoint_match, &found);
	return found;
}

static inline int twstat_tracepoint_register(struct tracepoint *tracepoint, void *probe, void *data)
{
	return tracepoint_probe_register(tracepoint, probe, data);
}

/* Returns when no probe is running any more. */
static inline void twstat_tracepoint_unregister(struct tracepoint *tracepoint, void *probe,
						void *data)
{
	tracepoint_probe_unregister(tracepoint, probe, data);
	tracepoint_synchronize_unregister();
}

#else

static inline struct tracepoint *twstat_tracepoint_find(void)
{
	return NULL;
}

static inline int twstat_tracepoint_register(struct tracepoint *tracepoint, void *probe, void *data)
{
	return -EOPNOTSUPP;
}

static inline void twstat_tracepoint_unregister(struct tracepoint *tracepoint, void *probe,
						void *data)
{
}

#endif /* CONFIG_TRACEPOINTS */
#endif /* TWSTAT_COMPAT_H */
