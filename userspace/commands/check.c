// SPDX-License-Identifier: GPL-2.0
/* twstat check: a monitoring plug-in. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/verdict.h"
#include "command.h"
#include "commands/filtered_read.h"
#include "commands/plugin.h"

enum measure { MEASURE_TIMEWAIT, MEASURE_PORTS, MEASURE_LIMIT, MEASURE_OUT, MEASURES };

#define WARNING_DEFAULT "timewait=30000,ports=80%,limit=80%,out=60s"
#define CRITICAL_DEFAULT "timewait=60000,ports=95%,limit=95%,out=30s"

/**
 * struct measured - a figure and its thresholds
 * @known: @value is known
 * @value: in its unit
 * @warning: above it is a warning; below it for MEASURE_OUT
 * @critical: above it is critical; below it for MEASURE_OUT
 */
struct measured {
	bool known;
	double value, warning, critical;
};

static const struct {
	const char *name;
	const char *unit;
} measures[MEASURES] = {
	[MEASURE_TIMEWAIT] = { "timewait", "" },
	[MEASURE_PORTS] = { "ports", "%" },
	[MEASURE_LIMIT] = { "limit", "%" },
	[MEASURE_OUT] = { "out", "s" },
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
	int err = parse_thresholds("warning", WARNING_DEFAULT, list, false);

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
	if (ports->row >= 0)
		set_measure(&list[MEASURE_PORTS], ports->value * 100);
	if (out->row >= 0)
		set_measure(&list[MEASURE_OUT], out->value);
	if (summary_get(sum, KEY_TW_MAX))
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

static void print_causes(const struct verdict *verdict, const struct assessment *rows,
			 const struct measured *list)
{
	const struct cause *out = verdict_cause(verdict, CAUSE_FORECAST);
	const struct cause *full = verdict_cause(verdict, CAUSE_PORTS);
	char name[ASSESSED_TEXT];

	if (out->row >= 0 && out->value > 0) {
		printf("%s out of ports in %.0fs (%.0f%%), ",
		       assessed_text(&rows->row[out->row], name, sizeof(name)), ceil(out->value),
		       100 * rows->row[out->row].forecast.blocked_ratio);
	} else if (out->row >= 0) {
		printf("%s has no port left (%.0f%%), ",
		       assessed_text(&rows->row[out->row], name, sizeof(name)),
		       100 * rows->row[out->row].forecast.blocked_ratio);
	} else if (full->row >= 0) {
		printf("%s holds %.0f%% of the ports, ",
		       assessed_text(&rows->row[full->row], name, sizeof(name)), full->value * 100);
	}
	printf("%.0f TIME_WAIT", list[MEASURE_TIMEWAIT].value);
	if (state_of(MEASURE_LIMIT, &list[MEASURE_LIMIT]))
		printf(", %.0f%% of tcp_max_tw_buckets", list[MEASURE_LIMIT].value);
}

static void print_performance_data(const struct measured *list, uint64_t max)
{
	printf(" | timewait=%.0f;%.10g;%.10g;0;", list[0].value, list[0].warning, list[0].critical);
	if (max)
		printf("%llu", (unsigned long long)max);
	if (list[MEASURE_PORTS].known)
		printf(" ports=%.0f%%;%.10g;%.10g;0;100", list[MEASURE_PORTS].value,
		       list[MEASURE_PORTS].warning, list[MEASURE_PORTS].critical);
	if (list[MEASURE_LIMIT].known)
		printf(" limit=%.0f%%;%.10g;%.10g;0;100", list[MEASURE_LIMIT].value,
		       list[MEASURE_LIMIT].warning, list[MEASURE_LIMIT].critical);
	if (list[MEASURE_OUT].known)
		printf(" out=%.1fs;%.10g:;%.10g:;0", list[MEASURE_OUT].value,
		       list[MEASURE_OUT].warning, list[MEASURE_OUT].critical);
	putchar('\n');
}

static int print_answer(const struct snapshot *snap, struct assessment *rows, struct measured *list)
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
	print_causes(&verdict, rows, list);
	print_performance_data(list, summary_get(&snap->summary, KEY_TW_MAX));
	return state;
}

static int run_check(const struct options *opt)
{
	struct measured list[MEASURES] = { { 0 } };
	struct selection sel = selection_of(opt);
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
	status = status ? plugin_unknown() : print_answer(&snap, &rows, list);
	assessment_free(&rows);
	snapshot_free(&snap);
	return status;
}

const struct command check_command = {
	.name = "check",
	.about = "a monitoring plug-in: one line, exit status 0 to 3",
	.options = "SNfwD",
	.help = "Thresholds: timewait=SOCKETS, ports=PERCENT%, limit=PERCENT%, out=SECONDSs.\n"
		"  -w " WARNING_DEFAULT "\n"
		"  -c " CRITICAL_DEFAULT "\n",
	.plugin = true,
	.run = run_check,
};
