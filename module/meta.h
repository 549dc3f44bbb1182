/* SPDX-License-Identifier: GPL-2.0 */
/* Properties of a namespace, the kernel and a walk. */
#ifndef TWSTAT_META_H
#define TWSTAT_META_H

#include "core/snapshot.h"
#include "walk/walk.h"

void twstat_meta_of_kernel(struct twstat_meta *meta, const struct net *net,
			   const struct twstat_totals *totals);
void twstat_meta_of_net(struct twstat_meta *meta, const struct net *net);
void twstat_meta_of_walk(struct twstat_meta *meta, const struct twstat_walk *walk);

#endif /* TWSTAT_META_H */
