/* SPDX-License-Identifier: GPL-2.0 */
/* The summary of a snapshot: numbers under names, each known or not. */
#ifndef TWSTAT_READER_SUMMARY_H
#define TWSTAT_READER_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* KEY_ABI and so on, in the order of the module's file. */
#define TWSTAT_KEY(symbol, ...) KEY_##symbol
enum summary_key {
#include "core/key_list.h"
	SUMMARY_KEYS
};

/**
 * struct summary_name - a key of the summary
 * @name: in the procfs file and in JSON
 * @about: what it says, for people
 */
struct summary_name {
	const char *name;
	const char *about;
};

extern const struct summary_name summary_keys[SUMMARY_KEYS];

struct summary {
	uint64_t known;
	uint64_t value[SUMMARY_KEYS];
};

bool summary_knows(const struct summary *sum, enum summary_key key);
uint64_t summary_get(const struct summary *sum, enum summary_key key);
uint64_t summary_or(const struct summary *sum, enum summary_key key, uint64_t other);
void summary_set(struct summary *sum, enum summary_key key, uint64_t value);
int summary_find(const char *name, size_t len);

#endif
