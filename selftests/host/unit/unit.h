/* SPDX-License-Identifier: GPL-2.0 */
/* Unit tests with KTAP output. */
#ifndef TWSTAT_UNIT_H
#define TWSTAT_UNIT_H

#include "core/types.h"

/**
 * struct unit_case - one test
 * @name: the assertion, in words
 * @run: the test
 */
struct unit_case {
	const char *name;
	void (*run)(void);
};

int unit_run(const struct unit_case *cases, u32 count);
bool unit_all_held(void);

/* Each returns whether the check held; the first few failures are printed. */
bool unit_check(bool held, const char *what, const char *file, int line);
bool unit_check_equal(s64 got, s64 wanted, const char *what, const char *file, int line);
bool unit_check_text(const char *got, const char *wanted, const char *file, int line);

#define UNIT_TRUE(condition) unit_check(condition, #condition, __FILE__, __LINE__)
#define UNIT_EQUAL(got, wanted) unit_check_equal(got, wanted, #got, __FILE__, __LINE__)
#define UNIT_TEXT(got, wanted) unit_check_text(got, wanted, __FILE__, __LINE__)

/* The same numbers in every run, unless UNIT_SEED is set. */
void unit_seed(u64 seed);
u64 unit_random(void);
u32 unit_below(u32 limit);

#endif /* TWSTAT_UNIT_H */
