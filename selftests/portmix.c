// SPDX-License-Identifier: GPL-2.0
/*
 * portmix - do connect() and bind() find as many ports as the module says?
 *
 *	portmix WORD...		makes the sockets that the words name, see mix_word()
 *	portmix --random SEED COUNT [FIRST]
 *				so many random mixes, from the given one on
 *
 * Each mix has a network namespace of its own, in a process of its own.
 */
#define _GNU_SOURCE
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "portmix.h"

/* A mix that takes longer hangs. */
#define MIX_SECONDS 120
#define TEXT_ROOM 2048

static void raise_file_limit(void)
{
	struct rlimit limit = { 2 * FDS_MAX, 2 * FDS_MAX };

	if (setrlimit(RLIMIT_NOFILE, &limit))
		err(1, "RLIMIT_NOFILE");
}

/* All words, even after one did not hold. */
static bool run_words(struct mix *mix, char **word, unsigned int count)
{
	bool held = true;

	mix_begin(mix);
	for (; count; count--, word++) {
		if (mix_word(mix, *word))
			continue;
		printf("# wrong at %s\n", *word);
		held = false;
	}
	mix_end(mix);
	return held;
}

static bool run_text(char *text)
{
	static struct mix mix;
	char *word[64], *rest;
	unsigned int count = 0;

	for (char *at = strtok_r(text, " ", &rest); at; at = strtok_r(NULL, " ", &rest))
		word[count++] = at;
	return run_words(&mix, word, count);
}

/* The namespace of a mix ends with its process. */
static bool run_child(char *text)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		alarm(MIX_SECONDS);
		exit(run_text(text) ? 0 : 3);
	}
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	return !status;
}

static int run_random(unsigned long long seed, unsigned long count, unsigned long from)
{
	char text[TEXT_ROOM], copy[TEXT_ROOM];
	unsigned long i, failed = 0;

	random_seed(seed);
	printf("# seed %llu\n", seed);
	for (i = 0; i < from + count; i++) {
		random_mix(text, sizeof(text));
		if (i < from)
			continue;
		strcpy(copy, text);
		if (run_child(copy))
			continue;
		failed++;
		printf("# mix %lu of seed %llu: portmix %s\n", i, seed, text);
	}
	printf("# %lu mixes, %lu wrong\n", count, failed);
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	static struct mix mix;

	raise_file_limit();
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 3 && !strcmp(argv[1], "--random"))
		return run_random(strtoull(argv[2], NULL, 0), strtoul(argv[3], NULL, 0),
				  argc > 4 ? strtoul(argv[4], NULL, 0) : 0);
	if (argc < 2 || argv[1][0] == '-')
		errx(2, "usage: portmix WORD... | --random SEED COUNT [FIRST]");
	alarm(MIX_SECONDS);
	return run_words(&mix, argv + 1, argc - 1) ? 0 : 1;
}
