/* SPDX-License-Identifier: GPL-2.0 */
/* Records who closes TCP connections. */
#ifndef TWSTAT_OWNERS_H
#define TWSTAT_OWNERS_H

#include "core/snapshot.h"

struct kernel_param;
struct twstat_owners;

/* Module parameter: closes to keep room for, 0 while it is off. */
extern unsigned int twstat_owners_parameter;

int twstat_owners_set(const char *value, const struct kernel_param *parameter);
void twstat_owners_init(void);
void twstat_owners_exit(void);

struct twstat_owners *twstat_owners_get(void);
void twstat_owners_put(struct twstat_owners *owners);
const struct twstat_owner_log *twstat_owners_log(const struct twstat_owners *owners);
void twstat_owners_meta(struct twstat_meta *meta, bool whole_host);

#endif /* TWSTAT_OWNERS_H */
