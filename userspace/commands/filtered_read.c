// SPDX-License-Identifier: GPL-2.0
/* A snapshot less the destinations that the filter does not pick. */
#include "commands/filtered_read.h"
#include "model/filter.h"
#include "errors.h"
#include "source/source.h"

/** is_filtered() - whether the user asked for less than everything */
bool is_filtered(const struct options *opt)
{
	return opt->nr_arguments || opt->ipv4 || opt->ipv6;
}

static bool passes_filter(const struct options *opt, const struct filter *filter,
			  const struct destination *dest)
{
	if ((opt->ipv4 && dest->family != FAMILY_IPV4) ||
	    (opt->ipv6 && dest->family != FAMILY_IPV6))
		return false;
	return filter_destination(filter, dest);
}

/**
 * read_filtered() - take a snapshot and keep what the filter picks
 * @opt: the source, the filter, -4 and -6
 * @snap: an initialised snapshot
 *
 * Return: an enum outcome.
 */
int read_filtered(const struct options *opt, struct snapshot *snap)
{
	struct filter filter;
	size_t i, kept = 0;
	int err;

	err = filter_parse(&filter, opt->argument, opt->nr_arguments, FILTER_DESTINATIONS);
	if (!err)
		err = source_read(opt, SECTION_NONE, snap);
	if (!err && is_filtered(opt)) {
		for (i = 0; i < snap->nr_destinations; i++)
			if (passes_filter(opt, &filter, &snap->destination[i]))
				snap->destination[kept++] = snap->destination[i];
		snap->nr_destinations = kept;
	}
	filter_free(&filter);
	return err;
}
