// SPDX-License-Identifier: GPL-2.0
/*
 * Which processes hold live sockets to a destination: the inodes of the netlink
 * dump are looked up in /proc/PID/fd. A timewait socket has no owner; a process
 * with live sockets to the same destination likely closed it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/holders.h"
#include "source/sock_diag.h"
#include "source/source.h"

/* A live socket, found by the inode of its file. */
struct live {
	uint32_t inode;
	int pid;
	struct destination dest;
};

/**
 * struct search - state of the search
 * @ports: decide the sides
 * @filter: which sockets count
 * @live: the live sockets, by inode once all are there
 * @nr_live: how many
 * @room: of @live
 */
struct search {
	struct twstat_port_sets ports;
	const struct filter *filter;
	struct live *live;
	size_t nr_live, room;
};

static bool is_wanted(const struct search *search, const struct diag_socket *sock,
		      const struct destination *dest)
{
	struct filter_row row = { .local = &dest->local,
				  .remote = &dest->remote,
				  .side = dest->side,
				  .sport = sock->socket.local_port,
				  .dport = ntohs(sock->socket.remote_port) };

	return filter_row(search->filter, &row);
}

static int add_live(const struct diag_socket *sock, void *data)
{
	struct search *search = data;
	struct twstat_observation seen;
	struct live *live;

	if (sock->socket.kind != TWSTAT_LIVE)
		return DONE;
	if (search->nr_live == search->room) {
		search->room = search->room ? search->room * 2 : 64;
		live = realloc(search->live, search->room * sizeof(*live));
		if (!live)
			return failure("out of memory");
		search->live = live;
	}
	live = &search->live[search->nr_live];
	memset(live, 0, sizeof(*live));
	memset(&seen, 0, sizeof(seen));
	twstat_observe(&search->ports, &sock->socket, &seen);
	diag_addresses(&sock->socket.addrs, sock->socket.service.family, &live->dest.local,
		       &live->dest.remote);
	live->dest.family = live->dest.local.family;
	live->dest.side = seen.service.side;
	live->dest.port = seen.service.port;
	live->inode = sock->inode;
	search->nr_live += is_wanted(search, sock, &live->dest);
	return DONE;
}

static int compare_inodes(const void *left, const void *right)
{
	const struct live *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

static void set_owner(struct search *search, uint32_t inode, int pid)
{
	struct live key = { .inode = inode }, *found;

	found = bsearch(&key, search->live, search->nr_live, sizeof(key), compare_inodes);
	if (found && inode && !found->pid)
		found->pid = pid;
}

static void search_process(struct search *search, const char *pid)
{
	char path[PROC_PATH], below[300], target[64];
	struct dirent *entry;
	unsigned int inode;
	ssize_t len;
	DIR *dir;

	snprintf(below, sizeof(below), "%s/fd", pid);
	dir = opendir(proc_path(below, path, sizeof(path)));
	while (dir && (entry = readdir(dir))) {
		len = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);
		if (len < 0)
			continue;
		target[len] = '\0';
		if (sscanf(target, "socket:[%u]", &inode) == 1)
			set_owner(search, inode, atoi(pid));
	}
	if (dir)
		closedir(dir);
}

static void search_processes(struct search *search)
{
	char path[PROC_PATH];
	struct dirent *entry;
	DIR *dir = opendir(proc_path("", path, sizeof(path)));

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			search_process(search, entry->d_name);
	if (dir)
		closedir(dir);
}

static void read_name(struct holder *holder)
{
	char path[PROC_PATH], below[64];
	FILE *file;

	if (!holder->pid)
		return;
	snprintf(below, sizeof(below), "%d/comm", holder->pid);
	file = fopen(proc_path(below, path, sizeof(path)), "re");
	if (!file)
		return;
	if (fgets(holder->name, sizeof(holder->name), file))
		holder->name[strcspn(holder->name, "\n")] = '\0';
	fclose(file);
}

static int compare_owners(const void *left, const void *right)
{
	const struct live *a = left, *b = right;
	int order = destination_compare(&a->dest, &b->dest);

	return order ? order : (a->pid > b->pid) - (a->pid < b->pid);
}

static int compare_holders(const void *left, const void *right)
{
	const struct holder *a = left, *b = right;

	if (a->sockets != b->sockets)
		return a->sockets > b->sockets ? -1 : 1;
	return destination_compare(&a->dest, &b->dest);
}

static int count_holders(struct search *search, struct holders *list)
{
	size_t i, end;

	qsort(search->live, search->nr_live, sizeof(*search->live), compare_owners);
	list->item = calloc(search->nr_live + 1, sizeof(*list->item));
	if (!list->item)
		return failure("out of memory");
	for (i = 0; i < search->nr_live; i = end) {
		struct holder *holder = &list->item[list->nr_items++];

		for (end = i + 1; end < search->nr_live; end++)
			if (compare_owners(&search->live[i], &search->live[end]))
				break;
		holder->dest = search->live[i].dest;
		holder->pid = search->live[i].pid;
		holder->sockets = end - i;
		read_name(holder);
	}
	qsort(list->item, list->nr_items, sizeof(*list->item), compare_holders);
	return DONE;
}

/**
 * holders_find() - the processes that hold live sockets, most sockets first
 * @list: filled; free it with holders_free()
 * @netns: as for netns_select()
 * @filter: which sockets count
 *
 * Without root only the user's own processes are seen.
 *
 * Return: DONE or FAILED.
 */
int holders_find(struct holders *list, const char *netns, const struct filter *filter)
{
	struct search *search = calloc(1, sizeof(*search));
	int err;

	*list = (struct holders){ 0 };
	if (!search)
		return failure("out of memory");
	search->filter = filter;
	err = diag_enter(netns, &search->ports);
	if (!err)
		err = diag_dump(DIAG_LIVE, add_live, search);
	if (!err && search->nr_live) {
		qsort(search->live, search->nr_live, sizeof(*search->live), compare_inodes);
		search_processes(search);
	}
	if (!err && search->nr_live)
		err = count_holders(search, list);
	free(search->live);
	free(search);
	return err;
}

/** holders_free() - free what holders_find() allocated */
void holders_free(struct holders *list)
{
	free(list->item);
	*list = (struct holders){ 0 };
}
