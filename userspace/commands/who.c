// SPDX-License-Identifier: GPL-2.0
/* twstat who: the processes that closed, or that hold live sockets to a destination. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "command.h"
#include "commands/filtered_read.h"
#include "commands/who.h"
#include "model/text.h"
#include "source/cgroups.h"
#include "source/holders.h"
#include "source/owners.h"
#include "source/process.h"

/**
 * struct answer - what `who` has found out
 * @snap: has owners where @state is OWNERS_READ
 * @state: else why there are none
 * @holders: the processes that hold live sockets
 * @has_holders: they were looked for
 * @holding: an owner for each of those that are listed
 * @list: the rows
 * @known: timewait sockets whose owner is known
 * @sockets: all timewait sockets
 */
struct answer {
	struct snapshot snap;
	enum owners_state state;
	struct holders holders;
	bool has_holders;
	struct owner *holding;
	struct closers list;
	uint64_t known, sockets;
};

static bool is_replay(const struct options *opt)
{
	return opt->source.kind == SOURCE_FILE;
}

static void count_known(struct answer *answer)
{
	size_t i;

	for (i = 0; i < answer->snap.nr_owners; i++) {
		const struct owner *owner = &answer->snap.owner[i];
		uint64_t sockets = destination_sockets(&owner->dest);

		answer->sockets += sockets;
		answer->known += owner->by == OWNER_UNKNOWN ? 0 : sockets;
	}
}

static void drop_holders(struct holders *list, const struct options *opt)
{
	struct selection sel = selection_of(opt);
	size_t i, kept = 0;

	for (i = 0; i < list->nr_items; i++)
		if (selection_has_family(&sel, list->item[i].dest.family))
			list->item[kept++] = list->item[i];
	list->nr_items = kept;
}

static int compare_owners(const void *left, const void *right)
{
	return destination_compare(*(const struct destination *const *)left,
				   *(const struct destination *const *)right);
}

/**
 * struct coverage - destinations with timewait sockets, sorted
 * @any: those that owners are listed of
 * @unknown: those that sockets of unknown owners are listed of
 * @nr_any: how many
 * @nr_unknown: how many
 */
struct coverage {
	const struct destination **any, **unknown;
	size_t nr_any, nr_unknown;
};

static int coverage_of(const struct snapshot *snap, struct coverage *cover)
{
	size_t i;

	cover->any = calloc(2 * snap->nr_owners + 1, sizeof(struct destination *));
	if (!cover->any)
		return failure("out of memory");
	cover->unknown = cover->any + snap->nr_owners;
	for (i = 0; i < snap->nr_owners; i++) {
		const struct owner *owner = &snap->owner[i];

		cover->any[cover->nr_any++] = &owner->dest;
		if (owner->by == OWNER_UNKNOWN)
			cover->unknown[cover->nr_unknown++] = &owner->dest;
	}
	qsort(cover->any, cover->nr_any, sizeof(struct destination *), compare_owners);
	qsort(cover->unknown, cover->nr_unknown, sizeof(struct destination *), compare_owners);
	return DONE;
}

static bool has_destination(const struct destination **list, size_t nr,
			    const struct destination *dest)
{
	return nr && bsearch(&dest, list, nr, sizeof(dest), compare_owners);
}

/* Whether the owners of all timewait sockets to a destination are known. */
static bool is_covered(const struct coverage *cover, const struct destination *dest)
{
	return has_destination(cover->any, cover->nr_any, dest) &&
	       !has_destination(cover->unknown, cover->nr_unknown, dest);
}

static void fill_holding(struct snapshot *snap, struct owner *owner, const struct holder *holder)
{
	owner->dest = holder->dest;
	if (!holder->pid)
		return;
	owner->by = OWNER_PROCESS;
	owner->has_pid = true;
	owner->pid = (uint32_t)holder->pid;
	snprintf(owner->comm, sizeof(owner->comm), "%s", holder->name);
	process_user(owner);
	cgroup_of_process(snap, owner);
}

static int add_inferred(struct answer *answer, const struct coverage *cover)
{
	const struct holders *holders = &answer->holders;
	int err = DONE;
	size_t i;

	for (i = 0; i < holders->nr_items; i++)
		if (!is_covered(cover, &holders->item[i].dest))
			fill_holding(&answer->snap, &answer->holding[i], &holders->item[i]);
	cgroups_sort(&answer->snap);
	for (i = 0; i < holders->nr_items && !err; i++)
		if (!is_covered(cover, &holders->item[i].dest))
			err = closers_add(&answer->list, &answer->snap, &answer->holding[i],
					  holders->item[i].sockets);
	return err;
}

/* A row for each holder of a destination whose owners are not all known. */
static int add_holders(struct answer *answer)
{
	struct coverage cover = { 0 };
	int err;

	answer->holding = calloc(answer->holders.nr_items + 1, sizeof(*answer->holding));
	if (!answer->holding)
		return failure("out of memory");
	err = coverage_of(&answer->snap, &cover);
	err = err ?: add_inferred(answer, &cover);
	free(cover.any);
	return err;
}

static int find_holders(struct answer *answer, const struct options *opt,
			const struct filter *filter)
{
	int err;

	/* Neither a saved snapshot nor the module has live sockets. */
	if (is_replay(opt) || opt->source.kind == SOURCE_MODULE)
		return DONE;
	answer->has_holders = true;
	err = holders_find(&answer->holders, opt->source.netns, filter);
	drop_holders(&answer->holders, opt);
	return err;
}

/* The module alone was asked for. */
static int owners_failure(const struct answer *answer)
{
	char why[160];

	if (answer->state == OWNERS_NO_MODULE)
		return FAILED;
	return failure("%s", owners_state_text(answer->state, &answer->snap, why, sizeof(why)));
}

static int find_all(struct answer *answer, const struct options *opt, const struct filter *filter)
{
	struct selection sel = selection_of(opt);
	int err = owners_read(&opt->source, &answer->snap, &answer->state);

	if (!err && opt->source.kind == SOURCE_MODULE && answer->state != OWNERS_READ)
		err = owners_failure(answer);
	if (err)
		return err;
	if (answer->state != OWNERS_READ)
		answer->snap.nr_owners = 0;
	drop_other_owners(&answer->snap, &sel, filter);
	count_known(answer);
	err = closers_of(&answer->snap, CLOSERS_EACH, &answer->list);
	err = err ?: find_holders(answer, opt, filter);
	err = err ?: add_holders(answer);
	return err ?: closers_group(&answer->list, &answer->snap, opt->closers_by);
}

static bool has_inferred(const struct closers *list)
{
	size_t i;

	for (i = 0; i < list->nr_rows; i++)
		if (list->row[i].is_inferred)
			return true;
	return false;
}

static void unknown_text(const struct answer *answer, char *buf, size_t size)
{
	uint64_t needed = owners_needed(&answer->snap);
	char unknown[32], all[32], more[80] = "";

	*buf = '\0';
	if (answer->state != OWNERS_READ || answer->known == answer->sockets)
		return;
	show_count(answer->sockets - answer->known, unknown, sizeof(unknown));
	show_count(answer->sockets, all, sizeof(all));
	if (needed > summary_get(&answer->snap.summary, KEY_OWNERS_MAX))
		snprintf(more, sizeof(more), " owners=%" PRIu64 " covers one length of TIME_WAIT.",
			 needed);
	snprintf(buf, size, "Unknown: %s of %s sockets, closed before owners were kept or %s%s",
		 unknown, all, "overwritten since.", more);
}

static void put_note(const struct terminal *term, const char *text)
{
	if (!*text)
		return;
	terminal_tone(term, TONE_DIM);
	terminal_wrap(term, 0, 0, text);
	terminal_tone(term, TONE_PLAIN);
}

static void print_text(const struct answer *answer, const struct options *opt)
{
	static const char inferred[] =
		"Inferred from live sockets: a timewait socket has no owner.";
	static const char own[] = "Inferred from live sockets of your own processes alone.";
	struct terminal term;
	struct table table;
	char text[256];

	terminal_init(&term, opt->color);
	closers_table(&table, &answer->list);
	table_text(&table, &term);
	if (has_inferred(&answer->list) || (answer->has_holders && answer->state != OWNERS_READ))
		put_note(&term, geteuid() ? own : inferred);
	unknown_text(answer, text, sizeof(text));
	put_note(&term, text);
	if (answer->state != OWNERS_READ)
		put_note(&term,
			 owners_state_text(answer->state, &answer->snap, text, sizeof(text)));
}

/* The processes that hold live sockets, whether they are listed as text or not. */
static void json_holders(struct json *json, const struct holders *list)
{
	size_t i;

	json_array(json, "holders");
	for (i = 0; i < list->nr_items; i++) {
		const struct holder *holder = &list->item[i];
		char text[ADDRESS_TEXT];

		json_object(json, NULL);
		json_text(json, "side", side_name(holder->dest.side));
		json_text(json, "family", family_name(holder->dest.family));
		json_text(json, "local", address_text(&holder->dest.local, text, sizeof(text)));
		json_text(json, "remote", address_text(&holder->dest.remote, text, sizeof(text)));
		json_u64(json, "port", holder->dest.port);
		json_u64(json, "live", holder->sockets);
		if (holder->pid)
			json_u64(json, "pid", (uint64_t)holder->pid);
		if (*holder->name)
			json_text(json, "command", holder->name);
		json_object_end(json);
	}
	json_array_end(json);
}

static void json_owners(struct json *json, const struct answer *answer)
{
	struct closers exact = answer->list;
	struct table table;
	size_t i;

	json_text(json, "owners_state", owners_state_name(answer->state));
	if (answer->state != OWNERS_READ)
		return;
	/* Inferred rows are the holders. */
	for (exact.nr_rows = 0, i = 0; i < answer->list.nr_rows; i++)
		if (!exact.row[i].is_inferred)
			exact.row[exact.nr_rows++] = exact.row[i];
	json_u64(json, "sockets", answer->sockets);
	json_u64(json, "unknown", answer->sockets - answer->known);
	json_u64(json, "owners_max", summary_get(&answer->snap.summary, KEY_OWNERS_MAX));
	json_u64(json, "owners_needed", owners_needed(&answer->snap));
	closers_table(&table, &exact);
	table_json(&table, json, "owners");
}

static void print_json(const struct answer *answer, const struct options *opt)
{
	enum source_kind source = answer->state == OWNERS_READ || is_replay(opt) ?
					  answer->snap.source :
					  SOURCE_SOCK_DIAG;
	struct json json;

	json_begin(&json, stdout, opt->pretty);
	json_object(&json, NULL);
	json_u64(&json, "schema", JSON_SCHEMA);
	json_text(&json, "source", source_name(source));
	json_bool(&json, "inferred", true);
	json_bool(&json, "all_processes", answer->has_holders && !geteuid());
	json_holders(&json, &answer->holders);
	json_owners(&json, answer);
	json_object_end(&json);
	json_end(&json);
}

static void print_answer(struct answer *answer, const struct options *opt)
{
	const struct closers_key *key = opt->closers_key;
	size_t lines = opt->lines > 0 ? (size_t)opt->lines : SIZE_MAX;

	closers_sort(&answer->list, key ? key : closers_key_find("timewait"));
	if (answer->list.nr_rows > lines)
		answer->list.nr_rows = lines;
	if (answer->holders.nr_items > lines)
		answer->holders.nr_items = lines;
	if (!is_replay(opt))
		closers_mark_ended(&answer->list);
	if (opt->json)
		print_json(answer, opt);
	else
		print_text(answer, opt);
}

static int run_who(const struct options *opt)
{
	struct answer answer = { .state = OWNERS_NO_MODULE };
	struct filter filter;
	int err;

	snapshot_init(&answer.snap);
	err = filter_parse(&filter, opt->argument, opt->nr_arguments, FILTER_SOCKETS);
	err = err ?: find_all(&answer, opt, &filter);
	if (!err)
		print_answer(&answer, opt);
	closers_free(&answer.list);
	free(answer.holding);
	holders_free(&answer.holders);
	snapshot_free(&answer.snap);
	filter_free(&filter);
	return err;
}

const struct command who_command = {
	.name = "who",
	.arguments = "[FILTER]",
	.about = "processes that closed, or hold live sockets to a destination",
	.options = "jSNfnBK",
	.help = "Exact where the module keeps owners (its parameter owners) and for root. Else\n"
		"inferred: the processes that hold live sockets, from sock_diag and /proc/PID/fd.\n",
	.run = run_who,
};
