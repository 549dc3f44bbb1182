// SPDX-License-Identifier: GPL-2.0
/*
 * One seeded bug, chosen by name when the module is loaded, for each kind of
 * report the debug kernels are there for. A kernel that stays silent about its
 * bug would stay silent about twstat's as well.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *bug = "";
module_param(bug, charp, 0);
MODULE_PARM_DESC(bug, "name of the bug to commit");

static unsigned int *victim;

static void use_after_free(void)
{
	victim = kmalloc_array(8, sizeof(*victim), GFP_KERNEL);
	kfree(victim);
	WRITE_ONCE(victim[0], 1);
}

static void out_of_bounds(void)
{
	victim = kmalloc_array(8, sizeof(*victim), GFP_KERNEL);
	if (!victim)
		return;
	WRITE_ONCE(victim[8], 1);
	kfree(victim);
}

static void sleep_in_rcu(void)
{
	rcu_read_lock();
	victim = kmalloc_array(8, sizeof(*victim), GFP_KERNEL);
	rcu_read_unlock();
	kfree(victim);
}

/* Many, because a pointer that is left on some stack hides an object. */
static void leak(void)
{
	int i;

	for (i = 0; i < 100; i++) {
		victim = kmalloc_array(8, sizeof(*victim), GFP_KERNEL);
		WRITE_ONCE(victim, NULL);
	}
}

/* A lock that a softirq takes too, held while softirqs may come. */
static DEFINE_SPINLOCK(softirq_lock);

static void softirq_user(struct timer_list *unused)
{
	spin_lock(&softirq_lock);
	spin_unlock(&softirq_lock);
}

static DEFINE_TIMER(softirq_timer, softirq_user);

static void softirq_unsafe(void)
{
	mod_timer(&softirq_timer, jiffies + 1);
	msleep(100);
	spin_lock(&softirq_lock);
	spin_unlock(&softirq_lock);
}

static void lock_order(void)
{
	static DEFINE_SPINLOCK(one);
	static DEFINE_SPINLOCK(two);

	spin_lock(&one);
	spin_lock(&two);
	spin_unlock(&two);
	spin_unlock(&one);
	spin_lock(&two);
	spin_lock(&one);
	spin_unlock(&one);
	spin_unlock(&two);
}

struct entry {
	struct list_head list;
	unsigned int value;
};

static LIST_HEAD(entries);

static void rcu_list(void)
{
	struct entry first = { .value = 1 }, *entry;

	list_add(&first.list, &entries);
	list_for_each_entry_rcu(entry, &entries, list)
		WRITE_ONCE(entry->value, 2);
	list_del(&first.list);
}

static void freed_timer(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, softirq_user, 0);
	mod_timer(timer, jiffies + 3600 * HZ);
	kfree(timer);
}

static unsigned long shared;

static int racer(void *unused)
{
	while (!kthread_should_stop()) {
		shared++;
		barrier();
		cond_resched();
	}
	return 0;
}

static void race(void)
{
	struct task_struct *tasks[2];
	int i;

	for (i = 0; i < 2; i++)
		tasks[i] = kthread_run(racer, NULL, "racer");
	msleep(4000);
	for (i = 0; i < 2; i++)
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
}

static const struct {
	const char *name;
	void (*commit)(void);
} bugs[] = {
	{ "use-after-free", use_after_free },
	{ "out-of-bounds", out_of_bounds },
	{ "sleep-in-rcu", sleep_in_rcu },
	{ "leak", leak },
	{ "softirq-unsafe", softirq_unsafe },
	{ "lock-order", lock_order },
	{ "rcu-list", rcu_list },
	{ "freed-timer", freed_timer },
	{ "race", race },
};

static int __init seeded_bugs_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bugs); i++) {
		if (strcmp(bug, bugs[i].name))
			continue;
		bugs[i].commit();
		return 0;
	}
	return -EINVAL;
}

static void __exit seeded_bugs_exit(void)
{
	del_timer_sync(&softirq_timer);
}

module_init(seeded_bugs_init);
module_exit(seeded_bugs_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("test only: seeded bugs that a debug kernel must report");
