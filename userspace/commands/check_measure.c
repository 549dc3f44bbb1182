// SPDX-License-Identifier: GPL-2.0
/* The figures of `check`, with their thresholds and states. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/check_measure.h"
#include "commands/plugin.h"
#include "errors.h"

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

/**
 * thresholds_parse() - the thresholds of the command line
 * @opt: the command line
 * @list: gets them; no value is known
 *
 * Return: DONE or USAGE.
 */
int thresholds_parse(const struct options *opt, struct measured *list)
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

/**
 * measure_all() - the figures of a namespace
 * @verdict: on it
 * @sum: its summary
 * @list: with the thresholds; gets the values
 */
void measure_all(const struct verdict *verdict, const struct summary *sum, struct measured *list)
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

/** measure_state() - an enum plugin_status, OK where the value is not known */
int measure_state(enum measure measure, const struct measured *figure)
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

/** worst_state() - of all of them */
int worst_state(const struct measured *list)
{
	int worst = PLUGIN_OK;
	unsigned int i;

	for (i = 0; i < MEASURES; i++)
		if (measure_state((enum measure)i, &list[i]) > worst)
			worst = measure_state((enum measure)i, &list[i]);
	return worst;
}

/** measure_is_cause() - whether it caused the state; all did where that is OK */
bool measure_is_cause(const struct measured *list, enum measure measure)
{
	return list[measure].known && measure_state(measure, &list[measure]) == worst_state(list);
}

/* Nothing where there is no threshold; that of MEASURE_OUT alerts below it. */
static void print_threshold(enum measure measure, double value)
{
	putchar(';');
	if (!isnan(value))
		printf(measure == MEASURE_OUT ? "%.10g:" : "%.10g", value);
}

/**
 * print_performance_data() - what follows the sentence
 * @list: the figures
 * @sum: the namespace's summary
 *
 * Always the same labels in the same order: some back ends go by the position.
 */
void print_performance_data(const struct measured *list, const struct summary *sum)
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
