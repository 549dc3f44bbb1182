// SPDX-License-Identifier: GPL-2.0
/* twstat check: a monitoring plug-in. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/verdict.h"
#include "command.h"
#include "commands/check_owner.h"
#include "commands/filtered_read.h"
#include "commands/plugin.h"
#include "commands/screen.h"

enum measure { MEASURE_TIMEWAIT, MEASURE_PORTS, MEASURE_LIMIT, MEASURE_OUT, MEASURES };

/* The number of sockets alone has no default threshold: nothing fails by it. */
#define WARNING_DEFAULT "ports=80%,limit=80%,out=60s"
#define CRITICAL_DEFAULT "ports=95%,limit=95%,out=30s"

/**
 * struct measured - a figure and its thresholds
 * @known: @value is known
 * @value: in its unit
 * @warning: beyond it is a warning; for MEASURE_OUT below it; NAN for none
 * @critical: beyond it is critical; for MEASURE_OUT below it; NAN for none
 */
struct measured {
	bool known;
	double value, warning, critical;
};

static const struct {
	const char *name;
	const char *unit;
	int decimals;
	const char *maximum; /* how its performance data ends */
} measures[MEASURES] = {
	[MEASURE_TIMEWAIT] = { "timewait", "", 0, ";" },
	[MEASURE_PORTS] = { "ports", "%", 0, ";100" },
	[MEASURE_LIMIT] = { "limit", "%", 0, ";100" },
	[MEASURE_OUT] = { "out", "s", 1, "" },
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

static int parse_threshold(const char *option, char *pair, struct measured *list, bool critical)
{
	char *number = strchr(pair, '='), *end;
	unsigned int i;
	double value;

	if (!number)
		return err_usage("--%s: NAME=NUMBER is needed, not %s", option, pair);
	*number++ = '\0';
	for (i = 0; i < MEASURES && strcmp(pair, measures[i].name); i++)
		;
	if (i == MEASURES)
		return err_usage("--%s: unknown %s; known are timewait, ports, limit and out",
				 option, pair);
	value = strtod(number, &end);
	if (end == number || !isfinite(value) || value < 0 ||
	    (*end && strcmp(end, measures[i].unit)))
		return err_usage("--%s: %s=%s is not a threshold", option, pair, number);
	if (critical)
		list[i].critical = value;
	else
		list[i].warning = value;
	return DONE;
}

static int parse_thresholds(const char *option, const char *text, struct measured *list,
			    bool critical)
{
	char copy[256], *pair, *rest = NULL;
	int err = DONE;

	if (strlen(text) >= sizeof(copy))
		return err_usage("--%s: too long", option);
	memcpy(copy, text, strlen(text) + 1);
	for (pair = strtok_r(copy, ",", &rest); pair && !err; pair = strtok_r(NULL, ",", &rest))
		err = parse_threshold(option, pair, list, critical);
	return err;
}

static int parse_all(const struct options *opt, struct measured *list)
{
	unsigned int i;
	int err;

	for (i = 0; i < MEASURES; i++)
		list[i] = (struct measured){ .warning = NAN, .critical = NAN };
	err = parse_thresholds("warning", WARNING_DEFAULT, list, false);
	err = err ?: parse_thresholds("critical", CRITICAL_DEFAULT, list, true);
	if (opt->warning)
		err = err ?: parse_thresholds("warning", opt->warning, list, false);
	if (opt->critical)
		err = err ?: parse_thresholds("critical", opt->critical, list, true);
	return err;
}

static void set_measure(struct measured *figure, double value)
{
	figure->known = true;
	figure->value = value;
}

static void measure_all(const struct verdict *verdict, const struct summary *sum,
			struct measured *list)
{
	const uint64_t *timewait = verdict->totals.timewait;
	const struct cause *ports = verdict_cause(verdict, CAUSE_PORTS);
	const struct cause *out = verdict_cause(verdict, CAUSE_FORECAST);

	set_measure(&list[MEASURE_TIMEWAIT],
		    (double)(timewait[TWSTAT_OUTBOUND] + timewait[TWSTAT_INBOUND]));
	if (ports->known)
		set_measure(&list[MEASURE_PORTS], ports->value * 100);
	if (out->known)
		set_measure(&list[MEASURE_OUT], out->value);
	if (summary_knows(sum, KEY_TW_MAX))
		set_measure(&list[MEASURE_LIMIT], verdict_cause(verdict, CAUSE_LIMIT)->value * 100);
}

static int state_of(enum measure measure, const struct measured *figure)
{
	if (!figure->known)
		return PLUGIN_OK;
	if (measure == MEASURE_OUT)
		return figure->value < figure->critical ? PLUGIN_CRITICAL :
		       figure->value < figure->warning	? PLUGIN_WARNING :
							  PLUGIN_OK;
	return figure->value > figure->critical ? PLUGIN_CRITICAL :
	       figure->value > figure->warning	? PLUGIN_WARNING :
						  PLUGIN_OK;
}

static int worst_state(const struct measured *list)
{
	int worst = PLUGIN_OK;
	unsigned int i;

	for (i = 0; i < MEASURES; i++)
		if (state_of((enum measure)i, &list[i]) > worst)
			worst = state_of((enum measure)i, &list[i]);
	return worst;
}

/* Whether a measure caused the state; all did where it is OK. */
static bool is_cause(const struct measured *list, enum measure measure)
{
	return list[measure].known && state_of(measure, &list[measure]) == worst_state(list);
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
	bool is_out = is_cause(list, MEASURE_OUT), is_full = is_cause(list, MEASURE_PORTS);
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
	if (state_of(MEASURE_LIMIT, &list[MEASURE_LIMIT]))
		printf("%.0f%% of tcp_max_tw_buckets, ", list[MEASURE_LIMIT].value);
	printf("%.0f TIME_WAIT", list[MEASURE_TIMEWAIT].value);
}

/* Nothing where there is no threshold; that of MEASURE_OUT alerts below it. */
static void print_threshold(enum measure measure, double value)
{
	putchar(';');
	if (!isnan(value))
		printf(measure == MEASURE_OUT ? "%.10g:" : "%.10g", value);
}

/* Always the same labels in the same order: some back ends go by the position. */
static void print_performance_data(const struct measured *list, const struct summary *sum)
{
	unsigned int i;

	fputs(" |", stdout);
	for (i = 0; i < MEASURES; i++) {
		printf(" %s=", measures[i].name);
		if (list[i].known)
			printf("%.*f%s", measures[i].decimals, list[i].value, measures[i].unit);
		else
			putchar('U');
		print_threshold((enum measure)i, list[i].warning);
		print_threshold((enum measure)i, list[i].critical);
		fputs(";0", stdout);
		if (i == MEASURE_TIMEWAIT && summary_knows(sum, KEY_TW_MAX))
			printf(";%" PRIu64, summary_get(sum, KEY_TW_MAX));
		else
			fputs(measures[i].maximum, stdout);
	}
}

/* The destination that caused the state, NULL for none. */
static const struct assessed *cause_row(const struct verdict *verdict,
					const struct assessment *rows, const struct measured *list)
{
	const struct cause *out = verdict_cause(verdict, CAUSE_FORECAST);
	const struct cause *full = verdict_cause(verdict, CAUSE_PORTS);
	const struct cause *cause = out->known ? out : full;

	if (worst_state(list) == PLUGIN_OK || cause->row < 0 ||
	    (!is_cause(list, MEASURE_OUT) && !is_cause(list, MEASURE_PORTS)))
		return NULL;
	return &rows->row[cause->row];
}

static int print_answer(const struct snapshot *snap, struct assessment *rows, struct measured *list,
			struct check_owner *owner)
{
	struct verdict verdict;
	int state, err = assess(snap, rows);

	if (!err)
		err = assessment_find_twins(rows);
	if (err)
		return err;
	verdict_of(snap, rows, &verdict);
	measure_all(&verdict, &snap->summary, list);
	state = worst_state(list);
	printf("TWSTAT %s - ", plugin_states[state]);
	print_causes(&verdict, rows, &snap->summary, list);
	check_owner_find(owner, cause_row(&verdict, rows, list));
	check_owner_cause(owner);
	print_performance_data(list, &snap->summary);
	check_owner_data(owner);
	putchar('\n');
	return state;
}

static int run_check(const struct options *opt)
{
	struct measured list[MEASURES] = { { 0 } };
	struct selection sel = selection_of(opt);
	struct check_owner owner = { .is_wanted = opt->owner };
	struct assessment rows = { 0 };
	struct snapshot snap;
	int status;

	sel.word = opt->destination;
	sel.nr_words = (int)opt->nr_destinations;
	snapshot_init(&snap);
	status = parse_all(opt, list);
	if (opt->nr_destinations > 1)
		status = err_usage("--destination: one filter, which may use `or`");
	if (!status)
		status = read_filtered(&opt->source, &sel, &snap);
	if (!status)
		status = check_owner_read(&owner, &opt->source, &sel);
	status = status ? plugin_unknown() : print_answer(&snap, &rows, list, &owner);
	check_owner_free(&owner);
	assessment_free(&rows);
	snapshot_free(&snap);
	return status;
}

const struct command check_command = {
	.name = "check",
	.about = "a monitoring plug-in: one line, exit status 0 to 3",
	.options = "SNfwDW",
	.help = "Thresholds: timewait=SOCKETS, ports=PERCENT%, limit=PERCENT%, out=SECONDSs.\n"
		"There is none for timewait unless one is given.\n"
		"  -w " WARNING_DEFAULT "\n"
		"  -c " CRITICAL_DEFAULT "\n",
	.plugin = true,
	.run = run_check,
};
