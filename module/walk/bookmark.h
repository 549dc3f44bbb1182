/* SPDX-License-Identifier: GPL-2.0 */
/* The place in a long chain at which the walk leaves its RCU section. */
#ifndef TWSTAT_BOOKMARK_H
#define TWSTAT_BOOKMARK_H

#include "group.h"

bool twstat_bookmark_hold(const struct twstat_chain *chain);
bool twstat_bookmark_return(struct twstat_chain *chain);

#endif /* TWSTAT_BOOKMARK_H */
