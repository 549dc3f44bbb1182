/* SPDX-License-Identifier: GPL-2.0 */
/* KTAP on stdout, for the unit tests of module and reader. */
#ifndef TWSTAT_KTAP_H
#define TWSTAT_KTAP_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static unsigned int ktap_ran, ktap_failed;

/* Unbuffered, so that the lines of a test that crashes are not lost. */
static inline void ktap_begin(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n");
}

/* Before the first result, or left to ktap_end(). */
static inline void ktap_plan(unsigned int count)
{
	printf("1..%u\n", count);
}

static inline bool ktap_ok(bool good, const char *name)
{
	printf("%s %u %s\n", good ? "ok" : "not ok", ++ktap_ran, name);
	ktap_failed += !good;
	return good;
}

/* Equal to nine digits: the formulas are exact, their arithmetic is not. */
static inline bool ktap_within(double got, double want, const char *name)
{
	bool good = fabs(got - want) <= 0.000000001 * fmax(1, fabs(want));

	if (!good)
		printf("# got %.12g, expected %.12g\n", got, want);
	return ktap_ok(good, name);
}

/* Return: the exit status. */
static inline int ktap_status(void)
{
	return ktap_failed ? 1 : 0;
}

/* Return: the exit status of a program that has not printed its plan. */
static inline int ktap_end(void)
{
	ktap_plan(ktap_ran);
	return ktap_status();
}

#endif /* TWSTAT_KTAP_H */
