// SPDX-License-Identifier: GPL-2.0
/* Filters as in ss on rows; addresses and numbers as text. */
#include <string.h>

#include "array.h"
#include "../../ktap.h"
#include "model/filter.h"
#include "model/span.h"
#include "model/text.h"
#include "errors.h"

struct row {
	const char *local, *remote;
	unsigned int side, port;
};

static const struct row database = { "10.0.0.9", "10.0.0.50", TWSTAT_OUTBOUND, 5432 };
static const struct row client = { "10.0.0.9", "192.0.2.7", TWSTAT_INBOUND, 443 };
static const struct row six = { "2001:db8::9", "2001:db8::7", TWSTAT_OUTBOUND, 443 };

static const struct {
	const char *filter;
	const struct row *row;
	bool matches;
} samples[] = {
	{ "dst 10.0.0.50", &database, true },
	{ "dst 10.0.0.51", &database, false },
	{ "dst 10.0.0.0/24", &database, true },
	{ "dst 10.0.0.50:5432", &database, true },
	{ "dst 10.0.0.50:5433", &database, false },
	{ "dst 10.0.0.0/8:5432", &database, true },
	{ "dst = 10.0.0.50", &database, true },
	{ "dst :5432", &database, true },
	{ "dst *:5432", &database, true },
	{ "src 10.0.0.9", &database, true },
	{ "src 10.0.0.9", &client, true },
	{ "outbound", &database, true },
	{ "outbound", &client, false },
	{ "inbound", &client, true },
	{ "not inbound", &database, true },
	{ "dport = 5432", &database, true },
	{ "dport = :5432", &database, true },
	{ "dport=5432", &database, true },
	{ "dport != 5432", &database, false },
	{ "dport ge 5000", &database, true },
	{ "dport < 5432", &database, false },
	{ "dport <= 5432", &database, true },
	{ "dport = https", &six, true },
	{ "dport = 443", &client, false },
	{ "not dport = 443", &client, false },
	{ "sport = 443", &client, true },
	{ "sport = 443", &six, false },
	{ "dst [2001:db8::7]:443", &six, true },
	{ "dst 2001:db8::/32", &six, true },
	{ "dst [2001:db8::]/32:443", &six, true },
	{ "dst 2001:db9::/32", &six, false },
	{ "dst 0.0.0.0/0", &six, false },
	{ "dst 10.0.0.50 or dst 192.0.2.0/24", &client, true },
	{ "( dst 10.0.0.50 | inbound ) and src 10.0.0.9", &client, true },
	{ "(dst 10.0.0.50||inbound)&&!inbound", &client, false },
	{ "outbound dst 10.0.0.0/8 dport = 5432", &database, true },
	{ "inbound or outbound and dst 10.9.9.9", &client, true },
	{ "dst 10.0.0.50 or sport = 1", &database, true },
};

static const char *const wrong[] = {
	"dst",
	"dst 10.0.0",
	"dst 10.0.0.50/33",
	"dst 10.0.0.50:65536",
	"dst 10.0.0.50:",
	"dport 5432",
	"dport = ",
	"dport = 70000",
	"( inbound",
	"inbound )",
	"inbound or",
	"bogus",
	"dst *",
	"not",
	"outbound sport = 5",
	"inbound and dport = 5",
	"outbound and not sport = 5",
	"((((((((((((((((((((((((((((((((((((((((inbound))))))))))))))))))))))))))))))))))))))))",
};

static bool row_matches(const char *text, const struct row *row, bool *good)
{
	struct destination dest = { .side = (uint8_t)row->side, .port = (uint16_t)row->port };
	struct filter filter;
	bool passes_filter;

	*good = !filter_parse(&filter, &text, 1, FILTER_DESTINATIONS);
	address_parse(&dest.local, row->local, strlen(row->local));
	address_parse(&dest.remote, row->remote, strlen(row->remote));
	passes_filter = *good && filter_destination(&filter, &dest);
	filter_free(&filter);
	return passes_filter;
}

static void filters(void)
{
	char name[128];
	bool good;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		bool got = row_matches(samples[i].filter, samples[i].row, &good);

		snprintf(name, sizeof(name), "%s %s %s", samples[i].filter,
			 samples[i].matches ? "matches" : "does not match", samples[i].row->remote);
		ktap_ok(good && got == samples[i].matches, name);
	}
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		row_matches(wrong[i], &database, &good);
		snprintf(name, sizeof(name), "refused: %.60s", wrong[i]);
		ktap_ok(!good && strstr(failure_text(), "filter: "), name);
	}
}

static void words_of_one_filter(void)
{
	static const char *const words[] = { "dst", "10.0.0.0/8", "( dport", "=", "5432 )" };
	struct filter filter;

	ktap_ok(!filter_parse(&filter, words, 5, FILTER_DESTINATIONS),
		"a filter may be any words of the command line");
	filter_free(&filter);
	ktap_ok(!filter_parse(&filter, words, 0, FILTER_DESTINATIONS),
		"no words are a filter as well");
	filter_free(&filter);
}

static void addresses(void)
{
	static const char *const good[] = { "0.0.0.0", "255.255.255.255", "10.0.0.50",	  "::",
					    "::1",     "2001:db8::7",	  "fe80::1:2:3:4" };
	static const char *const bad[] = { "",		"1.2.3",       "1.2.3.4.5",
					   "256.1.1.1", "1.2.3.4 ",    "1..2.3",
					   ":::",	"2001:db8::g", "1.2.3.4444" };
	char text[ADDRESS_TEXT], name[64];
	struct address addr;
	bool same;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		snprintf(name, sizeof(name), "address %s there and back", good[i]);
		same = !address_parse(&addr, good[i], strlen(good[i])) &&
		       !strcmp(address_text(&addr, text, sizeof(text)), good[i]);
		ktap_ok(same, name);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(name, sizeof(name), "no address: \"%s\"", bad[i]);
		ktap_ok(address_parse(&addr, bad[i], strlen(bad[i])), name);
	}
}

static bool number(const char *text, int64_t want)
{
	struct span span = { text, strlen(text) };
	int64_t value;

	return !span_s64(span, &value) && value == want;
}

static void numbers(void)
{
	char text[32];
	uint64_t value;

	ktap_ok(number("-2048", -2048), "a negative number");
	ktap_ok(number("9223372036854775807", INT64_MAX), "the largest one");
	ktap_ok(!number("9223372036854775808", 0), "one more is none");
	ktap_ok(!number("1x", 1) && !number("", 0) && !number("-", 0), "words are none");
	ktap_ok(span_u64((struct span){ "18446744073709551616", 20 }, &value), "2^64 is none");
	ktap_ok(!strcmp(show_count(1234567, text, sizeof(text)), "1,234,567"), "1,234,567");
	ktap_ok(!strcmp(show_short(18432, text, sizeof(text)), "18.4k"), "18.4k");
	ktap_ok(!strcmp(show_short(99999, text, sizeof(text)), "100k"), "100k");
	ktap_ok(!strcmp(show_bytes(6.3 * 1048576, text, sizeof(text)), "6.3 MiB"), "6.3 MiB");
}

int main(void)
{
	ktap_begin();
	filters();
	words_of_one_filter();
	addresses();
	numbers();
	return ktap_end();
}
