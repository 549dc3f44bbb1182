// SPDX-License-Identifier: GPL-2.0
/* The traffic generator's command line. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcpgen.h"

static const char usage_text[] =
	"Usage: tcpgen [OPTION]...\n"
	"Make real TCP connections on this host, close them, and report in\n"
	"\"key value\" lines. One process is client and server.\n"
	"\n"
	"What to connect\n"
	"  -4, -6                IPv4 (default), IPv6\n"
	"  -m, --mapped          IPv4 through AF_INET6 sockets (dual-stack)\n"
	"  -s, --source ADDR     first client address; default: the kernel's choice\n"
	"  -S, --sources N       use N addresses from there on\n"
	"  -d, --destination ADDR  first server address; default: loopback\n"
	"  -D, --destinations N  use N addresses from there on\n"
	"  -p, --port PORT       first server port; default: 8000\n"
	"  -P, --ports N         use N ports from there on\n"
	"\n"
	"The client's port\n"
	"  -b, --bind            bind() to port 0 before connect()\n"
	"                        (otherwise connect() chooses; with a source address\n"
	"                        by means of IP_BIND_ADDRESS_NO_PORT)\n"
	"  -l, --local-port A[-B]  bind() to these ports in turn, with SO_REUSEADDR\n"
	"  -N, --no-reuseaddr    no SO_REUSEADDR, neither there nor on listeners\n"
	"\n"
	"How many\n"
	"  -n, --count N         connections; default: 1; 0: listen only\n"
	"  -t, --seconds N       stop after so long\n"
	"  -r, --rate A[-B]      at most so many a second; with -t: evenly from A to B\n"
	"  -f, --fill            until connect() says EADDRNOTAVAIL\n"
	"                        (with -b: or bind() says EADDRINUSE)\n"
	"  -q, --requests N      exchange N bytes, one by one, on each connection\n"
	"\n"
	"How they end\n"
	"  -c, --closer SIDE,... who closes first: client (default), server;\n"
	"                        of several words each connection takes the next\n"
	"  -e, --end HOW,...     fin (default): both close, TIME_WAIT is left\n"
	"                        half: the other side stays open, FIN_WAIT2 is left\n"
	"                        reset: SO_LINGER 0, nothing is left\n"
	"                        live: neither end closes\n"
	"      --live N          the first N are live, whatever --end says\n"
	"  -H, --hold            when done print \"ready\", keep listeners and open\n"
	"                        connections until SIGTERM, then reset these\n"
	"\n"
	"Besides\n"
	"      --device NAME     SO_BINDTODEVICE on the client\n"
	"      --server-netns NAME  servers live in this network namespace\n"
	"      --mark N, --tos N SO_MARK and IP_TOS or IPV6_TCLASS on the client\n"
	"  -L, --latency         report percentiles of the time per connection\n"
	"  -h, --help\n"
	"\n"
	"Exit status: 0 done as asked, 1 a call failed (key \"error\"), 2 usage.\n";

enum {
	OPT_DEVICE = 256,
	OPT_LIVE,
	OPT_MARK,
	OPT_SERVER_NETNS,
	OPT_TOS,
};

static const struct option long_options[] = { { "mapped", no_argument, NULL, 'm' },
					      { "source", required_argument, NULL, 's' },
					      { "sources", required_argument, NULL, 'S' },
					      { "destination", required_argument, NULL, 'd' },
					      { "destinations", required_argument, NULL, 'D' },
					      { "port", required_argument, NULL, 'p' },
					      { "ports", required_argument, NULL, 'P' },
					      { "bind", no_argument, NULL, 'b' },
					      { "local-port", required_argument, NULL, 'l' },
					      { "no-reuseaddr", no_argument, NULL, 'N' },
					      { "count", required_argument, NULL, 'n' },
					      { "seconds", required_argument, NULL, 't' },
					      { "rate", required_argument, NULL, 'r' },
					      { "fill", no_argument, NULL, 'f' },
					      { "requests", required_argument, NULL, 'q' },
					      { "closer", required_argument, NULL, 'c' },
					      { "end", required_argument, NULL, 'e' },
					      { "live", required_argument, NULL, OPT_LIVE },
					      { "hold", no_argument, NULL, 'H' },
					      { "device", required_argument, NULL, OPT_DEVICE },
					      { "server-netns", required_argument, NULL,
						OPT_SERVER_NETNS },
					      { "mark", required_argument, NULL, OPT_MARK },
					      { "tos", required_argument, NULL, OPT_TOS },
					      { "latency", no_argument, NULL, 'L' },
					      { "help", no_argument, NULL, 'h' },
					      {} };

static unsigned long parse_number(const char *text, unsigned long min, unsigned long max)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || value < min || value > max)
		errx(2, "not a number from %lu to %lu: %s", min, max, text);
	return value;
}

static int choice(const char *text, const char *const *names)
{
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(text, names[i]))
			return i;
	errx(2, "unknown word: %s", text);
}

/* Words with commas between them. Return: how many there were. */
static unsigned int choices(char *text, const char *const *names, unsigned int *chosen)
{
	unsigned int n = 0;
	char *word;

	for (word = strtok(text, ","); word; word = strtok(NULL, ",")) {
		if (n == MAX_CYCLE)
			errx(2, "more than %d words", MAX_CYCLE);
		chosen[n++] = choice(word, names);
	}
	if (!n)
		errx(2, "no word");
	return n;
}

static void rate_range(struct options *opt, char *text)
{
	char *dash = strchr(text, '-');

	if (dash)
		*dash++ = '\0';
	opt->rate = parse_number(text, 1, 1000000);
	opt->last_rate = dash ? parse_number(dash, 1, 1000000) : opt->rate;
}

static void port_range(struct options *opt, char *text)
{
	char *dash = strchr(text, '-');

	if (dash)
		*dash++ = '\0';
	opt->local_port = LOCAL_PORT_FIXED;
	opt->local_first = parse_number(text, 1, 65535);
	opt->local_last = opt->local_first;
	if (dash)
		opt->local_last = parse_number(dash, opt->local_first, 65535);
}

static void parse_endpoint(const struct options *opt, const char *text, struct endpoint *to)
{
	char mapped[INET6_ADDRSTRLEN + 8];
	int family = opt->mapped ? AF_INET6 : opt->family;
	void *addr;

	if (opt->mapped) {
		snprintf(mapped, sizeof(mapped), "::ffff:%s", text);
		text = mapped;
	}
	memset(to, 0, sizeof(*to));
	to->sa.sa_family = family;
	if (family == AF_INET) {
		to->len = sizeof(to->in);
		addr = &to->in.sin_addr;
	} else {
		to->len = sizeof(to->in6);
		addr = &to->in6.sin6_addr;
	}
	if (inet_pton(family, text, addr) != 1)
		errx(2, "not an address of this family: %s", text);
}

static void set_number(struct options *opt, int key, const char *text)
{
	switch (key) {
	case 'S':
		opt->sources = parse_number(text, 1, 1 << 24);
		break;
	case 'D':
		opt->destinations = parse_number(text, 1, 1 << 24);
		break;
	case 'p':
		opt->port = parse_number(text, 1, 65535);
		break;
	case 'P':
		opt->ports = parse_number(text, 1, 65535);
		break;
	case 'n':
		opt->count = parse_number(text, 0, UINT_MAX);
		opt->has_count = true;
		break;
	case 't':
		opt->seconds = parse_number(text, 1, 86400);
		break;
	case 'q':
		opt->requests = parse_number(text, 0, UINT_MAX);
		break;
	case OPT_LIVE:
		opt->live = parse_number(text, 0, UINT_MAX);
		break;
	case OPT_MARK:
		opt->mark = parse_number(text, 0, UINT_MAX);
		break;
	case OPT_TOS:
		opt->tos = parse_number(text, 0, 255);
		break;
	}
}

static void set_option(struct options *opt, int key, char *text)
{
	static const char *const closers[] = { "client", "server", NULL };
	static const char *const endings[] = { "fin", "half", "reset", "live", NULL };

	switch (key) {
	case '4':
		opt->family = AF_INET;
		break;
	case '6':
		opt->family = AF_INET6;
		break;
	case 'm':
		opt->mapped = true;
		break;
	case 'b':
		opt->local_port = LOCAL_PORT_BIND;
		break;
	case 'l':
		port_range(opt, text);
		break;
	case 'N':
		opt->reuse_address = false;
		break;
	case 'r':
		rate_range(opt, text);
		break;
	case 'f':
		opt->fill = true;
		break;
	case 'c':
		opt->n_closers = choices(text, closers, opt->closers);
		break;
	case 'e':
		opt->n_endings = choices(text, endings, opt->endings);
		break;
	case 'H':
		opt->hold = true;
		break;
	case 'L':
		opt->latency = true;
		break;
	case OPT_DEVICE:
		opt->device = text;
		break;
	case OPT_SERVER_NETNS:
		opt->server_netns = text;
		break;
	default:
		set_number(opt, key, text);
	}
}

static void check_options(const struct options *opt)
{
	if (opt->mapped && opt->family == AF_INET6)
		errx(2, "--mapped is IPv4: not with -6");
	if (opt->port + opt->ports - 1 > 65535)
		errx(2, "the last port is above 65535");
	if (opt->sources > 1 && !opt->has_source)
		errx(2, "--sources wants --source");
	if (opt->rate != opt->last_rate && !opt->seconds)
		errx(2, "--rate A-B wants --seconds");
}

/* Addresses wait until the family is known, so their order is free. */
static void set_endpoints(struct options *opt, const char *source, const char *destination)
{
	if (!destination)
		destination = opt->family == AF_INET6 ? "::1" : "127.0.0.1";
	parse_endpoint(opt, destination, &opt->destination);
	if (!source && opt->local_port != LOCAL_PORT_CONNECT)
		source = opt->family == AF_INET6 ? "::" : "0.0.0.0";
	if (!source)
		return;
	parse_endpoint(opt, source, &opt->source);
	opt->has_source = true;
}

/**
 * parse_options() - read the command line
 * @opt: filled in, defaults where the line says nothing
 * @argc: main()'s
 * @argv: main()'s
 *
 * Leaves the program with status 2 and a message when the line is wrong.
 */
void parse_options(struct options *opt, int argc, char **argv)
{
	const char *source = NULL, *destination = NULL;
	int key;

	*opt = (struct options){
		.family = AF_INET,
		.sources = 1,
		.destinations = 1,
		.port = 8000,
		.ports = 1,
		.reuse_address = true,
		.count = 1,
		.n_closers = 1,
		.n_endings = 1,
	};
	while ((key = getopt_long(argc, argv, "46ms:S:d:D:p:P:bl:Nn:t:r:fq:c:e:HLh", long_options,
				  NULL)) != -1) {
		switch (key) {
		case '?':
			exit(2);
		case 'h':
			fputs(usage_text, stdout);
			exit(0);
		case 's':
			source = optarg;
			break;
		case 'd':
			destination = optarg;
			break;
		default:
			set_option(opt, key, optarg);
		}
	}
	if (optind < argc)
		errx(2, "unexpected argument: %s", argv[optind]);
	set_endpoints(opt, source, destination);
	check_options(opt);
	if (!opt->has_count && (opt->fill || opt->seconds))
		opt->count = UINT_MAX;
}
