// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/twinject, written by root in the network namespace to change:
 *
 *	add COUNT DESTINATIONS MIN_MS MAX_MS [ipv6] [inbound] [fin_wait2] [timestamps] [late]
 *	flush
 *
 * A write returns when all is done, or fails with the reason.
 */
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <net/net_namespace.h>

#include "inject.h"

#define COMMAND_MAX 128
#define MAX_DESTINATIONS 1048576 /* hosts of 172.16.0.0/12 */
#define MAX_PORTS (65536 - 1024)
#define MAX_MS (3600 * 1000)

static int parse_word(struct inject_order *order, const char *word)
{
	if (!strcmp(word, "ipv6") && IS_ENABLED(CONFIG_IPV6))
		order->ipv6 = true;
	else if (!strcmp(word, "inbound"))
		order->inbound = true;
	else if (!strcmp(word, "fin_wait2"))
		order->fin_wait2 = true;
	else if (!strcmp(word, "timestamps"))
		order->timestamps = true;
	else if (!strcmp(word, "late"))
		order->late = true;
	else
		return -EINVAL;
	return 0;
}

static bool valid(const struct inject_order *order)
{
	return order->count && order->destinations && order->destinations <= order->count &&
	       order->destinations <= MAX_DESTINATIONS &&
	       (order->count - 1) / order->destinations < MAX_PORTS &&
	       order->min_ms <= order->max_ms && order->max_ms <= MAX_MS;
}

static int parse_order(struct inject_order *order, char *text)
{
	char *word;
	int len = 0, err;

	if (sscanf(text, "%u %u %u %u%n", &order->count, &order->destinations, &order->min_ms,
		   &order->max_ms, &len) != 4)
		return -EINVAL;
	text += len;
	while ((word = strsep(&text, " "))) {
		if (!*word)
			continue;
		err = parse_word(order, word);
		if (err)
			return err;
	}
	return valid(order) ? 0 : -EINVAL;
}

static int run_command(struct net *net, char *text)
{
	struct inject_order order = {};
	int err;

	if (!strcmp(text, "flush"))
		return inject_flush(net);
	if (strncmp(text, "add ", 4))
		return -EINVAL;
	err = parse_order(&order, text + 4);
	return err ?: inject_add(net, &order);
}

static ssize_t command_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char text[COMMAND_MAX];
	int err;

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, len))
		return -EFAULT;
	text[len] = '\0';
	err = run_command(current->nsproxy->net_ns, strim(text));
	return err ?: len;
}

static const struct proc_ops command_ops = {
	.proc_write = command_write,
	.proc_lseek = noop_llseek,
};

static int __init inject_init(void)
{
	return proc_create("twinject", 0200, NULL, &command_ops) ? 0 : -ENOMEM;
}

static void __exit inject_exit(void)
{
	remove_proc_entry("twinject", NULL);
}

module_init(inject_init);
module_exit(inject_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("test only: timewait sockets without connections");
