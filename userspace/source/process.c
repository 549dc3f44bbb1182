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
/* Room for a line that is read; the end of a longer one is lost. */
#define PROC_LINE (CGROUP_PATH + 4)

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

/* The first line of a file of a process that begins with @prefix, without it. */
static bool read_line(uint32_t pid, const char *name, const char *prefix, char *buf, size_t size)
{
	char path[PROC_PATH], below[48], line[PROC_LINE];
	size_t skip = strlen(prefix);
	bool found = false;
	FILE *file;

	snprintf(below, sizeof(below), "%u/%s", pid, name);
	file = fopen(proc_path(below, path, sizeof(path)), "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = !strncmp(line, prefix, skip);
	if (file)
		fclose(file);
	if (!found)
		return false;
	line[strcspn(line, "\n")] = '\0';
	snprintf(buf, size, "%s", line + skip);
	return true;
}

/** process_comm() - the command of a process that runs; false when it has ended */
bool process_comm(uint32_t pid, char *buf, size_t size)
{
	return read_line(pid, "comm", "", buf, size);
}

/** process_cgroup() - the path of its cgroup in the v2 hierarchy; false without one */
bool process_cgroup(uint32_t pid, char *buf, size_t size)
{
	return read_line(pid, "cgroup", "0::", buf, size);
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
