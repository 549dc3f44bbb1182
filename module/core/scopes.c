// SPDX-License-Identifier: GPL-2.0
#include "scopes.h"

#define TWSTAT_SCOPE_HEADS (TWSTAT_PAGE_BYTES / sizeof(u32))
#define TWSTAT_SCOPE_HASH_SHIFT (64 - 10)

/**
 * twstat_scopes_begin() - a scope for each namespace
 * @scopes: zeroed
 * @memory: the memory accounting context
 * @netns: number of namespaces
 *
 * Context: may sleep.
 * Return: 0, or a negative error from the allocation; to be freed in any case.
 */
int twstat_scopes_begin(struct twstat_scopes *scopes, struct twstat_memory *memory, u32 netns)
{
	int err;

	BUILD_BUG_ON(1ULL << (64 - TWSTAT_SCOPE_HASH_SHIFT) != TWSTAT_SCOPE_HEADS);
	twstat_pages_init(&scopes->pages, memory);
	twstat_pages_init(&scopes->heads, memory);
	scopes->netns = netns;
	scopes->count = netns;
	err = twstat_pages_reserve(&scopes->heads, 1);
	return err ? err : twstat_scopes_reserve(scopes, 0);
}

/**
 * twstat_scopes_free() - free the scopes
 * @scopes: the scopes, not their parts
 */
void twstat_scopes_free(struct twstat_scopes *scopes)
{
	twstat_pages_free(&scopes->pages);
	twstat_pages_free(&scopes->heads);
}

/**
 * twstat_scopes_reserve() - make room before sockets are counted
 * @scopes: the scopes
 * @observations: how many, each perhaps of a new scope
 *
 * Context: may sleep.
 * Return: 0, or a negative error from the allocation.
 */
int twstat_scopes_reserve(struct twstat_scopes *scopes, u32 observations)
{
	return twstat_pages_reserve(&scopes->pages,
				    (scopes->count + observations) / TWSTAT_SCOPES_PER_PAGE + 1);
}

/**
 * twstat_scope_find() - the scope of a device, which is made if there is none
 * @scopes: the scopes, with room for one more
 * @keys: keys of the hash
 * @part: the namespace
 * @device: sk_bound_dev_if, not 0
 *
 * Return: its number.
 */
u32 twstat_scope_find(struct twstat_scopes *scopes, const struct twstat_hash_keys *keys,
		      struct twstat_part *part, u32 device)
{
	u64 hash = keys->start + keys->service[0] * device + keys->service[1] * part->no_device;
	u32 *heads = twstat_page(&scopes->heads, 0);
	u32 number, *head = &heads[hash >> TWSTAT_SCOPE_HASH_SHIFT];
	struct twstat_scope *scope;

	for (number = *head; number; number = scope->next) {
		scope = twstat_scope(scopes, number);
		if (scope->device == device && scope->part == part)
			return number;
	}
	number = scopes->count++;
	scope = twstat_scope(scopes, number);
	scope->part = part;
	scope->device = device;
	scope->next = *head;
	*head = number;
	return number;
}
