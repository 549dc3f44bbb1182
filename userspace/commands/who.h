/* SPDX-License-Identifier: GPL-2.0 */
/* The table of owners, of `who` and of the live view. */
#ifndef TWSTAT_READER_WHO_H
#define TWSTAT_READER_WHO_H

#include "analysis/closers.h"
#include "output/table.h"

void closers_table(struct table *table, const struct closers *list);
void closers_mark_ended(struct closers *list);

#endif
