// SPDX-License-Identifier: GPL-2.0
/* The summary of a snapshot: numbers under names, each known or not. */
#include <string.h>

#include "model/summary.h"

/* clang-format off */
#define TWSTAT_KEY(symbol, name, about, ...) \
	[KEY_##symbol] = { name, about }
/* clang-format on */
const struct summary_name summary_keys[SUMMARY_KEYS] = {
#include "core/key_list.h"
};

_Static_assert(SUMMARY_KEYS <= 64, "a bit of summary.known each");

/** summary_knows() - whether the source gave this key */
bool summary_knows(const struct summary *sum, enum summary_key key)
{
	return sum->known & (1ull << key);
}

/** summary_get() - a key's value, 0 when unknown: ask summary_knows() first */
uint64_t summary_get(const struct summary *sum, enum summary_key key)
{
	return sum->value[key];
}

/** summary_or() - a key's value, or @other when it is unknown */
uint64_t summary_or(const struct summary *sum, enum summary_key key, uint64_t other)
{
	return summary_knows(sum, key) ? sum->value[key] : other;
}

/** summary_set() - make a key known */
void summary_set(struct summary *sum, enum summary_key key, uint64_t value)
{
	sum->value[key] = value;
	sum->known |= 1ull << key;
}

/** summary_find() - a key by its name, -1 when this reader has none such */
int summary_find(const char *name, size_t len)
{
	int key;

	for (key = 0; key < SUMMARY_KEYS; key++) {
		const char *known = summary_keys[key].name;

		if (strlen(known) == len && !memcmp(known, name, len))
			return key;
	}
	return -1;
}
