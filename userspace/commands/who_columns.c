// SPDX-License-Identifier: GPL-2.0
/* The columns of owners. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "commands/who.h"
#include "model/text.h"
#include "source/process.h"

static const struct closer *closer_at(const void *row)
{
	return row;
}

/* A row of one destination has what names it. */
static bool has_destination(const void *row)
{
	return closer_at(row)->destinations == 1;
}

static bool has_address(const void *row)
{
	return has_destination(row) && !closer_at(row)->dest.other && closer_at(row)->clients == 1;
}

static const struct owner *process_at(const void *row)
{
	return closer_at(row)->processes == 1 ? closer_at(row)->owner : NULL;
}

static void side_value(const void *row, struct value *value)
{
	if (has_destination(row))
		value_text(value, side_name(closer_at(row)->dest.side));
}

static const char *side_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	snprintf(buf, size, "%s",
		 has_destination(row) ? side_short_name(closer_at(row)->dest.side) : "");
	return buf;
}

static void family_value(const void *row, struct value *value)
{
	if (has_address(row))
		value_text(value, family_name(closer_at(row)->dest.family));
}

static void local_value(const void *row, struct value *value)
{
	if (!has_address(row))
		return;
	value->kind = VALUE_TEXT;
	address_text(&closer_at(row)->dest.local, value->text, VALUE_TEXT_SIZE);
}

static void remote_value(const void *row, struct value *value)
{
	if (!has_address(row))
		return;
	value->kind = VALUE_TEXT;
	address_text(&closer_at(row)->dest.remote, value->text, VALUE_TEXT_SIZE);
}

static void port_value(const void *row, struct value *value)
{
	if (has_destination(row) && !closer_at(row)->dest.other)
		value_u64(value, closer_at(row)->dest.port);
}

static void other_value(const void *row, struct value *value)
{
	if (!has_destination(row) || !closer_at(row)->dest.other)
		return;
	value->kind = VALUE_BOOL;
	value->truth = true;
}

static const char *destination_name(const void *row, const struct terminal *term, char *buf,
				    size_t size)
{
	(void)term;
	return closer_destination(row, buf, size);
}

static void destinations_value(const void *row, struct value *value)
{
	value_u64(value, closer_at(row)->destinations);
}

static void timewait_value(const void *row, struct value *value)
{
	if (!closer_at(row)->is_inferred)
		value_u64(value, closer_at(row)->dest.count[COUNT_TIMEWAIT]);
}

static void fin_wait2_value(const void *row, struct value *value)
{
	if (!closer_at(row)->is_inferred)
		value_u64(value, closer_at(row)->dest.count[COUNT_FIN_WAIT2]);
}

static void closes_value(const void *row, struct value *value)
{
	if (!closer_at(row)->is_inferred)
		value_number(value, VALUE_RATE, closer_at(row)->rate.per_second);
}

/* Empty where it is not known: the whole column is then left out. */
static const char *if_known(void (*get)(const void *row, struct value *value), const void *row,
			    char *buf, size_t size)
{
	struct value value = { .kind = VALUE_UNKNOWN };

	get(row, &value);
	if (value.kind == VALUE_UNKNOWN)
		*buf = '\0';
	else
		value_show(&value, buf, size);
	return buf;
}

static const char *timewait_text(const void *row, const struct terminal *term, char *buf,
				 size_t size)
{
	(void)term;
	return if_known(timewait_value, row, buf, size);
}

static const char *closes_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	return if_known(closes_value, row, buf, size);
}

static void live_value(const void *row, struct value *value)
{
	if (closer_at(row)->is_inferred)
		value_u64(value, closer_at(row)->live);
}

static const char *live_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	return if_known(live_value, row, buf, size);
}

static void by_value(const void *row, struct value *value)
{
	value_text(value, owner_by_name(closer_at(row)->owner->by));
}

static void processes_value(const void *row, struct value *value)
{
	value_u64(value, closer_at(row)->processes);
}

static void pid_value(const void *row, struct value *value)
{
	const struct owner *owner = process_at(row);

	if (owner && owner->has_pid)
		value_u64(value, owner->pid);
}

/* Without commas, unlike a count. */
static const char *pid_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const struct owner *owner = process_at(row);

	(void)term;
	snprintf(buf, size, "-");
	if (owner && owner->has_pid)
		snprintf(buf, size, "%u", owner->pid);
	return buf;
}

static void start_value(const void *row, struct value *value)
{
	const struct owner *owner = process_at(row);

	if (owner && owner->has_start)
		value_u64(value, owner->start);
}

static void command_value(const void *row, struct value *value)
{
	const struct owner *owner = process_at(row);

	if (owner && *owner->comm)
		value_text(value, owner->comm);
}

static const char *command_text(const void *row, const struct terminal *term, char *buf,
				size_t size)
{
	const struct closer *closer = row;
	const struct owner *owner = process_at(row);
	size_t used;

	(void)term;
	if (closer->is_inferred && owner && !*owner->comm) {
		snprintf(buf, size, "%s", owner->has_pid ? "(ended)" : "(not seen)");
		return buf;
	}
	closer_command(row, buf, size);
	used = strlen(buf);
	if (owner && closer->has_ended)
		snprintf(buf + used, size - used, " (ended)");
	return buf;
}

static void ended_value(const void *row, struct value *value)
{
	if (!closer_at(row)->ended_known)
		return;
	value->kind = VALUE_BOOL;
	value->truth = closer_at(row)->has_ended;
}

static void unit_value(const void *row, struct value *value)
{
	if (*closer_at(row)->unit)
		value_text(value, closer_at(row)->unit);
}

static const char *unit_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	(void)term;
	return show_foreign(closer_at(row)->unit, buf, size);
}

static void cgroup_value(const void *row, struct value *value)
{
	const struct owner *owner = process_at(row);

	if (owner && owner->has_cgroup && !closer_at(row)->is_inferred)
		value_u64(value, owner->cgroup);
}

static void uid_value(const void *row, struct value *value)
{
	if (closer_at(row)->has_uid)
		value_u64(value, closer_at(row)->owner->uid);
}

static const char *user_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const struct closer *closer = row;
	const struct passwd *user = closer->has_uid ? getpwuid(closer->owner->uid) : NULL;

	(void)term;
	*buf = '\0';
	if (user)
		show_foreign(user->pw_name, buf, size);
	else if (closer->has_uid)
		snprintf(buf, size, "%u", closer->owner->uid);
	return buf;
}

static void how_json(const void *row, struct json *json, const char *key)
{
	unsigned int how;

	json_object(json, key);
	for (how = 0; how < HOWS; how++)
		if (closer_at(row)->how[how])
			json_u64(json, owner_how_name(how), closer_at(row)->how[how]);
	json_object_end(json);
}

/* How most were closed, with + where others were closed in another way. */
static const char *how_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const uint64_t *how = closer_at(row)->how;
	unsigned int i, most = HOW_UNKNOWN, ways = 0;

	(void)term;
	for (i = 0; i < HOWS; i++) {
		ways += how[i] > 0;
		if (how[i] > how[most])
			most = i;
	}
	snprintf(buf, size, "%s%s", most == HOW_UNKNOWN ? "" : owner_how_name(most),
		 ways > 1 && most != HOW_UNKNOWN ? "+" : "");
	return buf;
}

static void exact_value(const void *row, struct value *value)
{
	value->kind = VALUE_BOOL;
	value->truth = closer_at(row)->known == closer_sockets(row) && !closer_at(row)->is_inferred;
}

static const char *basis_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const struct closer *closer = row;

	(void)term;
	snprintf(buf, size, "%s",
		 closer->is_inferred			 ? "inferred" :
		 closer->known == closer_sockets(closer) ? "exact" :
		 closer->known				 ? "in part" :
							   "unknown");
	return buf;
}

static const struct table_column columns[] = {
	{ "side", "", 2, COLUMN_LEFT, .value = side_value, .show = side_text },
	{ "family", NULL, 0, COLUMN_JSON_ONLY, .value = family_value },
	{ "local", NULL, 0, COLUMN_JSON_ONLY, .value = local_value },
	{ "remote", NULL, 0, COLUMN_JSON_ONLY, .value = remote_value },
	{ "port", NULL, 0, COLUMN_JSON_ONLY, .value = port_value },
	{ "other", NULL, 0, COLUMN_JSON_ONLY, .value = other_value },
	{ "destinations", NULL, 0, COLUMN_JSON_ONLY, .value = destinations_value },
	{ NULL, "DESTINATION", 0, COLUMN_LEFT | COLUMN_TEXT_ONLY | COLUMN_CLIP,
	  .show = destination_name },
	{ "timewait", "TIME_WAIT", 0, COLUMN_IF_ANY, .value = timewait_value,
	  .show = timewait_text },
	{ "fin_wait2", NULL, 0, COLUMN_JSON_ONLY, .value = fin_wait2_value },
	{ "closes_per_second", "CLOSE/S", 3, COLUMN_IF_ANY, .value = closes_value,
	  .show = closes_text },
	{ "live", "LIVE", 4, COLUMN_IF_ANY, .value = live_value, .show = live_text },
	{ "by", NULL, 0, COLUMN_JSON_ONLY, .value = by_value },
	{ "processes", NULL, 0, COLUMN_JSON_ONLY, .value = processes_value },
	{ "pid", "PID", 1, 0, .value = pid_value, .show = pid_text },
	{ "start", NULL, 0, COLUMN_JSON_ONLY, .value = start_value },
	{ "command", "COMMAND", 0, COLUMN_LEFT | COLUMN_CLIP, .value = command_value,
	  .show = command_text },
	{ "ended", NULL, 0, COLUMN_JSON_ONLY, .value = ended_value },
	{ "unit", "UNIT", 0, COLUMN_LEFT | COLUMN_CLIP | COLUMN_IF_ANY, .value = unit_value,
	  .show = unit_text },
	{ "cgroup", NULL, 0, COLUMN_JSON_ONLY, .value = cgroup_value },
	{ "uid", "USER", 5, COLUMN_LEFT | COLUMN_IF_ANY, .value = uid_value, .show = user_text },
	{ "how", "HOW", 0, COLUMN_LEFT | COLUMN_IF_ANY, .json = how_json, .show = how_text },
	{ "exact", "BASIS", 0, COLUMN_LEFT, .value = exact_value, .show = basis_text },
};

static const void *closer_row(const void *data, size_t i)
{
	return &((const struct closers *)data)->row[i];
}

/**
 * closers_table() - a table of owners
 * @table: filled
 * @list: its rows
 */
void closers_table(struct table *table, const struct closers *list)
{
	*table = (struct table){ columns, ARRAY_SIZE(columns), closer_row, list->nr_rows, list };
}

/** closers_mark_ended() - find out which processes have ended, on the host they ran on */
void closers_mark_ended(struct closers *list)
{
	size_t i;

	for (i = 0; i < list->nr_rows; i++) {
		struct closer *row = &list->row[i];

		if (row->is_inferred || row->owner->by != OWNER_PROCESS || !row->owner->has_pid ||
		    row->processes > 1)
			continue;
		row->has_ended = process_has_ended(row->owner);
		row->ended_known = true;
	}
}
