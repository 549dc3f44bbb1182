/* SPDX-License-Identifier: GPL-2.0 */
/* Memory accounts of unprivileged users. */
#ifndef TWSTAT_ACCOUNT_H
#define TWSTAT_ACCOUNT_H

#include <linux/types.h>

struct twstat_account;

/* Module parameter: what all accounts may hold together, in MiB. */
extern unsigned int twstat_snapshot_mb;

struct twstat_account *twstat_account_get(void);
void twstat_account_put(struct twstat_account *account);
bool twstat_account_charge(struct twstat_account *account, size_t size);
void twstat_account_uncharge(struct twstat_account *account, size_t size);

#endif /* TWSTAT_ACCOUNT_H */
