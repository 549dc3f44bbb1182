/* SPDX-License-Identifier: GPL-2.0 */
/* Results of a unit test, spoken as KTAP. */
#ifndef TWSTAT_TEST_KTAP_H
#define TWSTAT_TEST_KTAP_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static unsigned int ktap_ran, ktap_failed;

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

static inline int ktap_end(void)
{
	printf("1..%u\n", ktap_ran);
	return ktap_failed ? 1 : 0;
}

#endif
