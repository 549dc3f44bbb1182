// SPDX-License-Identifier: GPL-2.0
/* The owners of each destination have exactly its sockets. */
#include <stdlib.h>
#include <string.h>

#include "model/parse.h"
#include "errors.h"

/**
 * struct owner_sums - the sums over the owners of one destination
 * @timewait: sockets in TIME_WAIT
 * @fin_wait2: sockets in FIN_WAIT2
 * @bin: those in TIME_WAIT by bin
 */
struct owner_sums {
	uint64_t timewait, fin_wait2;
	uint64_t bin[BINS];
};

static int compare_pointers(const void *left, const void *right)
{
	return destination_order(*(const struct destination *const *)left,
				 *(const struct destination *const *)right);
}

static void add_owner(struct owner_sums *sums, const struct destination *dest)
{
	sums->timewait += dest->count[COUNT_TIMEWAIT];
	sums->fin_wait2 += dest->count[COUNT_FIN_WAIT2];
	histogram_add(dest, sums->bin);
}

static bool has_sums(const struct destination *dest, const struct owner_sums *sums)
{
	uint64_t bin[BINS];

	histogram_expand(dest, bin);
	return dest->count[COUNT_TIMEWAIT] == sums->timewait &&
	       dest->count[COUNT_FIN_WAIT2] == sums->fin_wait2 &&
	       !memcmp(bin, sums->bin, sizeof(bin));
}

static int sum_error(const struct destination *dest)
{
	char name[ADDRESS_TEXT];

	return failure("the snapshot is cut off or damaged: the owners of %s do not sum to it",
		       destination_text(dest, name, sizeof(name)));
}

/* Both are in destination_order(). */
static int compare_sums(const struct destination **dest, size_t nr_destinations,
			const struct destination **owner, size_t nr_owners)
{
	struct owner_sums sums;
	size_t i, at = 0;

	for (i = 0; i < nr_destinations; i++) {
		memset(&sums, 0, sizeof(sums));
		for (; at < nr_owners && !destination_order(owner[at], dest[i]); at++)
			add_owner(&sums, owner[at]);
		if (!has_sums(dest[i], &sums))
			return sum_error(dest[i]);
	}
	return at < nr_owners ? sum_error(owner[at]) : DONE;
}

/**
 * owners_verify() - check that owners sum to their destinations
 * @snap: parsed to its end
 *
 * Return: DONE, or FAILED with the first destination whose sums do not hold.
 */
int owners_verify(const struct snapshot *snap)
{
	size_t i, nr = snap->nr_destinations + snap->nr_owners;
	const struct destination **dest, **owner;
	int err;

	if (!snap->has_owners)
		return DONE;
	dest = malloc((nr + 1) * sizeof(*dest));
	if (!dest)
		return failure("out of memory");
	owner = dest + snap->nr_destinations;
	for (i = 0; i < snap->nr_destinations; i++)
		dest[i] = &snap->destination[i];
	for (i = 0; i < snap->nr_owners; i++)
		owner[i] = &snap->owner[i].dest;
	qsort(dest, snap->nr_destinations, sizeof(*dest), compare_pointers);
	qsort(owner, snap->nr_owners, sizeof(*owner), compare_pointers);
	err = compare_sums(dest, snap->nr_destinations, owner, snap->nr_owners);
	free(dest);
	return err;
}
