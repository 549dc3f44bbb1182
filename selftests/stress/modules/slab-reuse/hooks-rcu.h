/* SPDX-License-Identifier: GPL-2.0 */
/* Put into the walk of a test build by modules/build. */
#ifndef TWSTAT_HOOKS_RCU_H
#define TWSTAT_HOOKS_RCU_H

void twstat_hook_rcu_enter(void);
void twstat_hook_rcu_leave(void);

#endif
