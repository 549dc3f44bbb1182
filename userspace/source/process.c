// SPDX-License-Identifier: GPL-2.0
/* What /proc says about a process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "source/proc.h"
#include "source/process.h"

/* Fields of /proc/PID/stat from the command's closing parenthesis to the start. */
#define FIELDS_TO_START 20

static bool read_start(uint32_t pid, uint64_t *start)
{
	char path[PROC_PATH], below[32], line[1024], *at = NULL;
	unsigned int i;
	FILE *file;

	snprintf(below, sizeof(below), "%u/stat", pid);
	file = fopen(proc_path(below, path, sizeof(path)), "re");
	if (!file)
		return false;
	/* The command may contain anything, a newline too. */
	line[fread(line, 1, sizeof(line) - 1, file)] = '\0';
	fclose(file);
	at = strrchr(line, ')');
	for (i = 0; at && i < FIELDS_TO_START; i++)
		at = strchr(at + 1, ' ');
	if (at)
		*start = strtoull(at + 1, NULL, 10);
	return at;
}

/** process_has_ended() - whether an owner's process has ended; its pid may be used again */
bool process_has_ended(const struct owner *owner)
{
	uint64_t start;

	return !read_start(owner->pid, &start) || (owner->has_start && start != owner->start);
}

/** process_user() - set the user of a process that runs */
void process_user(struct owner *owner)
{
	char path[PROC_PATH], below[32];
	struct stat info;

	snprintf(below, sizeof(below), "%u", owner->pid);
	if (stat(proc_path(below, path, sizeof(path)), &info))
		return;
	owner->uid = info.st_uid;
	owner->has_uid = true;
}
