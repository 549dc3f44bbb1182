// SPDX-License-Identifier: GPL-2.0
/* The words of a mix, each done when its turn comes. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "portmix.h"

static bool complain(const struct mix *mix, const char *what, unsigned long got,
		     unsigned long least, unsigned long most)
{
	printf("# %s: %lu, expected %lu to %lu (range %u-%u)\n", what, got, least, most, mix->first,
	       mix->last);
	return false;
}

/* Of an odd range each scan leaves out the first or the last port. */
static unsigned int odd_one(const struct mix *mix)
{
	unsigned int size = mix->last - mix->first + 1;

	return size > 1 && size % 2;
}

/* Connections until the first failure, which has to be the lack of a port. */
static unsigned long fill(struct mix *mix, const struct client *client)
{
	unsigned long count = 0;

	while (!mix_connect(mix, client))
		count++;
	if (errno != EADDRNOTAVAIL)
		err(1, "connect");
	return count;
}

static bool may_reuse(const struct mix *mix, const struct client *client)
{
	return mix->reuse == 1 || (mix->reuse == 2 && (!mix->ipv6 || client->device));
}

/*
 * A destination without a row has no socket, or live ones on less than an eighth of
 * the ports. One of a device also lacks the ports of sockets without a device.
 */
static void left_without_row(const struct mix *mix, const struct client *client, struct left *left)
{
	struct client plain = *client;
	struct left without;
	struct ports ports;
	unsigned long unshown;

	read_ports(&ports);
	unshown = ports.usable >= 8 ? ports.usable / 8 - 1 : 0;
	left->most = ports.usable - ports.bound;
	unshown += left->most ? odd_one(mix) : 0;
	left->least = left->most;
	plain.device = false;
	read_left(mix, &plain, &without);
	if (client->device && without.has_row)
		left->least = without.least;
	else if (client->device)
		unshown += unshown;
	left->least = left->least > unshown ? left->least - unshown : 0;
}

/* No more is left, but for the one port of an odd range. */
static bool check_full(const struct mix *mix, const struct client *client)
{
	struct left left;

	read_left(mix, client, &left);
	if (!left.has_row || client->device)
		return true;
	if (left.least)
		return complain(mix, "ports_left when full", left.least, 0, 0);
	if (left.most > odd_one(mix))
		return complain(mix, "ports_left_max when full", left.most, 0, odd_one(mix));
	return true;
}

/*
 * Sockets grow old enough for reuse meanwhile: those that were ready are taken for
 * certain, those that were young may be.
 */
static bool check_left(struct mix *mix, const struct client *client)
{
	struct left left;
	unsigned long count;

	read_left(mix, client, &left);
	if (!left.has_row)
		left_without_row(mix, client, &left);
	else if (!left.known)
		return complain(mix, "columns without a number", 0, 0, 0);
	if (left.has_row && !client->device && left.most - left.least > odd_one(mix))
		return complain(mix, "width of the bound", left.most - left.least, 0, odd_one(mix));
	if (may_reuse(mix, client)) {
		left.least += left.reuse;
		left.most += left.reuse + left.young;
	}
	count = fill(mix, client);
	if (count < left.least || count > left.most)
		return complain(mix, "connections", count, left.least, left.most);
	return check_full(mix, client);
}

/* bind() to any address takes the free ports; to one address it may share some. */
static bool check_free(struct mix *mix, bool any)
{
	unsigned long count = 0, least;
	struct ports ports;

	read_ports(&ports);
	while (!mix_bind(mix, 0, any))
		count++;
	if (errno != EADDRINUSE)
		err(1, "bind");
	least = ports.free > odd_one(mix) ? ports.free - odd_one(mix) : 0;
	if (count < least || (any && count > ports.free))
		return complain(mix, "sockets bound", count, least, any ? ports.free : -1ul);
	return true;
}

/* SOURCE:DESTINATION[:LETTERS], d of a device, c closed, e early, s shared */
static struct client parse_client(const char *text)
{
	struct client client = { .source = 0 };
	char letters[8] = "";

	if (sscanf(text, "%u:%u:%7s", &client.source, &client.destination, letters) < 2 ||
	    !client.source || client.source > SOURCES || client.destination > DESTINATIONS)
		errx(2, "not a client: %s", text);
	client.device = strchr(letters, 'd');
	client.closed = strchr(letters, 'c');
	client.early = strchr(letters, 'e');
	client.share = strchr(letters, 's');
	return client;
}

/* COUNT@CLIENT; ends early where no port is left */
static void connect_many(struct mix *mix, const char *text)
{
	const char *at = strchr(text, '@');
	unsigned long count = strtoul(text, NULL, 10);
	struct client client;

	if (!at)
		errx(2, "no client: %s", text);
	client = parse_client(at + 1);
	while (count-- && !mix_connect(mix, &client))
		continue;
}

/* FIRST-LAST@CLIENT; ports that are in use are left out */
static void connect_fixed(struct mix *mix, const char *text)
{
	unsigned int first, last;
	struct client client;
	const char *at = strchr(text, '@');

	if (!at || sscanf(text, "%u-%u", &first, &last) != 2)
		errx(2, "not ports of a client: %s", text);
	client = parse_client(at + 1);
	client.early = true;
	for (client.port = first; client.port <= last; client.port++)
		if (mix_connect(mix, &client) && errno != EADDRINUSE && errno != EADDRNOTAVAIL)
			err(1, "connect from %u", client.port);
}

static void each_port(struct mix *mix, const char *word, const char *text)
{
	unsigned int port, last;

	if (sscanf(text, "%u-%u", &port, &last) != 2)
		errx(2, "not a range of ports: %s", text);
	for (; port <= last; port++) {
		if (!strcmp(word, "listen"))
			mix_listen(mix, port);
		else if (!strcmp(word, "bound") || !strcmp(word, "held"))
			mix_bind(mix, port, !strcmp(word, "bound"));
		else
			mix_child(mix, port, !strcmp(word, "ended"));
	}
}

/* BOUND:FREE, what the summary has to say */
static bool check_ports(const struct mix *mix, const char *text)
{
	unsigned long bound, free;
	struct ports ports;

	if (sscanf(text, "%lu:%lu", &bound, &free) != 2)
		errx(2, "not two numbers: %s", text);
	read_ports(&ports);
	if (ports.bound != bound)
		return complain(mix, "ports_bound", ports.bound, bound, bound);
	return ports.free == free || complain(mix, "ports_free", ports.free, free, free);
}

static bool check_shared(const struct mix *mix, unsigned long shared)
{
	struct ports ports;

	read_ports(&ports);
	return ports.shared == shared ||
	       complain(mix, "ports_bound_shared", ports.shared, shared, shared);
}

/* Waits until its sockets are old enough for reuse. */
static bool wait_aged(const struct mix *mix, const char *text)
{
	const struct timespec step = { .tv_nsec = 50000000 };
	struct client client = parse_client(text);
	struct left left;
	int i;

	for (i = 0; i < 1000; i++) {
		read_left(mix, &client, &left);
		if (left.has_row && !left.young)
			return true;
		nanosleep(&step, NULL);
	}
	return complain(mix, "reuse_young", left.young, 0, 0);
}

static void setting(struct mix *mix, const char *word, const char *text)
{
	unsigned int first, last;

	if (!strcmp(word, "ipv6")) {
		mix->ipv6 = atoi(text);
	} else if (!strcmp(word, "range")) {
		if (sscanf(text, "%u-%u", &first, &last) != 2)
			errx(2, "not a range: %s", text);
		mix_range(mix, first, last);
	} else if (!strcmp(word, "reserved")) {
		mix_sysctl("ip_local_reserved_ports", text);
	} else if (!strcmp(word, "timestamps")) {
		mix_sysctl("tcp_timestamps", text);
	} else if (!strcmp(word, "step")) {
		mix_sysctl("ip_local_port_step_width", text);
	} else if (!strcmp(word, "reuse")) {
		mix->reuse = atoi(text);
		mix_sysctl("tcp_tw_reuse", text);
	} else {
		errx(2, "not a word: %s", word);
	}
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(word, *list))
			return true;
	return false;
}

/* The words that check something, or wait for it. */
static bool check_word(struct mix *mix, const char *name, const char *value)
{
	struct client client;

	if (!strcmp(name, "aged"))
		return wait_aged(mix, value);
	if (!strcmp(name, "ports"))
		return check_ports(mix, value);
	if (!strcmp(name, "shared"))
		return check_shared(mix, strtoul(value, NULL, 10));
	if (!strcmp(name, "free"))
		return check_free(mix, !atoi(value));
	if (strcmp(name, "left"))
		errx(2, "not a word: %s", name);
	client = parse_client(value);
	return check_left(mix, &client);
}

/**
 * mix_word() - do what a word says
 * @mix: the mix
 * @word: NAME=VALUE
 *
 * Settings, first: ipv6=1 range=FIRST-LAST reserved=PORTS reuse=N timestamps=N step=N
 * Sockets on each port: listen=, bound=, held=, child=, ended=FIRST-LAST are listeners,
 *	bound to any address, bound to the first source, ends of a service whose
 *	listener is gone, and such ends in TIME_WAIT
 * Connections: connect=COUNT@CLIENT fixed=FIRST-LAST@CLIENT, see parse_client()
 * drop=COUNT closes the last sockets.
 * aged=CLIENT waits until tcp_tw_reuse could take all in TIME_WAIT.
 * Checks: left=CLIENT, ports=BOUND:FREE, free=0 and free=1 (for any address, for one)
 *
 * Return: false if that is not what the module said.
 */
bool mix_word(struct mix *mix, const char *word)
{
	static const char *const by_port[] = { "listen", "bound", "held", "child", "ended", NULL };
	static const char *const settings[] = { "ipv6",	      "range", "reserved", "reuse",
						"timestamps", "step",  NULL };
	char name[16], value[64];

	if (sscanf(word, "%15[a-z0-9]=%63s", name, value) != 2)
		errx(2, "not a word: %s", word);
	if (is_one_of(name, settings)) {
		setting(mix, name, value);
		return true;
	}
	mix_serve(mix);
	if (is_one_of(name, by_port))
		each_port(mix, name, value);
	else if (!strcmp(name, "connect"))
		connect_many(mix, value);
	else if (!strcmp(name, "fixed"))
		connect_fixed(mix, value);
	else if (!strcmp(name, "drop"))
		mix_drop(mix, strtoul(value, NULL, 10));
	else
		return check_word(mix, name, value);
	return true;
}
