// SPDX-License-Identifier: GPL-2.0
/* The kernel's counters of timewait sockets since boot, from /proc/net/netstat. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/source.h"

#define PREFIX "TcpExt:"

static void store_counter(struct snapshot *snap, struct span name, struct span number)
{
	unsigned int i;

	for (i = 0; i < NETSTATS; i++)
		if (span_is(name, netstat_name(i)) && !span_u64(number, &snap->netstat[i]))
			snap->netstat_known |= 1u << i;
}

/* Two lines: names, then numbers in the same order. */
static void store_counters(struct snapshot *snap, struct span names, struct span numbers)
{
	struct span name, number;

	while (name = span_word(&names), number = span_word(&numbers), name.len && number.len)
		store_counter(snap, name, number);
}

static struct span line_span(char *line)
{
	size_t len = strcspn(line, "\n");

	return (struct span){ line, len };
}

/**
 * netstat_read() - add the namespace's counters to a snapshot
 * @ns: the namespace
 * @snap: the snapshot; without the file they stay unknown
 */
void netstat_read(const struct netns *ns, struct snapshot *snap)
{
	char path[PROC_PATH], *names = NULL, *numbers = NULL;
	size_t room = 0, more = 0;
	FILE *file = fopen(proc_net_path(ns, "netstat", path, sizeof(path)), "re");

	if (!file)
		return;
	while (getline(&names, &room, file) > 0 && getline(&numbers, &more, file) > 0) {
		if (strncmp(names, PREFIX, strlen(PREFIX)))
			continue;
		store_counters(snap, line_span(names), line_span(numbers));
		break;
	}
	free(names);
	free(numbers);
	fclose(file);
}
