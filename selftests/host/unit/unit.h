/* SPDX-License-Identifier: GPL-2.0 */
/* Unit tests that say in KTAP how they went. */
#ifndef TWSTAT_UNIT_H
#define TWSTAT_UNIT_H

#include "core/types.h"

/**
 * struct unit_case - one test
 * @name: what holds when it passes
 * @run: makes its checks
 */
struct unit_case {
	const char *name;
	void (*run)(void);
};

int unit_run(const struct unit_case *cases, u32 count);
bool unit_all_held(void);

/* Each returns whether it held; the first few that did not are printed. */
bool unit_check(bool held, const char *what, const char *file, int line);
bool unit_check_equal(s64 got, s64 wanted, const char *what, const char *file, int line);
bool unit_check_text(const char *got, const char *wanted, const char *file, int line);

#define UNIT_TRUE(condition) unit_check(condition, #condition, __FILE__, __LINE__)
#define UNIT_EQUAL(got, wanted) unit_check_equal(got, wanted, #got, __FILE__, __LINE__)
#define UNIT_TEXT(got, wanted) unit_check_text(got, wanted, __FILE__, __LINE__)

/* Same numbers in every run; UNIT_SEED=N for others. */
void unit_seed(u64 seed);
u64 unit_random(void);
u32 unit_below(u32 limit);

#endif /* TWSTAT_UNIT_H */
