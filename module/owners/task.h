/* SPDX-License-Identifier: GPL-2.0 */
/* The current task as an owner of closes, and an owner as an opener sees it. */
#ifndef TWSTAT_OWNER_TASK_H
#define TWSTAT_OWNER_TASK_H

#include "core/owner_rows.h"

void twstat_owner_current(union twstat_owner *who);
void twstat_owner_see(struct twstat_owner_seen *seen, const union twstat_owner *owner,
		      bool all_owners);

#endif /* TWSTAT_OWNER_TASK_H */
