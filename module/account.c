// SPDX-License-Identifier: GPL-2.0
/*
 * An account for each user with open files, so that one user can deny snapshots to
 * no other. The kernel's own accounts, ucounts, are not exported to modules.
 */
#include <linux/atomic.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "account.h"

/* A user may hold one part in so many of snapshot_mb. */
#define TWSTAT_SHARES 4

/**
 * struct twstat_account - memory held by the open files of a user
 * @list: in twstat_accounts
 * @user: in the initial user namespace
 * @nr_files: open files that are charged to it; under twstat_accounts_lock
 * @held: bytes
 */
struct twstat_account {
	struct list_head list;
	kuid_t user;
	unsigned int nr_files;
	atomic_long_t held;
};

unsigned int twstat_snapshot_mb = 64;

/* Accounts with open files; sleeps, and is taken in open() and release() only. */
static DEFINE_MUTEX(twstat_accounts_lock);
static LIST_HEAD(twstat_accounts);

/* Bytes of all accounts. */
static atomic_long_t twstat_held = ATOMIC_LONG_INIT(0);

/*
 * A user who may create user namespaces has many subordinate ids. Openers below a child
 * of the initial user namespace are therefore charged to the owner of that child.
 */
static kuid_t twstat_account_user(void)
{
	const struct user_namespace *ns = current_user_ns();

	if (ns == &init_user_ns)
		return current_euid();
	while (ns->parent != &init_user_ns)
		ns = ns->parent;
	return ns->owner;
}

static struct twstat_account *twstat_account_find(kuid_t user)
{
	struct twstat_account *account;

	list_for_each_entry(account, &twstat_accounts, list)
		if (uid_eq(account->user, user))
			return account;
	return NULL;
}

/**
 * twstat_account_get() - the account of the current user, for one open file
 *
 * Context: process context, may sleep; in open().
 * Return: the account, to be given back by twstat_account_put(), or ERR_PTR(-ENOMEM).
 */
struct twstat_account *twstat_account_get(void)
{
	const kuid_t user = twstat_account_user();
	struct twstat_account *account;

	mutex_lock(&twstat_accounts_lock);
	account = twstat_account_find(user);
	if (!account) {
		account = kzalloc(sizeof(*account), GFP_KERNEL_ACCOUNT);
		if (!account) {
			account = ERR_PTR(-ENOMEM);
			goto unlock;
		}
		account->user = user;
		list_add(&account->list, &twstat_accounts);
	}
	WRITE_ONCE(account->nr_files, account->nr_files + 1);
unlock:
	mutex_unlock(&twstat_accounts_lock);
	return account;
}

/**
 * twstat_account_put() - a file that was charged to an account is closed
 * @account: from twstat_account_get(); freed with its last file
 *
 * Context: process context, may sleep.
 */
void twstat_account_put(struct twstat_account *account)
{
	mutex_lock(&twstat_accounts_lock);
	WRITE_ONCE(account->nr_files, account->nr_files - 1);
	if (!account->nr_files) {
		list_del(&account->list);
		kfree(account);
	}
	mutex_unlock(&twstat_accounts_lock);
}

static long twstat_held_max(void)
{
	/* On 32 bits the parameter may name more than a long can count. */
	return min_t(u64, (u64)READ_ONCE(twstat_snapshot_mb) << 20, LONG_MAX);
}

/**
 * twstat_account_charge() - charge memory to an account
 * @account: the account
 * @size: in bytes
 *
 * A user may hold a quarter of what all may hold together, and one snapshot in any
 * case: the only open file of a user is bounded by the whole alone.
 *
 * Return: whether it may be taken; nothing is charged if not.
 */
bool twstat_account_charge(struct twstat_account *account, size_t size)
{
	const long max = twstat_held_max();
	/* Written under the lock; a racing open or release merely comes first or last. */
	const bool is_only_file = READ_ONCE(account->nr_files) == 1;
	long held = atomic_long_add_return(size, &account->held);

	if (atomic_long_add_return(size, &twstat_held) <= max &&
	    (held <= max / TWSTAT_SHARES || is_only_file))
		return true;
	twstat_account_uncharge(account, size);
	return false;
}

/**
 * twstat_account_uncharge() - undo twstat_account_charge()
 * @account: the account
 * @size: in bytes, as charged
 */
void twstat_account_uncharge(struct twstat_account *account, size_t size)
{
	atomic_long_sub(size, &account->held);
	atomic_long_sub(size, &twstat_held);
}
