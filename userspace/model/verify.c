// SPDX-License-Identifier: GPL-2.0
/*
 * Sums over the rows always equal the summary. Where they do not, the text was
 * truncated or changed.
 */
#include "model/parse.h"
#include "errors.h"

static const enum summary_key key_of[COUNTS] = {
	[COUNT_TIMEWAIT] = KEY_TIMEWAIT,
	[COUNT_FIN_WAIT2] = KEY_FIN_WAIT2,
	[COUNT_LIVE] = SUMMARY_KEYS,
	[COUNT_PORTS] = SUMMARY_KEYS,
	[COUNT_REUSE_READY] = KEY_REUSE_READY,
	[COUNT_REUSE_YOUNG] = KEY_REUSE_YOUNG,
	[COUNT_REUSE_NO_TIMESTAMP] = KEY_REUSE_NO_TIMESTAMP,
	[COUNT_OVERDUE] = KEY_OVERDUE,
};

static int sum_error(const char *where, const char *what, uint64_t sum, uint64_t said)
{
	return failure("the snapshot is cut off or damaged: %s hold %llu %s, the summary says %llu",
		       where, (unsigned long long)sum, what, (unsigned long long)said);
}

static int verify_count(const struct snapshot *snap, enum count count)
{
	enum summary_key key = key_of[count];
	uint64_t sum = 0;
	bool known = false;
	size_t i;

	for (i = 0; i < snap->nr_destinations; i++) {
		sum += snap->destination[i].count[count];
		known |= destination_knows(&snap->destination[i], count);
	}
	/* The source does not have the column. */
	if (!known && snap->nr_destinations)
		return DONE;
	if (key == SUMMARY_KEYS || !summary_knows(&snap->summary, key) ||
	    sum == summary_get(&snap->summary, key))
		return DONE;
	return sum_error("the destinations", count_name(count), sum,
			 summary_get(&snap->summary, key));
}

/* The live sockets and ports of the "*" rows; older modules give no sums of them. */
static int verify_others(const struct snapshot *snap, enum count count, enum summary_key key)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < snap->nr_destinations; i++)
		if (snap->destination[i].other)
			sum += snap->destination[i].count[count];
	if (!summary_knows(&snap->summary, key) || sum == summary_get(&snap->summary, key))
		return DONE;
	return sum_error("the * rows", count_name(count), sum, summary_get(&snap->summary, key));
}

static int verify_histograms(const struct snapshot *snap)
{
	size_t i;

	for (i = 0; i < snap->nr_destinations; i++) {
		const struct destination *row = &snap->destination[i];
		unsigned int bins = (unsigned int)__builtin_popcountll(row->bins);
		uint64_t sum = 0;

		while (bins--)
			sum += row->bin_count[bins];
		if (sum != row->count[COUNT_TIMEWAIT])
			return sum_error("a row's bins", "timewait", sum,
					 row->count[COUNT_TIMEWAIT]);
	}
	return DONE;
}

static int verify_timers(const struct snapshot *snap)
{
	uint64_t timewait = 0, fin_wait2 = 0;
	unsigned int i;

	for (i = 0; i < BINS; i++) {
		timewait += snap->timewait[i];
		fin_wait2 += snap->fin_wait2[i];
	}
	if (timewait != summary_get(&snap->summary, KEY_TIMEWAIT))
		return sum_error("the timers", "timewait", timewait,
				 summary_get(&snap->summary, KEY_TIMEWAIT));
	if (fin_wait2 != summary_get(&snap->summary, KEY_FIN_WAIT2))
		return sum_error("the timers", "fin_wait2", fin_wait2,
				 summary_get(&snap->summary, KEY_FIN_WAIT2));
	return DONE;
}

static int verify_rows(const struct snapshot *snap)
{
	unsigned int count;

	for (count = 0; count < COUNTS; count++)
		if (verify_count(snap, (enum count)count))
			return FAILED;
	if (verify_others(snap, COUNT_LIVE, KEY_LIVE_OTHER) ||
	    verify_others(snap, COUNT_PORTS, KEY_PORTS_OTHER))
		return FAILED;
	return verify_histograms(snap);
}

/**
 * snapshot_verify() - check the sums of a complete snapshot
 * @snap: parsed to its end
 *
 * Return: DONE, or FAILED with the first sum that does not hold.
 */
int snapshot_verify(const struct snapshot *snap)
{
	if (!summary_knows(&snap->summary, KEY_ABI))
		return failure("the snapshot is cut off: no summary");
	/* The file of owners has no timers. */
	if ((!snap->has_timers && !snap->has_owners) || !snap->has_destinations)
		return failure("the snapshot is cut off: no %s",
			       snap->has_timers ? "destinations" : "timers");
	if (snap->has_timers && verify_timers(snap))
		return FAILED;
	return verify_rows(snap) ?: owners_verify(snap);
}

/**
 * snapshots_verify() - the same for those of all namespaces
 * @all: parsed to their end
 *
 * Return: DONE, or FAILED with the first sum that does not hold.
 */
int snapshots_verify(const struct snapshots *all)
{
	size_t i;

	if (!all->common.has_destinations)
		return failure("the snapshot is cut off: no destinations");
	for (i = 0; i < all->nr_items; i++)
		if (verify_rows(&all->item[i]))
			return FAILED;
	return DONE;
}
