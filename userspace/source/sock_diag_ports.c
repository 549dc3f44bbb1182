// SPDX-License-Identifier: GPL-2.0
/* The port range, listeners and sysctls, without the module. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "array.h"
#include "errors.h"
#include "source/sock_diag.h"
#include "source/source.h"

/**
 * struct sysctl - a file with one number
 * @name: below /proc
 * @key: where it goes in the summary
 * @scale: of the summary's unit
 */
struct sysctl {
	const char *name;
	enum summary_key key;
	uint64_t scale;
};

/* The last one exists on kernels of some cloud vendors only. */
static const struct sysctl sysctls[] = {
	{ "sys/net/ipv4/tcp_max_tw_buckets", KEY_TW_MAX, 1 },
	{ "sys/net/ipv4/tcp_tw_reuse", KEY_TCP_TW_REUSE, 1 },
	{ "sys/net/ipv4/tcp_tw_reuse_delay", KEY_TCP_TW_REUSE_DELAY_MS, 1 },
	{ "sys/net/ipv4/tcp_timestamps", KEY_TCP_TIMESTAMPS, 1 },
	{ "sys/net/ipv4/tcp_fin_timeout", KEY_TCP_FIN_TIMEOUT_MS, 1000 },
	{ "sys/net/ipv4/tcp_tw_timeout", KEY_TIMEWAIT_LEN_MS, 1000 },
};

/** read_number() - the number that a file begins with; 0 or -1 */
int read_number(const char *path, uint64_t *number)
{
	unsigned long long value;
	FILE *file = fopen(path, "re");
	int got;

	if (!file)
		return -1;
	got = fscanf(file, "%llu", &value);
	fclose(file);
	*number = value;
	return got == 1 ? 0 : -1;
}

static int visit_listener(const struct diag_socket *sock, void *data)
{
	struct twstat_port_sets *ports = data;

	ports->port[sock->socket.local_port] |= TWSTAT_PORT_LISTENING;
	return DONE;
}

static int read_range(struct twstat_port_sets *ports)
{
	char path[PROC_PATH];
	unsigned int low, high;
	FILE *file = fopen(proc_path("sys/net/ipv4/ip_local_port_range", path, sizeof(path)), "re");
	int got;

	if (!file)
		return failure("%s: %s", path, strerror(errno));
	got = fscanf(file, "%u %u", &low, &high);
	fclose(file);
	if (got != 2 || low > high || high > UINT16_MAX)
		return failure("%s: not a port range", path);
	ports->minimum = (u16)low;
	ports->maximum = (u16)high;
	return DONE;
}

static void reserve_ports(struct twstat_port_sets *ports, unsigned long from, unsigned long to)
{
	unsigned long port;

	for (port = from; port <= to && port <= UINT16_MAX; port++)
		ports->port[port] &= (u8)~TWSTAT_PORT_USABLE;
}

/* `8080,9148-9150`, or an empty line. */
static void read_reserved(struct twstat_port_sets *ports)
{
	char path[PROC_PATH], *line = NULL, *at, *end;
	size_t room = 0;
	FILE *file;

	file = fopen(proc_path("sys/net/ipv4/ip_local_reserved_ports", path, sizeof(path)), "re");
	if (!file)
		return;
	at = getline(&line, &room, file) > 0 ? line : NULL;
	while (at && *at >= '0' && *at <= '9') {
		unsigned long from = strtoul(at, &end, 10), to = from;

		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		reserve_ports(ports, from, to);
		at = *end == ',' ? end + 1 : NULL;
	}
	free(line);
	fclose(file);
}

/**
 * diag_ports() - the port range, its reserved ports, and the listeners
 * @ports: filled, of this network namespace
 *
 * Return: DONE or FAILED.
 */
int diag_ports(struct twstat_port_sets *ports)
{
	unsigned int port;
	int err;

	memset(ports, 0, sizeof(*ports));
	err = read_range(ports);
	if (err)
		return err;
	memset(&ports->port[ports->minimum], TWSTAT_PORT_USABLE,
	       ports->maximum - ports->minimum + 1u);
	read_reserved(ports);
	for (port = ports->minimum; port <= ports->maximum; port++)
		ports->usable_count += twstat_usable(ports, port);
	return diag_dump(DIAG_LISTENING, visit_listener, ports);
}

/**
 * diag_enter() - enter a namespace for a dump of its sockets
 * @netns: as for netns_select()
 * @ports: filled, as by diag_ports()
 *
 * Return: DONE, FAILED or USAGE.
 */
int diag_enter(const char *netns, struct twstat_port_sets *ports)
{
	struct netns ns;
	int err = netns_select(&ns, netns);

	return err ?: netns_enter(&ns) ?: diag_ports(ports);
}

/* Its bucket is marked, unless it is in an L3 domain, which the dump does not tell. */
static int visit_bound(const struct diag_socket *sock, void *data)
{
	struct twstat_port_sets *ports = data;

	if (!sock->socket.service.device)
		ports->port[sock->socket.local_port] |= TWSTAT_PORT_BOUND;
	return DONE;
}

/** diag_lists_bound() - whether this kernel lists sockets that are only bound */
bool diag_lists_bound(void)
{
	unsigned int major, minor;
	struct utsname kernel;

	return !uname(&kernel) && sscanf(kernel.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 8));
}

/**
 * diag_bound_ports() - the ports that bind() took, as far as the dump tells
 * @ports: of diag_ports(); those of listeners and of merely bound sockets are marked
 *
 * The kernel marks ports of connections that were bound first as well, and keeps the
 * mark when its maker is gone: there are at least so many.
 *
 * Return: DONE or FAILED.
 */
int diag_bound_ports(struct twstat_port_sets *ports)
{
	unsigned int states = DIAG_LISTENING | (diag_lists_bound() ? DIAG_BOUND : 0);
	unsigned int port;
	int err = diag_dump(states, visit_bound, ports);

	for (port = ports->minimum; port <= ports->maximum; port++) {
		if (!twstat_usable(ports, port))
			continue;
		ports->bound_count += twstat_bound(ports, port);
		ports->unseen_count += twstat_listening(ports, port) && !twstat_bound(ports, port);
	}
	return err;
}

/* A dump is of the namespace that the process is in. */
static const struct netns current_netns;

/* The kernel's own count: `TCP: inuse 4 orphan 0 tw 12 …`. */
static void read_sockstat(struct snapshot *snap)
{
	char path[PROC_PATH], line[256];
	FILE *file = fopen(proc_net_path(&current_netns, "sockstat", path, sizeof(path)), "re");
	unsigned long long count;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "TCP: inuse %*u orphan %*u tw %llu", &count) == 1)
			summary_set(&snap->summary, KEY_TW_COUNT, count);
	if (file)
		fclose(file);
}

/* The size with the padding of the slab, somewhat more than the object's. */
static void read_slabinfo(struct snapshot *snap)
{
	char path[PROC_PATH], line[256];
	FILE *file = fopen(proc_path("slabinfo", path, sizeof(path)), "re");
	unsigned long long bytes;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "tw_sock_TCP %*u %*u %llu", &bytes) == 1)
			summary_set(&snap->summary, KEY_TW_OBJECT_BYTES, bytes);
	if (file)
		fclose(file);
}

/* The same size as the module's, for root on kernels with SLUB. */
static void read_object_size(struct snapshot *snap)
{
	uint64_t bytes;

	if (read_number("/sys/kernel/slab/tw_sock_TCP/object_size", &bytes))
		read_slabinfo(snap);
	else
		summary_set(&snap->summary, KEY_TW_OBJECT_BYTES, bytes);
}

/** diag_meta() - sysctls and counts that are not sums over sockets */
void diag_meta(struct snapshot *snap)
{
	char path[PROC_PATH];
	struct stat info;
	uint64_t number;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sysctls); i++)
		if (!read_number(proc_path(sysctls[i].name, path, sizeof(path)), &number))
			summary_set(&snap->summary, sysctls[i].key, number * sysctls[i].scale);
	if (!stat(proc_path("self/ns/net", path, sizeof(path)), &info))
		summary_set(&snap->summary, KEY_NETNS, info.st_ino);
	read_sockstat(snap);
	read_object_size(snap);
	netstat_read(&current_netns, snap);
}
