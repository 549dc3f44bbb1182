// SPDX-License-Identifier: GPL-2.0
/* Who made most of the sockets to a destination, and what that process could do. */
#include <stdio.h>
#include <string.h>

#include "analysis/culprit.h"
#include "model/text.h"

/* Room for the names of a process and its unit. */
#define CULPRIT_NAME 256
/* So many processes that died with their connection open are one for each request. */
#define MANY_PROCESSES 10

static int find_owners(struct snapshot *snap, const struct assessed *row, enum closers_by by,
		       struct closers *list)
{
	static const struct grouping alone = { .kind = GROUP_DESTINATION };

	if (row)
		return closers_to(snap, row, &alone, by, list);
	return closers_of(snap, by, list);
}

/* The row with most sockets of known owners. */
static bool find_most(struct snapshot *snap, const struct assessed *row, enum closers_by by,
		      struct culprit *culprit)
{
	const struct closer *most = NULL;
	struct closers list = { 0 };
	size_t i;

	culprit->sockets = 0;
	if (!find_owners(snap, row, by, &list))
		for (i = 0; i < list.nr_rows; i++) {
			const struct closer *closer = &list.row[i];

			culprit->sockets += closer_sockets(closer);
			if (closer->known && (!most || closer->known > most->known))
				most = closer;
		}
	if (most)
		culprit->closer = *most;
	closers_free(&list);
	return most;
}

/**
 * culprit_of() - who made most of the sockets
 * @snap: with owners and their cgroups
 * @row: a destination, not grouped; NULL for all of them
 * @by: CLOSERS_PROCESS for the process where one made half of them; CLOSERS_UNIT
 * @culprit: filled
 *
 * Return: whether the owner of any is known.
 */
bool culprit_of(struct snapshot *snap, const struct assessed *row, enum closers_by by,
		struct culprit *culprit)
{
	if (by == CLOSERS_PROCESS && find_most(snap, row, by, culprit) &&
	    culprit->closer.known * 2 >= culprit->sockets)
		return true;
	return find_most(snap, row, CLOSERS_UNIT, culprit);
}

/* COMMAND[PID] in UNIT, or UNIT where there are several. */
static void name_culprit(const struct closer *closer, char *buf, size_t size)
{
	char command[OWNER_COMM + 32], unit[UNIT_NAME], pid[16] = "";

	closer_command(closer, command, sizeof(command));
	show_foreign(closer->unit, unit, sizeof(unit));
	if (closer->owner->has_pid)
		snprintf(pid, sizeof(pid), "[%u]", closer->owner->pid);
	if (closer->processes > 1 && *unit)
		snprintf(buf, size, "%s in %s", command, unit);
	else if (closer->processes > 1)
		snprintf(buf, size, "%s", command);
	else
		snprintf(buf, size, "%s%s%s%s", command, pid, *unit ? " in " : "", unit);
}

/** culprit_text() - who made how many: worker[812] in app.service made 4,309 of 4,310 */
const char *culprit_text(const struct culprit *culprit, char *buf, size_t size)
{
	char name[CULPRIT_NAME], known[32], all[32];

	name_culprit(&culprit->closer, name, sizeof(name));
	snprintf(buf, size, "%s made %s of %s", name,
		 show_count(culprit->closer.known, known, sizeof(known)),
		 show_count(culprit->sockets, all, sizeof(all)));
	return buf;
}

static void advise_exit(const struct closer *closer, const char *name, const char *dest,
			struct advice *item)
{
	static const char each[] =
		"keep %s running: they died with %s connections to %s, one could pool them";
	static const char alone[] =
		"let %s end its connections before it exits: it died with %s of them to %s";
	bool is_each = closer->processes >= MANY_PROCESSES;
	char count[32];

	show_count(closer->how[HOW_EXIT], count, sizeof(count));
	item->id = is_each ? "process_each" : "exit";
	if (is_each)
		snprintf(item->reason, sizeof(item->reason), each, name, count, dest);
	else
		snprintf(item->reason, sizeof(item->reason), alone, name, count, dest);
}

static void advise_shutdown(const struct closer *closer, const char *name, const char *dest,
			    struct advice *item)
{
	static const char text[] =
		"%s ends %s connections to %s by shutdown(): keep them for more requests";
	char count[32];

	show_count(closer->how[HOW_SHUTDOWN], count, sizeof(count));
	item->id = "shutdown";
	snprintf(item->reason, sizeof(item->reason), text, name, count, dest);
}

/**
 * advise_culprit() - advice for a process that dies, or closes by shutdown
 * @culprit: who made most of the sockets
 * @row: to this destination
 * @number: of the row, for the advice
 * @list: gets one more
 */
void advise_culprit(const struct culprit *culprit, const struct assessed *row, long number,
		    struct advice_list *list)
{
	const struct closer *closer = &culprit->closer;
	char name[CULPRIT_NAME], dest[ASSESSED_TEXT];
	struct advice *item = &list->item[list->nr_items];
	bool died = closer->how[HOW_EXIT] * 2 > closer->known;

	if (list->nr_items == ADVICES || (!died && closer->how[HOW_SHUTDOWN] * 2 <= closer->known))
		return;
	name_culprit(closer, name, sizeof(name));
	assessed_text(row, dest, sizeof(dest));
	item->kind = ADVICE_OR;
	item->row = number;
	item->value = (double)closer->how[died ? HOW_EXIT : HOW_SHUTDOWN];
	if (died)
		advise_exit(closer, name, dest, item);
	else
		advise_shutdown(closer, name, dest, item);
	list->nr_items++;
}
