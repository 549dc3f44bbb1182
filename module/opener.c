// SPDX-License-Identifier: GPL-2.0
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/time_namespace.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "account.h"
#include "compat.h"
#include "opener.h"

/*
 * The initial hash table holds the sockets of all namespaces without a table of their
 * own, and bucket numbers help to find colliding addresses. A container may have
 * CAP_NET_ADMIN without a user namespace of its own, so the capability is not enough:
 * opener and file must both be in the initial network namespace.
 */
static bool twstat_sees_initial_table(const struct net *net)
{
	return net_eq(net, &init_net) && net_eq(current->nsproxy->net_ns, &init_net);
}

/**
 * twstat_opener_init() - check what the current task may see
 * @opener: filled in
 * @net: the network namespace of the file
 *
 * Checks the credentials of the current task, which in open() are those of
 * file->f_cred. The results are kept until the file is closed. Not audited, since
 * opening a file without these capabilities is no violation.
 *
 * Context: process context, may sleep; in open().
 * Return: 0 or -ENOMEM; nothing is held then.
 */
int twstat_opener_init(struct twstat_opener *opener, struct net *net)
{
	bool admin = ns_capable_noaudit(&init_user_ns, CAP_NET_ADMIN);
	struct twstat_account *account = NULL;

	if (!admin)
		account = twstat_account_get();
	if (IS_ERR(account))
		return PTR_ERR(account);
	opener->net = net;
	opener->memory.account = account;
	opener->whole_host = admin && twstat_sees_initial_table(net);
	opener->whole_table = twstat_ehash_pernet(twstat_death_row(net)->hashinfo) ||
			      opener->whole_host;
	opener->all_owners = admin;
	opener->mark = ns_capable_noaudit(net->user_ns, CAP_NET_ADMIN);
	return 0;
}

/**
 * twstat_opener_boottime_ns() - a time since boot in the opener's time namespace
 * @boottime_ns: in the initial one
 *
 * Context: process context of the opener.
 */
u64 twstat_opener_boottime_ns(u64 boottime_ns)
{
	struct timespec64 time = ns_to_timespec64(boottime_ns);

	timens_add_boottime(&time);
	return timespec64_to_ns(&time);
}

/**
 * twstat_opener_release() - undo twstat_opener_init()
 * @opener: from twstat_opener_init(); all that it allocated is freed
 *
 * Context: process context, may sleep.
 */
void twstat_opener_release(struct twstat_opener *opener)
{
	if (opener->memory.account)
		twstat_account_put(opener->memory.account);
}
