// SPDX-License-Identifier: GPL-2.0
/* The corpus of `make fuzz`, and some random inputs. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "unit.h"

#define CORPUS UNIT_FOLDER "/corpus"
#define ROUNDS 500
#define BYTES_MAX 4096

static u8 data[BYTES_MAX];

static void random_bytes(void)
{
	u32 round, i, size;

	for (round = 0; round < ROUNDS; round++) {
		size = unit_below(3000);
		for (i = 0; i < size; i++)
			data[i] = unit_random();
		/* Few destinations and low limits meet more often. */
		if (size && round % 2)
			data[0] %= 8;
		LLVMFuzzerTestOneInput(data, size);
	}
}

static void kept_input(const char *name)
{
	char path[1024];
	FILE *file;

	snprintf(path, sizeof(path), CORPUS "/%s", name);
	file = fopen(path, "rb");
	if (!UNIT_TRUE(file))
		return;
	LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof(data), file));
	fclose(file);
}

static void kept_corpus(void)
{
	struct dirent **names;
	int i, count = scandir(CORPUS, &names, NULL, alphasort);

	UNIT_TRUE(count > 2);
	for (i = 0; i < count; i++) {
		if (names[i]->d_name[0] != '.')
			kept_input(names[i]->d_name);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

static const struct unit_case cases[] = {
	{ "fuzz: the table made of random bytes", random_bytes },
	{ "fuzz: the kept corpus", kept_corpus },
};

int main(void)
{
	return unit_run(cases, ARRAY_SIZE(cases));
}
