// SPDX-License-Identifier: GPL-2.0
/* What `make fuzz` searches for hours, a little, and the same each time. */
#include "fuzz.h"
#include "unit.h"

#define ROUNDS 500
#define BYTES_MOST 3000

static void random_bytes(void)
{
	static u8 data[BYTES_MOST];
	u32 round, i, size;

	for (round = 0; round < ROUNDS; round++) {
		size = unit_below(BYTES_MOST);
		for (i = 0; i < size; i++)
			data[i] = unit_random();
		/* Few destinations and low limits meet more often. */
		if (size && round % 2)
			data[0] %= 8;
		LLVMFuzzerTestOneInput(data, size);
	}
}

static const struct unit_case cases[] = {
	{ "fuzz: the table made of random bytes", random_bytes },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
