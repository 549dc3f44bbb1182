/* SPDX-License-Identifier: GPL-2.0 */
/* A small snapshot; example.golden is its text, written by hand. */
#ifndef TWSTAT_UNIT_EXAMPLE_H
#define TWSTAT_UNIT_EXAMPLE_H

#include "memory.h"
#include "core/snapshot.h"

/* In each section of example.golden, that of the summary included. */
#define EXAMPLE_TEXT_MAX 8192

void example_init(struct twstat_snapshot *snapshot, struct twstat_memory *memory);
void example_free(struct twstat_snapshot *snapshot);
void example_read(const char *path, char *text);

#endif /* TWSTAT_UNIT_EXAMPLE_H */
