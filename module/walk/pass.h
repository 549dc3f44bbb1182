/* SPDX-License-Identifier: GPL-2.0 */
/* Chains walked hand over hand, many at a time. */
#ifndef TWSTAT_PASS_H
#define TWSTAT_PASS_H

#include <linux/types.h>

struct twstat_chain;
struct twstat_walk;

void twstat_pass(struct twstat_walk *walk, struct twstat_chain *chain,
		 const struct twstat_chain *end, u32 pages);

#endif /* TWSTAT_PASS_H */
