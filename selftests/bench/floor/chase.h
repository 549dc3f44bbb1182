/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TWFLOOR_CHASE_H
#define TWFLOOR_CHASE_H

#include <linux/types.h>

/* Limit of parallel chases. */
#define CHASE_MAX 64

int chase_init(void);
void chase_exit(void);
int chase_prepare(u32 count);
u64 chase_run(u32 chases, bool fields);

#endif
