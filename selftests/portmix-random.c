// SPDX-License-Identifier: GPL-2.0
/* Random mixes, the same for the same seed. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "portmix.h"

#define RANGE_FIRST 20000
#define RANGE_SIZE_MAX 65

static unsigned long long state;

/** random_seed() - choose the mixes */
void random_seed(unsigned long long seed)
{
	state = seed * 2 + 1;
}

/* Below @limit. */
static unsigned int below(unsigned int limit)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % limit;
}

struct text {
	char *at;
	char *end;
};

static void say(struct text *text, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	text->at += vsnprintf(text->at, text->end - text->at, format, list);
	va_end(list);
	if (text->at >= text->end)
		abort();
}

/* A part of the range. */
static void say_ports(struct text *text, const char *name, unsigned int size)
{
	unsigned int first = below(size), count = 1 + below(size - first);

	if (count > 12)
		count = 1 + below(12);
	say(text, " %s=%u-%u", name, RANGE_FIRST + first, RANGE_FIRST + first + count - 1);
}

static void say_client(struct text *text, bool fixed)
{
	say(text, "@%u:%u:%s%s%s%s", 1 + below(SOURCES), 1 + below(3), below(2) ? "c" : "",
	    below(8) ? "" : "d", fixed || below(3) ? "" : "e", below(4) ? "" : "s");
}

static void say_sockets(struct text *text, unsigned int size)
{
	static const char *const by_port[] = { "listen", "bound", "held", "child", "ended" };
	unsigned int kind = below(12);

	if (kind < 5) {
		say_ports(text, by_port[kind], size);
	} else if (kind == 5) {
		say(text, " drop=%u", 1 + below(8));
	} else if (kind < 8) {
		say_ports(text, "fixed", size + 8);
		say_client(text, true);
	} else {
		say(text, " connect=%u", 1 + below(size));
		say_client(text, false);
	}
}

static void say_settings(struct text *text, unsigned int size)
{
	say(text, "ipv6=%u range=%u-%u timestamps=%u reuse=%u", below(2), RANGE_FIRST,
	    RANGE_FIRST + size - 1, !!below(3), below(2) ? 0 : below(3));
	if (!below(3))
		say_ports(text, "reserved", size);
	if (!below(4))
		say(text, " step=%u", 1 + below(40));
}

static void say_checks(struct text *text)
{
	unsigned int i, checks = 1 + below(3);

	for (i = 0; i < checks; i++)
		say(text, " left=%u:%u%s", 1 + below(SOURCES), 1 + below(4), below(6) ? "" : ":d");
	if (!below(3))
		say(text, " free=%u", below(2));
}

/**
 * random_mix() - the words of the next mix
 * @text: written there, separated by blanks
 * @room: of @text
 *
 * Return: the length.
 */
size_t random_mix(char *text, size_t room)
{
	struct text out = { .at = text, .end = text + room };
	unsigned int size = 1 + below(RANGE_SIZE_MAX), n = below(7);

	say_settings(&out, size);
	while (n--)
		say_sockets(&out, size);
	say_checks(&out);
	return out.at - text;
}
