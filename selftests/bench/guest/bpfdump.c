// SPDX-License-Identifier: GPL-2.0
/*
 * bpfdump OBJECT DESTINATIONS HZ - run the BPF iterator of timewait.bpf.c over
 * all TCP sockets and fetch the map it filled. Loading, verifying and compiling
 * the program are not measured, since a daemon does that once. Prints
 * "nanoseconds sockets".
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "timewait.bpf.h"
#include "touched.h"

static struct timewait_key *keys;
static struct timewait_value *values;
static unsigned int destinations;

/* The constants of the program are in a map. */
static void set_ticks(struct bpf_object *object, __u64 ticks)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (strstr(bpf_map__name(map), ".rodata") &&
		    !bpf_map__set_initial_value(map, &ticks, sizeof(ticks)))
			return;
	errx(1, "the program has no constant of that size");
}

static struct bpf_link *attach(const char *path, __u64 ticks, int *map)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_map *destinations_map;
	struct bpf_program *program;
	struct bpf_link *link;

	if (!object)
		err(1, "%s", path);
	destinations_map = bpf_object__find_map_by_name(object, "destinations");
	bpf_map__set_max_entries(destinations_map, destinations + 1);
	set_ticks(object, ticks);
	if (bpf_object__load(object))
		err(1, "%s: loading", path);
	program = bpf_object__find_program_by_name(object, "timewait");
	link = bpf_program__attach_iter(program, NULL);
	if (!link)
		err(1, "%s: attaching", path);
	*map = bpf_map__fd(destinations_map);
	return link;
}

static void iterate(struct bpf_link *link)
{
	char nothing[64];
	int fd = bpf_iter_create(bpf_link__fd(link));
	ssize_t got;

	if (fd < 0)
		err(1, "iterator");
	while ((got = read(fd, nothing, sizeof(nothing))) > 0)
		;
	if (got < 0)
		err(1, "iterator");
	close(fd);
}

static unsigned long long fetch(int map)
{
	unsigned int count = destinations + 1, place, i;
	unsigned long long sockets = 0;

	if (bpf_map_lookup_batch(map, NULL, &place, keys, values, &count, NULL) && errno != ENOENT)
		err(1, "map");
	for (i = 0; i < count; i++)
		sockets += values[i].count;
	return sockets;
}

int main(int argc, char **argv)
{
	unsigned long long sockets;
	struct bpf_link *link;
	uint64_t begin;
	int map;

	if (argc != 4)
		errx(2, "usage: bpfdump OBJECT DESTINATIONS HZ");
	destinations = strtoul(argv[2], NULL, 10);
	keys = touched((destinations + 1) * sizeof(*keys));
	values = touched((destinations + 1) * sizeof(*values));
	link = attach(argv[1], strtoull(argv[3], NULL, 10), &map);
	begin = clock_ns();
	iterate(link);
	sockets = fetch(map);
	begin = clock_ns() - begin;
	printf("%llu %llu\n", (unsigned long long)begin, sockets);
	return 0;
}
