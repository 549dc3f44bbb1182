// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "../ktap.h"
#include "core/format.h"
#include "unit.h"

/* Failures that are printed per case. */
#define UNIT_FAILURES_SHOWN 8

static u32 unit_failures;
static u64 unit_state;

/**
 * unit_run() - run the tests of a program
 * @cases: the tests
 * @count: how many
 *
 * Return: the exit status.
 */
int unit_run(const struct unit_case *cases, u32 count)
{
	u32 i;

	twstat_format_init();
	ktap_begin();
	ktap_plan(count);
	for (i = 0; i < count; i++) {
		unit_failures = 0;
		unit_seed(i + 1);
		cases[i].run();
		ktap_ok(!unit_failures, cases[i].name);
	}
	return ktap_status();
}

static bool unit_failed(const char *file, int line)
{
	if (unit_failures++ >= UNIT_FAILURES_SHOWN)
		return false;
	printf("# %s:%d: ", file, line);
	return true;
}

/**
 * unit_all_held() - whether no check of the current case has failed
 */
bool unit_all_held(void)
{
	return !unit_failures;
}

bool unit_check(bool held, const char *what, const char *file, int line)
{
	if (!held && unit_failed(file, line))
		printf("not so: %s\n", what);
	return held;
}

bool unit_check_equal(s64 got, s64 wanted, const char *what, const char *file, int line)
{
	if (got != wanted && unit_failed(file, line))
		printf("%s is %lld, wanted %lld\n", what, got, wanted);
	return got == wanted;
}

bool unit_check_text(const char *got, const char *wanted, const char *file, int line)
{
	bool same = !strcmp(got, wanted);
	u32 i = 0;

	while (got[i] && got[i] == wanted[i])
		i++;
	if (!same && unit_failed(file, line))
		printf("from character %u got \"%.40s\", wanted \"%.40s\"\n", i, got + i,
		       wanted + i);
	return same;
}

/**
 * unit_seed() - seed the random numbers
 * @seed: any number
 */
void unit_seed(u64 seed)
{
	const char *other = getenv("UNIT_SEED");

	unit_state = seed + (other ? strtoull(other, NULL, 0) << 8 : 0);
}

/**
 * unit_random() - get a random number
 *
 * SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom
 * number generators", OOPSLA 2014).
 */
u64 unit_random(void)
{
	u64 value = unit_state += 0x9e3779b97f4a7c15ULL;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
	value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
	return value ^ value >> 31;
}

/**
 * unit_below() - get a random number below a limit
 * @limit: the limit
 */
u32 unit_below(u32 limit)
{
	return unit_random() % limit;
}
