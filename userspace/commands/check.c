// SPDX-License-Identifier: GPL-2.0
/* twstat check: a monitoring plug-in. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "command.h"
#include "commands/check_measure.h"
#include "commands/check_owner.h"
#include "commands/filtered_read.h"
#include "commands/plugin.h"
#include "commands/screen.h"
#include "model/text.h"
#include "source/all_namespaces.h"

/**
 * struct checked - a namespace and its state
 * @snap: what was read
 * @rows: its wanted destinations
 * @verdict: on them
 * @list: its figures
 * @state: the worst of these
 */
struct checked {
	struct snapshot snap;
	struct assessment rows;
	struct verdict verdict;
	struct measured list[MEASURES];
	int state;
};

/**
 * struct checking - all namespaces, of which the worst is kept
 * @sel: which destinations are wanted
 * @list: the thresholds
 * @worst: the worst one so far
 * @nr_read: how many were read
 * @nr_unread: how many could not be
 * @unread: why the first of those could not
 */
struct checking {
	const struct selection *sel;
	const struct measured *list;
	struct checked worst;
	size_t nr_read, nr_unread;
	char unread[512];
};

static const char *const plugin_states[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

/**
 * plugin_unknown() - print the line of a plug-in that has failed
 *
 * Return: PLUGIN_UNKNOWN.
 */
int plugin_unknown(void)
{
	printf("TWSTAT UNKNOWN - %s\n", failure_text());
	return PLUGIN_UNKNOWN;
}

/** plugin_name() - a text from outside in the line of a plug-in, where data begins at a bar */
const char *plugin_name(const char *text, char *buf, size_t size)
{
	char *bar;

	show_foreign(text, buf, size);
	for (bar = buf; (bar = strchr(bar, '|'));)
		*bar = '?';
	return buf;
}

/* What the ports are about, where they caused the state. */
static void print_row(const struct assessed *row, const struct cause *full)
{
	const struct forecast *cast = &row->forecast;
	char name[ASSESSED_TEXT];

	assessed_text(row, name, sizeof(name));
	if (full)
		printf("%s holds %.0f%% of the ports, ", name, full->value * 100);
	else if (cast->seconds > 0)
		printf("%s out of ports in %s%.0fs at this rate (%.0f%%), ", name,
		       cast->bound == BOUND_EXACT ? "" : "at most ", ceil(cast->seconds),
		       100 * cast->blocked_ratio);
	else
		printf("%s has no port left (%.0f%%), ", name, 100 * cast->blocked_ratio);
}

static void print_ports(const struct verdict *verdict, const struct assessment *rows,
			const struct summary *sum, const struct measured *list)
{
	const struct cause *out = verdict_cause(verdict, CAUSE_FORECAST);
	const struct cause *full = verdict_cause(verdict, CAUSE_PORTS);
	bool is_out = measure_is_cause(list, MEASURE_OUT),
	     is_full = measure_is_cause(list, MEASURE_PORTS);
	const struct cause *cause = out->known && (is_out || is_full) ? out : full;
	char text[128];

	if (!is_full && !is_out)
		return;
	if (cause->row >= 0)
		print_row(&rows->row[cause->row], cause == full ? full : NULL);
	else if (cause->row == ROW_EVERY)
		printf("%s, ", every_text(sum, text, sizeof(text)));
}

/* What caused the state comes first, and the number of sockets always. */
static void print_causes(const struct verdict *verdict, const struct assessment *rows,
			 const struct summary *sum, const struct measured *list)
{
	print_ports(verdict, rows, sum, list);
	if (measure_state(MEASURE_LIMIT, &list[MEASURE_LIMIT]))
		printf("%.0f%% of tcp_max_tw_buckets, ", list[MEASURE_LIMIT].value);
	printf("%.0f TIME_WAIT", list[MEASURE_TIMEWAIT].value);
}

/* The destination that caused the state, NULL for none. */
static const struct assessed *cause_row(const struct verdict *verdict,
					const struct assessment *rows, const struct measured *list)
{
	const struct cause *out = verdict_cause(verdict, CAUSE_FORECAST);
	const struct cause *full = verdict_cause(verdict, CAUSE_PORTS);
	const struct cause *cause = out->known ? out : full;

	if (worst_state(list) == PLUGIN_OK || cause->row < 0 ||
	    (!measure_is_cause(list, MEASURE_OUT) && !measure_is_cause(list, MEASURE_PORTS)))
		return NULL;
	return &rows->row[cause->row];
}

/* Takes the snapshot; its destinations are filtered already. */
static int assess_checked(struct checked *checked, struct snapshot *snap,
			  const struct measured *list)
{
	int err;

	*checked = (struct checked){ 0 };
	snapshot_move(&checked->snap, snap);
	memcpy(checked->list, list, sizeof(checked->list));
	err = assess(&checked->snap, &checked->rows);
	err = err ?: assessment_find_twins(&checked->rows);
	if (err)
		return err;
	verdict_of(&checked->snap, &checked->rows, &checked->verdict);
	measure_all(&checked->verdict, &checked->snap.summary, checked->list);
	checked->state = worst_state(checked->list);
	return DONE;
}

static void free_checked(struct checked *checked)
{
	assessment_free(&checked->rows);
	snapshot_free(&checked->snap);
}

static int check_one(const struct options *opt, const struct selection *sel,
		     const struct measured *list)
{
	struct check_owner owner = { .is_wanted = opt->owner };
	struct checked checked = { .state = PLUGIN_UNKNOWN };
	const struct summary *sum = &checked.snap.summary;
	struct snapshot snap;
	int err;

	snapshot_init(&snap);
	err = read_filtered(&opt->source, sel, &snap);
	err = err ?: check_owner_read(&owner, &opt->source, sel);
	err = err ?: assess_checked(&checked, &snap, list);
	if (err) {
		checked.state = plugin_unknown();
	} else {
		printf("TWSTAT %s - ", plugin_states[checked.state]);
		print_causes(&checked.verdict, &checked.rows, sum, checked.list);
		check_owner_find(&owner, cause_row(&checked.verdict, &checked.rows, checked.list));
		check_owner_cause(&owner);
		print_performance_data(checked.list, sum);
		check_owner_data(&owner);
		putchar('\n');
	}
	check_owner_free(&owner);
	free_checked(&checked);
	snapshot_free(&snap);
	return checked.state;
}

/* Of the same state the one with less time, else with less room, else with more sockets. */
static bool is_worse(const struct checked *one, const struct checked *other)
{
	static const enum measure order[] = { MEASURE_PORTS, MEASURE_LIMIT, MEASURE_TIMEWAIT };
	const struct measured *a = &one->list[MEASURE_OUT], *b = &other->list[MEASURE_OUT];
	size_t i;

	if (one->state != other->state)
		return one->state > other->state;
	if (a->known != b->known)
		return a->known;
	if (a->known && a->value != b->value)
		return a->value < b->value;
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		a = &one->list[order[i]];
		b = &other->list[order[i]];
		if (a->value != b->value)
			return a->value > b->value;
	}
	return false;
}

static int check_namespace(struct snapshot *snap, const struct source_request *where, void *data)
{
	struct checking *checking = data;
	struct checked checked, worse;
	int err;

	if (!where) {
		if (!checking->nr_unread++)
			snprintf(checking->unread, sizeof(checking->unread), "%s", failure_text());
		return DONE;
	}
	err = filter_snapshot(snap, checking->sel) ?:
						     assess_checked(&checked, snap, checking->list);
	if (err)
		return err;
	if (!checking->nr_read++ || is_worse(&checked, &checking->worst)) {
		worse = checked;
		checked = checking->worst;
		checking->worst = worse;
	}
	free_checked(&checked);
	return DONE;
}

static void print_worst(const struct checking *checking)
{
	const struct checked *worst = &checking->worst;
	char name[NETNS_NAME];

	printf("TWSTAT %s - %s: ", plugin_states[worst->state],
	       plugin_name(worst->snap.name, name, sizeof(name)));
	print_causes(&worst->verdict, &worst->rows, &worst->snap.summary, worst->list);
	printf(", worst of %zu namespaces", checking->nr_read);
	if (checking->nr_unread)
		printf(", %zu could not be read", checking->nr_unread);
	print_performance_data(worst->list, &worst->snap.summary);
	putchar('\n');
}

/* One that could not be read is UNKNOWN, which is worse than OK alone. */
static int check_all(const struct options *opt, const struct selection *sel,
		     const struct measured *list)
{
	struct checking checking = { .sel = sel, .list = list };
	int state, err = DONE;

	if (opt->owner)
		err = err_usage("--owner: not together with --all-netns");
	err = err ?: each_namespace(&opt->source, check_namespace, &checking);
	if (!err && checking.worst.state == PLUGIN_OK && checking.nr_unread)
		err = failure("%s", checking.unread);
	state = err ? plugin_unknown() : checking.worst.state;
	if (!err)
		print_worst(&checking);
	free_checked(&checking.worst);
	return state;
}

static int run_check(const struct options *opt)
{
	struct measured list[MEASURES] = { { 0 } };
	struct selection sel = selection_of(opt);
	int err = thresholds_parse(opt, list);

	sel.word = opt->destination;
	sel.nr_words = (int)opt->nr_destinations;
	if (opt->nr_destinations > 1)
		err = err_usage("--destination: one filter, which may use `or`");
	if (err)
		return plugin_unknown();
	return opt->all_netns ? check_all(opt, &sel, list) : check_one(opt, &sel, list);
}

const struct command check_command = {
	.name = "check",
	.about = "a monitoring plug-in: one line, exit status 0 to 3",
	.options = "SNAfwDW",
	.help = "Thresholds: timewait=SOCKETS, ports=PERCENT%, limit=PERCENT%, out=SECONDSs.\n"
		"There is none for timewait unless one is given.\n"
		"  -w " WARNING_DEFAULT "\n"
		"  -c " CRITICAL_DEFAULT "\n",
	.plugin = true,
	.run = run_check,
};
