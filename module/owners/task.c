// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/math64.h>
#include <linux/param.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/time64.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "compat.h"
#include "task.h"

/* The worker of an io_uring has the flags of a kernel thread, too, up to Linux 5.11. */
static enum twstat_owner_kind twstat_owner_kind(const struct task_struct *task)
{
	if (task->flags & PF_IO_WORKER)
		return TWSTAT_OWNER_IO_WQ;
	return task->flags & PF_KTHREAD ? TWSTAT_OWNER_KTHREAD : TWSTAT_OWNER_PROCESS;
}

/* The ids of a thread group, in the initial namespace and in its own: all are in struct pid. */
static void twstat_owner_set_pid(union twstat_owner *who, const struct pid *pid)
{
	who->pid = pid->numbers[0].nr;
	who->own_pid = pid->numbers[pid->level].nr;
	who->pid_ns = ns_of_pid((struct pid *)pid)->ns.inum;
}

/**
 * twstat_owner_current() - who is running
 * @who: filled in; all of it, so that it need not be zeroed
 *
 * Receive processing runs in whatever task it has interrupted, so that is not looked at.
 * The command is copied without its lock: torn while it is changed, but terminated.
 *
 * Context: any, within an RCU section.
 */
void twstat_owner_current(union twstat_owner *who)
{
	const struct task_struct *leader;

	if (!in_task()) {
		*who = (union twstat_owner){ .kind = TWSTAT_OWNER_SOFTIRQ };
		return;
	}
	leader = READ_ONCE(current->group_leader);
	who->start_ns = leader->start_boottime;
	who->cgroup = twstat_cgroup_id(current);
	twstat_owner_set_pid(who, task_tgid(current));
	who->user = __kuid_val(current_euid());
	who->kind = twstat_owner_kind(current);
	/* A rename does not expect a reader; the result is only shown. */
	data_race(memcpy(who->comm, leader->comm, sizeof(who->comm)));
	who->comm[sizeof(who->comm) - 1] = '\0';
}

/*
 * The number of a pid namespace that is gone is used again. No process of a namespace is
 * older than its init, which outlives the opener there. Under RCU, since another thread
 * of init takes its place when it calls exec().
 */
static bool twstat_owner_is_of(const union twstat_owner *owner, const struct pid_namespace *ns)
{
	const struct task_struct *init;
	u64 start_ns;

	if (ns->ns.inum != owner->pid_ns)
		return false;
	rcu_read_lock();
	init = READ_ONCE(READ_ONCE(ns->child_reaper)->group_leader);
	start_ns = init->start_boottime;
	rcu_read_unlock();
	return owner->start_ns >= start_ns;
}

/* Once a process has ended, nothing can translate its id to a third namespace. */
static u32 twstat_owner_pid(const union twstat_owner *owner)
{
	const struct pid_namespace *ns = task_active_pid_ns(current);

	if (ns == &init_pid_ns)
		return owner->pid;
	return twstat_owner_is_of(owner, ns) ? owner->own_pid : 0;
}

/**
 * twstat_owner_see() - an owner as the current task may see it
 * @seen: filled in
 * @owner: the owner
 * @all_owners: show those of other pid namespaces as well
 *
 * Context: process context of the opener.
 */
void twstat_owner_see(struct twstat_owner_seen *seen, const union twstat_owner *owner,
		      bool all_owners)
{
	seen->kind = owner->kind;
	if (owner->kind == TWSTAT_OWNER_SOFTIRQ)
		return;
	seen->pid = twstat_owner_pid(owner);
	/* As (uid_t)-1 if it is not mapped. */
	seen->user = from_kuid(current_user_ns(), KUIDT_INIT(owner->user));
	seen->named = all_owners || seen->pid;
	if (!seen->named)
		return;
	seen->start = div_u64(twstat_start_ns(owner->start_ns), NSEC_PER_SEC / USER_HZ);
	seen->cgroup = owner->cgroup;
	memcpy(seen->comm, owner->comm, sizeof(seen->comm));
}
