// SPDX-License-Identifier: GPL-2.0
/*
 * A timewait socket has no owner. When a connection leaves ESTABLISHED for FIN_WAIT1,
 * its process is usually the current one: a probe of the tracepoint inet_sock_set_state
 * notes it beside the socket's cookie, which the kernel copies to the timewait socket.
 */
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sock_diag.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include <net/sock.h>
#include <net/tcp.h>

#include "compat.h"
#include "opener.h"
#include "task.h"
#include "owners.h"

#define TWSTAT_OWNERS_MAX BIT(24)
/* The tables are root's, not charged to a cgroup; it fails rather than kills. */
#define TWSTAT_OWNERS_GFP (GFP_KERNEL | __GFP_ZERO | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/**
 * struct twstat_owners_counts - of one CPU
 * @count: closes by what became of them
 */
struct twstat_owners_counts {
	u64 count[TWSTAT_NOT_NOTED + 1];
};

/**
 * struct twstat_owners - the recording while it is on
 * @users: the probe, and each open() that counts owners
 * @log: the tables
 * @counts: per CPU
 * @parameter: as it was asked for
 * @since_ns: when it was switched on, boottime
 */
struct twstat_owners {
	struct kref users;
	struct twstat_owner_log log;
	struct twstat_owners_counts __percpu *counts;
	unsigned int parameter;
	u64 since_ns;
};

unsigned int twstat_owners_parameter;

/* Protects the variables below; sleeps. */
static DEFINE_MUTEX(twstat_owners_lock);
static struct twstat_owners *twstat_owners;
/* Parameters are set before the module is initialised, and until its files are gone. */
static bool twstat_owners_ready;

/*
 * The file of a socket that is closed has no reference left; a socket of the kernel has
 * no file. The socket is locked, so it keeps both.
 */
static enum twstat_how twstat_how(const struct sock *sk)
{
	const struct socket *socket = READ_ONCE(sk->sk_socket);
	struct file *file = socket ? READ_ONCE(socket->file) : NULL;

	if (!in_task() || !file)
		return TWSTAT_HOW_UNKNOWN;
	if (current->flags & PF_EXITING)
		return TWSTAT_HOW_EXIT;
	return file_count(file) ? TWSTAT_HOW_SHUTDOWN : TWSTAT_HOW_CLOSE;
}

static u64 twstat_cookie(const struct sock *sk)
{
	u32 cookie[2];

	/* Only the cookie changes, which is atomic. */
	sock_diag_save_cookie((struct sock *)sk, cookie);
	return (u64)cookie[1] << 32 | cookie[0];
}

/*
 * In the path of every close: no lock that sleeps on PREEMPT_RT, no allocation. From
 * Linux 7.0 on preemption is on when a probe is called, and nothing is an RCU section.
 */
static noinline void twstat_owners_note(const struct twstat_owners *owners, const struct sock *sk)
{
	const u64 cookie = twstat_cookie(sk);
	enum twstat_noted noted;
	union twstat_owner who;

	rcu_read_lock();
	preempt_disable();
	twstat_owner_current(&who);
	noted = twstat_owner_log_note(&owners->log, cookie, &who, twstat_how(sk), jiffies);
	this_cpu_inc(owners->counts->count[noted]);
	preempt_enable();
	rcu_read_unlock();
}

/* Called whenever a state changes: one that is of no interest costs next to nothing. */
static void twstat_owners_probe(void *data, const struct sock *sk, const int from, const int to)
{
	/* The close after a shutdown() may find FIN_WAIT1 and set it again. */
	if (to != TCP_FIN_WAIT1 || (from != TCP_ESTABLISHED && from != TCP_SYN_RECV) ||
	    sk->sk_protocol != IPPROTO_TCP)
		return;
	twstat_owners_note(data, sk);
}

static void twstat_owners_free(struct kref *users)
{
	struct twstat_owners *owners = container_of(users, struct twstat_owners, users);

	free_percpu(owners->counts);
	vfree(owners->log.owners);
	vfree(owners->log.closes);
	kfree(owners);
}

static int twstat_owners_alloc_tables(struct twstat_owners *owners)
{
	struct twstat_owner_log *log = &owners->log;

	owners->counts = alloc_percpu_gfp(struct twstat_owners_counts, GFP_KERNEL | __GFP_NOWARN);
	log->closes = __vmalloc(log->nr_close_sets * sizeof(*log->closes), TWSTAT_OWNERS_GFP);
	log->owners = __vmalloc(log->nr_owner_sets * sizeof(*log->owners), TWSTAT_OWNERS_GFP);
	return owners->counts && log->closes && log->owners ? 0 : -ENOMEM;
}

static struct twstat_owners *twstat_owners_new(unsigned int closes)
{
	struct twstat_owners *owners = kzalloc(sizeof(*owners), GFP_KERNEL);

	if (!owners)
		return ERR_PTR(-ENOMEM);
	kref_init(&owners->users);
	owners->parameter = closes;
	twstat_owner_log_size(&owners->log, closes);
	owners->log.key = get_random_u64();
	owners->log.second = HZ;
	/* Longer than a timer of a TIME_WAIT socket may be late. */
	owners->log.keep = TCP_TIMEWAIT_LEN + TCP_TIMEWAIT_LEN / 8;
	if (!twstat_owners_alloc_tables(owners))
		return owners;
	twstat_owners_free(&owners->users);
	return ERR_PTR(-ENOMEM);
}

static void twstat_owners_stop(void)
{
	struct twstat_owners *owners = twstat_owners;

	twstat_owners = NULL;
	twstat_owners_parameter = 0;
	if (!owners)
		return;
	twstat_tracepoint_unregister(twstat_tracepoint_find(), twstat_owners_probe, owners);
	twstat_owners_put(owners);
}

static int twstat_owners_start(struct twstat_owners *owners)
{
	int err;

	owners->since_ns = ktime_get_boottime_ns();
	err = twstat_tracepoint_register(twstat_tracepoint_find(), twstat_owners_probe, owners);
	if (err) {
		twstat_owners_put(owners);
		return err;
	}
	twstat_owners = owners;
	twstat_owners_parameter = owners->parameter;
	return 0;
}

/* What was recorded is kept if there is no memory for other tables. */
static int twstat_owners_switch(unsigned int closes)
{
	struct twstat_owners *owners;

	if (closes == twstat_owners_parameter)
		return 0;
	if (!closes) {
		twstat_owners_stop();
		return 0;
	}
	if (!twstat_tracepoint_find()) {
		pr_err("twstat: owners: this kernel has no tracepoint inet_sock_set_state\n");
		return -EOPNOTSUPP;
	}
	owners = twstat_owners_new(closes);
	if (IS_ERR(owners)) {
		pr_err("twstat: owners: no memory for %u closes\n", closes);
		return PTR_ERR(owners);
	}
	twstat_owners_stop();
	return twstat_owners_start(owners);
}

/**
 * twstat_owners_set() - set the module parameter
 * @value: closes to keep room for, 0 to switch it off
 * @parameter: the module parameter
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL, -ENOMEM, -EOPNOTSUPP if the kernel lacks the tracepoint.
 */
int twstat_owners_set(const char *value, const struct kernel_param *parameter)
{
	unsigned int number;
	int err = 0;

	if (kstrtouint(value, 0, &number) || number > TWSTAT_OWNERS_MAX) {
		pr_err("twstat: %s must be a number from 0 to %lu\n", parameter->name,
		       TWSTAT_OWNERS_MAX);
		return -EINVAL;
	}
	mutex_lock(&twstat_owners_lock);
	if (twstat_owners_ready)
		err = twstat_owners_switch(number);
	else
		twstat_owners_parameter = number;
	mutex_unlock(&twstat_owners_lock);
	return err;
}

/**
 * twstat_owners_init() - switch on what was asked for at load
 *
 * If that fails, the rest of the module works: the message has been printed.
 *
 * Context: process context, may sleep.
 */
void twstat_owners_init(void)
{
	unsigned int closes;

	mutex_lock(&twstat_owners_lock);
	closes = twstat_owners_parameter;
	twstat_owners_parameter = 0;
	twstat_owners_switch(closes);
	twstat_owners_ready = true;
	mutex_unlock(&twstat_owners_lock);
}

/**
 * twstat_owners_exit() - switch it off for good
 *
 * Context: process context, may sleep.
 */
void twstat_owners_exit(void)
{
	mutex_lock(&twstat_owners_lock);
	twstat_owners_ready = false;
	twstat_owners_stop();
	mutex_unlock(&twstat_owners_lock);
}

/**
 * twstat_owners_get() - a reference to what is being recorded
 *
 * Context: process context, may sleep.
 * Return: to be given back by twstat_owners_put(); NULL if it is off.
 */
struct twstat_owners *twstat_owners_get(void)
{
	struct twstat_owners *owners;

	mutex_lock(&twstat_owners_lock);
	owners = twstat_owners;
	if (owners)
		kref_get(&owners->users);
	mutex_unlock(&twstat_owners_lock);
	return owners;
}

/**
 * twstat_owners_put() - drop a reference; the last one frees the tables
 * @owners: from twstat_owners_get()
 *
 * Context: process context, may sleep.
 */
void twstat_owners_put(struct twstat_owners *owners)
{
	if (owners)
		kref_put(&owners->users, twstat_owners_free);
}

/**
 * twstat_owners_log() - the tables
 * @owners: from twstat_owners_get()
 *
 * Return: valid as long as the reference; NULL if there is none.
 */
const struct twstat_owner_log *twstat_owners_log(const struct twstat_owners *owners)
{
	return owners ? &owners->log : NULL;
}

static u64 twstat_owners_sum(const struct twstat_owners *owners, enum twstat_noted noted)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		/* That CPU goes on counting; any of its values will do. */
		sum += data_race(per_cpu_ptr(owners->counts, cpu)->count[noted]);
	return sum;
}

/**
 * twstat_owners_meta() - what the summary tells of the recording
 * @meta: zeroed; the owners' part is filled in
 * @whole_host: figures of all namespaces may be shown
 *
 * Context: process context of the opener, may sleep.
 */
void twstat_owners_meta(struct twstat_meta *meta, bool whole_host)
{
	struct twstat_owners *owners = twstat_owners_get();

	meta->has_owners = true;
	if (!owners)
		return;
	meta->owners_max = owners->log.nr_close_sets * TWSTAT_CLOSE_WAYS;
	meta->owners_shown = whole_host;
	meta->owners_kept = twstat_owners_sum(owners, TWSTAT_NOTED);
	meta->owners_overwritten = twstat_owners_sum(owners, TWSTAT_NOTED_OVER);
	meta->owners_unnamed = twstat_owners_sum(owners, TWSTAT_NOT_NOTED);
	meta->owners_since_ns = twstat_opener_boottime_ns(owners->since_ns);
	twstat_owners_put(owners);
}
