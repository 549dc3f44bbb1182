// SPDX-License-Identifier: GPL-2.0
/* The order of rows: worst or most first; equal ones by name, for a stable order. */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "analysis/assess.h"

/**
 * struct sort_key - a key of `--sort` and of the live view
 * @name: on the command line
 * @of: the number to sort by, descending; NULL sorts by name
 */
struct sort_key {
	const char *name;
	double (*of)(const struct assessed *row);
};

static double of_timewait(const struct assessed *row)
{
	return (double)destination_sockets(&row->dest);
}

static double of_fin_wait2(const struct assessed *row)
{
	return (double)row->dest.count[COUNT_FIN_WAIT2];
}

static double of_live(const struct assessed *row)
{
	return (double)row->dest.count[COUNT_LIVE];
}

static double of_ports(const struct assessed *row)
{
	return row->forecast.blocked;
}

/* The least left first, and those that have no ports last. */
static double of_left(const struct assessed *row)
{
	return row->forecast.has_left ? -row->forecast.left_max : -1e9;
}

static double of_closes(const struct assessed *row)
{
	return row->forecast.rate.per_second;
}

static double of_reuse(const struct assessed *row)
{
	return (double)row->dest.count[COUNT_REUSE_READY];
}

static double of_overdue(const struct assessed *row)
{
	return (double)row->dest.count[COUNT_OVERDUE];
}

static double of_forecast(const struct assessed *row)
{
	const struct forecast *cast = &row->forecast;

	if (cast->state == FORECAST_FULL || cast->state == FORECAST_OUT)
		return 1e9 - cast->seconds;
	return cast->has_ports ? cast->settles_ratio : -1;
}

static const struct sort_key keys[] = {
	{ "timewait", of_timewait }, { "fin_wait2", of_fin_wait2 },
	{ "live", of_live },	     { "ports", of_ports },
	{ "reuse", of_reuse },	     { "closes", of_closes },
	{ "forecast", of_forecast }, { "overdue", of_overdue },
	{ "left", of_left },	     { "name", NULL },
};

#define KEYS ARRAY_SIZE(keys)

/* qsort() has no argument for the comparison. */
static const struct sort_key *sorted_by;

/** sort_key_name() - the names in turn, NULL behind the last */
const char *sort_key_name(unsigned int i)
{
	return i < KEYS ? keys[i].name : NULL;
}

/** sort_key_find() - by name, NULL when there is none */
const struct sort_key *sort_key_find(const char *name)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static int compare_names(const struct destination *a, const struct destination *b)
{
	int order = destination_compare(a, b);

	return order ? order : (a->dev > b->dev) - (a->dev < b->dev);
}

static int compare_rows(const void *left, const void *right)
{
	const struct assessed *a = left, *b = right;
	int order;

	/* `other` rows are not destinations: always last. */
	if (a->dest.other != b->dest.other)
		return a->dest.other ? 1 : -1;
	if (sorted_by->of) {
		double x = sorted_by->of(a), y = sorted_by->of(b);

		if (x != y)
			return x > y ? -1 : 1;
	}
	order = compare_names(&a->dest, &b->dest);
	return order || !a->netns || !b->netns ? order : strcmp(a->netns, b->netns);
}

/** assessment_sort() - put the rows in order */
void assessment_sort(struct assessment *all, const struct sort_key *key)
{
	sorted_by = key;
	qsort(all->row, all->nr_rows, sizeof(*all->row), compare_rows);
}
