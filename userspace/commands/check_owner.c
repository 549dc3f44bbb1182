// SPDX-License-Identifier: GPL-2.0
/* The unit that `check --owner` names: never a process, whose number would change. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands/check_owner.h"
#include "commands/plugin.h"
#include "errors.h"
#include "model/text.h"
#include "source/owners.h"

/**
 * check_owner_read() - read the owners, if they are wanted
 * @owner: its snapshot is filled
 * @req: where from
 * @sel: which destinations
 *
 * Return: an enum outcome; DONE without owners too.
 */
int check_owner_read(struct check_owner *owner, const struct source_request *req,
		     const struct selection *sel)
{
	enum owners_state state;
	struct filter filter;
	int err;

	if (!owner->is_wanted)
		return DONE;
	err = filter_parse(&filter, sel->word, sel->nr_words, FILTER_DESTINATIONS);
	err = err ?: owners_read(req, &owner->snap, &state);
	if (!err && state != OWNERS_READ)
		owner->snap.nr_owners = 0;
	if (!err)
		drop_other_owners(&owner->snap, sel, &filter);
	filter_free(&filter);
	return err;
}

/**
 * check_owner_find() - find the unit
 * @owner: after check_owner_read()
 * @row: the destination that caused the state, NULL for all wanted ones
 */
void check_owner_find(struct check_owner *owner, const struct assessed *row)
{
	if (owner->is_wanted && owner->snap.nr_owners)
		owner->is_known = culprit_of(&owner->snap, row, CLOSERS_UNIT, &owner->culprit);
}

/** check_owner_cause() - the words of the plug-in's line */
void check_owner_cause(const struct check_owner *owner)
{
	char name[UNIT_NAME], known[32], all[32];

	if (!owner->is_wanted)
		return;
	if (!owner->is_known) {
		fputs(", owner unknown", stdout);
		return;
	}
	plugin_name(closer_label(&owner->culprit.closer), name, sizeof(name));
	printf(", %s made %s of %s", name,
	       show_count(owner->culprit.closer.known, known, sizeof(known)),
	       show_count(owner->culprit.sockets, all, sizeof(all)));
}

/** check_owner_data() - two labels after those that are always there */
void check_owner_data(const struct check_owner *owner)
{
	if (!owner->is_wanted)
		return;
	if (owner->is_known)
		printf(" owner=%" PRIu64 ";;;0;%" PRIu64 " owner_closes=%.1f;;;0",
		       owner->culprit.closer.known, owner->culprit.sockets,
		       owner->culprit.closer.rate.per_second);
	else
		fputs(" owner=U;;;0 owner_closes=U;;;0", stdout);
}

/** check_owner_free() - free what check_owner_read() allocated */
void check_owner_free(struct check_owner *owner)
{
	snapshot_free(&owner->snap);
}
