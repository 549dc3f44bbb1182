// SPDX-License-Identifier: GPL-2.0
/*
 * For tests only: two probes of inet_sock_set_state, one called before all others and
 * one after them. For each socket that leaves ESTABLISHED for FIN_WAIT1 the cycles
 * between the two are added up, which QEMU makes instructions by -icount. Interrupts are
 * off between them. The sums are the module's parameters.
 */
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/timex.h>
#include <linux/tracepoint.h>
#include <net/sock.h>
#include <net/tcp_states.h>

/**
 * struct around - of one CPU
 * @flags: what the interrupts were before
 * @begin: cycles then
 * @entered: the first probe was called, the last not yet
 */
struct around {
	unsigned long flags;
	cycles_t begin;
	bool entered;
};

static DEFINE_PER_CPU(struct around, around);
static struct tracepoint *around_tracepoint;

static unsigned long around_calls;
module_param_named(calls, around_calls, ulong, 0444);

static unsigned long around_cycles;
module_param_named(cycles, around_cycles, ulong, 0444);

static void around_first(void *data, const struct sock *sk, const int from, const int to)
{
	unsigned long flags;
	struct around *this;

	if (from != TCP_ESTABLISHED || to != TCP_FIN_WAIT1)
		return;
	local_irq_save(flags);
	this = this_cpu_ptr(&around);
	this->flags = flags;
	this->entered = true;
	this->begin = get_cycles();
}

/* The guest has one CPU. */
static void around_last(void *data, const struct sock *sk, const int from, const int to)
{
	cycles_t end = get_cycles();
	struct around *this;

	if (from != TCP_ESTABLISHED || to != TCP_FIN_WAIT1)
		return;
	this = this_cpu_ptr(&around);
	/* Registered before the first one was. */
	if (!this->entered)
		return;
	this->entered = false;
	around_calls++;
	around_cycles += end - this->begin;
	local_irq_restore(this->flags);
}

static void around_match(struct tracepoint *tracepoint, void *data)
{
	if (!strcmp(tracepoint->name, "inet_sock_set_state"))
		around_tracepoint = tracepoint;
}

/* The last one has to be there whenever the first one is. */
static int __init around_init(void)
{
	int err;

	for_each_kernel_tracepoint(around_match, NULL);
	if (!around_tracepoint)
		return -EOPNOTSUPP;
	err = tracepoint_probe_register_prio(around_tracepoint, around_last, NULL, 1);
	if (err)
		return err;
	err = tracepoint_probe_register_prio(around_tracepoint, around_first, NULL, 100);
	if (err) {
		tracepoint_probe_unregister(around_tracepoint, around_last, NULL);
		tracepoint_synchronize_unregister();
	}
	return err;
}

static void __exit around_exit(void)
{
	tracepoint_probe_unregister(around_tracepoint, around_first, NULL);
	tracepoint_probe_unregister(around_tracepoint, around_last, NULL);
	tracepoint_synchronize_unregister();
}

module_init(around_init);
module_exit(around_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Instructions of the probes of inet_sock_set_state");
