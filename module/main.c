// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <net/net_namespace.h>

#include "account.h"
#include "collector.h"
#include "core/format.h"
#include "owners/owners.h"
#include "proc.h"

#define TWSTAT_SNAPSHOT_MB_MAX BIT(20)

static int twstat_parameter_set(const char *value, const struct kernel_param *parameter,
				unsigned int most)
{
	unsigned int number;

	if (kstrtouint(value, 0, &number) || number < 1 || number > most) {
		pr_err("twstat: %s must be a number from 1 to %u\n", parameter->name, most);
		return -EINVAL;
	}
	WRITE_ONCE(*(unsigned int *)parameter->arg, number);
	return 0;
}

static int twstat_max_destinations_set(const char *value, const struct kernel_param *parameter)
{
	return twstat_parameter_set(value, parameter, TWSTAT_DESTINATIONS_MAX);
}

static int twstat_snapshot_mb_set(const char *value, const struct kernel_param *parameter)
{
	return twstat_parameter_set(value, parameter, TWSTAT_SNAPSHOT_MB_MAX);
}

static const struct kernel_param_ops twstat_max_destinations_ops = {
	.set = twstat_max_destinations_set,
	.get = param_get_uint,
};

static const struct kernel_param_ops twstat_snapshot_mb_ops = {
	.set = twstat_snapshot_mb_set,
	.get = param_get_uint,
};

module_param_cb(max_destinations, &twstat_max_destinations_ops, &twstat_max_destinations, 0644);
MODULE_PARM_DESC(max_destinations, "destinations a side may have in one snapshot (65536)");
module_param_cb(snapshot_mb, &twstat_snapshot_mb_ops, &twstat_snapshot_mb, 0644);
MODULE_PARM_DESC(snapshot_mb, "MiB that all unprivileged readers may hold (64)");

static const struct kernel_param_ops twstat_owners_ops = {
	.set = twstat_owners_set,
	.get = param_get_uint,
};

module_param_cb(owners, &twstat_owners_ops, &twstat_owners_parameter, 0644);
MODULE_PARM_DESC(owners, "recent closes whose owner is kept; 0 switches it off (0)");

static int __init twstat_init(void)
{
	int err;

	twstat_format_init();
	twstat_snapshot_init();
	err = register_pernet_subsys(&twstat_proc_net_ops);
	if (!err)
		twstat_owners_init();
	return err;
}

static void __exit twstat_exit(void)
{
	twstat_owners_exit();
	unregister_pernet_subsys(&twstat_proc_net_ops);
}

module_init(twstat_init);
module_exit(twstat_exit);

MODULE_DESCRIPTION("Exact per-destination statistics of TCP TIME_WAIT sockets");
MODULE_AUTHOR("The twstat developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(TWSTAT_VERSION);
