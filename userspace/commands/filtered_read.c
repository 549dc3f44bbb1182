// SPDX-License-Identifier: GPL-2.0
/* Which destinations and sockets a command is about, and a snapshot of these alone. */
#include "commands/filtered_read.h"
#include "errors.h"
#include "model/filter.h"
#include "source/source.h"

/** selection_of() - the filter, -4 and -6 of the command line */
struct selection selection_of(const struct options *opt)
{
	return (struct selection){ opt->argument, opt->nr_arguments, opt->ipv4, opt->ipv6 };
}

/** selection_is_all() - whether nothing is left out */
bool selection_is_all(const struct selection *sel)
{
	return !sel->nr_words && !sel->ipv4 && !sel->ipv6;
}

/** selection_has_family() - whether rows of a family are wanted */
bool selection_has_family(const struct selection *sel, unsigned int family)
{
	return !(sel->ipv4 && family != TWSTAT_IPV4) && !(sel->ipv6 && family != TWSTAT_IPV6);
}

/* They stay behind the wanted ones: all of them compete for the same bound ports. */
static void drop_others(struct snapshot *snap, const struct selection *sel,
			const struct filter *filter)
{
	size_t i, kept = 0;

	for (i = 0; i < snap->nr_destinations; i++) {
		struct destination dest = snap->destination[i];

		if (!selection_has_family(sel, dest.family) || !filter_destination(filter, &dest))
			continue;
		snap->destination[i] = snap->destination[kept];
		snap->destination[kept++] = dest;
	}
	snap->nr_dropped = snap->nr_destinations - kept;
	snap->nr_destinations = kept;
}

/** drop_other_owners() - keep the owners of the destinations that are wanted */
void drop_other_owners(struct snapshot *snap, const struct selection *sel,
		       const struct filter *filter)
{
	size_t i, kept = 0;

	for (i = 0; i < snap->nr_owners; i++) {
		const struct destination *dest = &snap->owner[i].dest;

		if (selection_has_family(sel, dest->family) && filter_destination(filter, dest))
			snap->owner[kept++] = snap->owner[i];
	}
	snap->nr_owners = kept;
}

/** filter_snapshot() - keep the destinations of a snapshot that are wanted */
int filter_snapshot(struct snapshot *snap, const struct selection *sel)
{
	struct filter filter;
	int err = filter_parse(&filter, sel->word, sel->nr_words, FILTER_DESTINATIONS);

	if (!err && !selection_is_all(sel))
		drop_others(snap, sel, &filter);
	filter_free(&filter);
	return err;
}

/**
 * read_filtered() - take a snapshot and keep the destinations that are wanted
 * @req: where from
 * @sel: which destinations
 * @snap: an initialised snapshot
 *
 * Return: an enum outcome.
 */
int read_filtered(const struct source_request *req, const struct selection *sel,
		  struct snapshot *snap)
{
	struct filter filter;
	int err;

	err = filter_parse(&filter, sel->word, sel->nr_words, FILTER_DESTINATIONS);
	if (!err)
		err = source_read(req, SECTION_NONE, snap);
	if (!err && !selection_is_all(sel))
		drop_others(snap, sel, &filter);
	filter_free(&filter);
	return err;
}
