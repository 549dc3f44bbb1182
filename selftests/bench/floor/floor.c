// SPDX-License-Identifier: GPL-2.0
/*
 * For tests only: measures the limit of this machine's memory, in the kernel whose
 * reads are measured. Write a command to /proc/twfloor, then read how many nanoseconds
 * it took:
 *
 *	chase COUNT CHASES	visit COUNT objects, CHASES at a time
 *	fields COUNT CHASES	the same, with all fields that the walk reads
 *	heads			read each bucket of the ehash
 */
#include <linux/capability.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>

#include "chase.h"

#define ORDER_MAX 64
#define OBJECTS_MAX 4000000

static DEFINE_MUTEX(floor_lock);
static u64 floor_ns;
static unsigned long floor_sink;

static u64 floor_heads(const struct net *net)
{
	struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	const struct inet_ehash_bucket *ehash = hashinfo->ehash;
	u64 begin = ktime_get_ns();
	unsigned long used = 0;
	unsigned int slot;

	for (slot = 0; slot <= hashinfo->ehash_mask; slot++)
		used += !is_a_nulls(READ_ONCE(ehash[slot].chain.first));
	begin = ktime_get_ns() - begin;
	WRITE_ONCE(floor_sink, used);
	return begin;
}

static int floor_obey(const char *order)
{
	u32 count, chases;
	char name[8];
	int err;

	if (!strncmp(order, "heads", 5)) {
		floor_ns = floor_heads(current->nsproxy->net_ns);
		return 0;
	}
	if (sscanf(order, "%7s %u %u", name, &count, &chases) != 3 || !chases ||
	    chases > CHASE_MAX || count < CHASE_MAX || count > OBJECTS_MAX)
		return -EINVAL;
	err = chase_prepare(count);
	if (err)
		return err;
	floor_ns = chase_run(chases, !strcmp(name, "fields"));
	return 0;
}

static ssize_t floor_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char order[ORDER_MAX];
	int err;

	if (len >= sizeof(order))
		return -EINVAL;
	if (copy_from_user(order, from, len))
		return -EFAULT;
	order[len] = '\0';
	mutex_lock(&floor_lock);
	err = floor_obey(order);
	mutex_unlock(&floor_lock);
	return err ?: len;
}

static int floor_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "%llu 0\n", floor_ns);
	return 0;
}

static int floor_open(struct inode *inode, struct file *file)
{
	return single_open(file, floor_show, NULL);
}

static const struct proc_ops floor_ops = {
	.proc_open = floor_open,
	.proc_read = seq_read,
	.proc_write = floor_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static int __init floor_init(void)
{
	int err = chase_init();

	if (err)
		return err;
	if (proc_create("twfloor", 0600, NULL, &floor_ops))
		return 0;
	chase_exit();
	return -ENOMEM;
}

static void __exit floor_exit(void)
{
	remove_proc_entry("twfloor", NULL);
	chase_exit();
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("test only: how fast this machine's memory is");
