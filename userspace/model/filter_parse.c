// SPDX-License-Identifier: GPL-2.0
/* The parser of filters, whose syntax is that of ss(8). */
#include <netdb.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "model/filter_node.h"
#include "model/span.h"
#include "errors.h"

#define DEPTH 32

/**
 * struct reader - state of the parser
 * @filter: being built
 * @text: all words, a space between
 * @rest: the unread part of @text
 * @token: the next one
 * @depth: of nested parentheses and nots
 */
struct reader {
	struct filter *filter;
	char *text;
	const char *rest;
	struct span token;
	unsigned int depth;
};

static const struct {
	const char *word;
	enum node_kind kind;
} conditions[] = {
	{ "src", NODE_SRC },
	{ "dst", NODE_DST },
	{ "sport", NODE_SPORT },
	{ "dport", NODE_DPORT },
};

static int parse_or(struct reader *reader);

static void next_token(struct reader *reader)
{
	const char *at = reader->rest + strspn(reader->rest, " \t\n");
	size_t len;

	if (strchr("()", *at))
		len = *at ? 1 : 0;
	else if (strchr("!&|<>=", *at))
		len = at[1] && strchr("&|=", at[1]) ? 2 : 1;
	else
		len = strcspn(at, " \t\n()!&|<>=");
	reader->token = (struct span){ at, len };
	reader->rest = at + len;
}

static bool token_in(const struct reader *reader, const char *const *words)
{
	for (; *words; words++)
		if (span_is(reader->token, *words))
			return true;
	return false;
}

static bool take_word(struct reader *reader, const char *const *words)
{
	if (!token_in(reader, words))
		return false;
	next_token(reader);
	return true;
}

/* Returns -1, which the parsing functions return instead of a node's number. */
static int token_error(const struct reader *reader, const char *what)
{
	int len = reader->token.len > 60 ? 60 : (int)reader->token.len;

	if (len)
		err_usage("filter: %s at \"%.*s\"", what, len, reader->token.at);
	else
		err_usage("filter: %s at the end", what);
	return -1;
}

static int add_node(struct reader *reader, const struct filter_node *node)
{
	struct filter *filter = reader->filter;

	if (filter->nr_nodes == FILTER_NODES)
		return token_error(reader, "too long");
	filter->node[filter->nr_nodes] = *node;
	return (int)filter->nr_nodes++;
}

static int parse_number(struct span word, uint64_t most, int *number)
{
	uint64_t value;

	if (span_u64(word, &value) || value > most)
		return -1;
	*number = (int)value;
	return 0;
}

/* A number or the name of a service, after an optional colon as in ss. */
static int parse_port(struct span word, int *port)
{
	char name[64];
	struct servent *service;

	if (word.len && *word.at == ':') {
		word.at++;
		word.len--;
	}
	if (!parse_number(word, UINT16_MAX, port))
		return 0;
	if (!word.len || word.len >= sizeof(name) || (*word.at >= '0' && *word.at <= '9'))
		return -1;
	memcpy(name, word.at, word.len);
	name[word.len] = '\0';
	/* Not threaded. cppcheck-suppress getservbynameCalled */
	service = getservbyname(name, "tcp");
	if (!service)
		return -1;
	*port = ntohs((uint16_t)service->s_port);
	return 0;
}

/* The ADDR of ADDR[/LEN][:PORT]. */
static struct span split_address(struct span *rest)
{
	struct span addr = *rest;
	const char *colon = memchr(rest->at, ':', rest->len);
	const char *slash = memchr(rest->at, '/', rest->len);

	if (rest->len && *rest->at == '[') {
		rest->at++;
		rest->len--;
		return span_until(rest, ']');
	}
	if (slash)
		addr.len = (size_t)(slash - rest->at);
	else if (colon && !memchr(colon + 1, ':', (size_t)(rest->at + rest->len - colon - 1)))
		addr.len = (size_t)(colon - rest->at);
	rest->at += addr.len;
	rest->len -= addr.len;
	return addr;
}

static int parse_prefixlen(struct span *rest, struct filter_node *node)
{
	struct span word;
	int bits;

	if (!rest->len || *rest->at != '/')
		return 0;
	rest->at++;
	rest->len--;
	word = span_until(rest, ':');
	/* span_until() consumed the colon of the port: put it back. */
	if (rest->len) {
		rest->at--;
		rest->len++;
	}
	if (parse_number(word, address_bits(&node->address), &bits))
		return -1;
	node->prefixlen = (unsigned int)bits;
	return 0;
}

/* ADDR[/LEN][:PORT] → an address, a port, or both joined by and. */
static int parse_endpoint(struct reader *reader, enum node_kind kind)
{
	struct filter_node node = { .kind = kind };
	struct filter_node port = { .kind = kind == NODE_SRC ? NODE_SPORT : NODE_DPORT };
	struct filter_node both = { .kind = NODE_AND };
	struct span rest = reader->token, addr = split_address(&rest);
	bool any = !addr.len || span_is(addr, "*");

	if (!any) {
		if (address_parse(&node.address, addr.at, addr.len))
			return token_error(reader, "not an address");
		node.prefixlen = address_bits(&node.address);
		if (parse_prefixlen(&rest, &node))
			return token_error(reader, "invalid prefix length");
		address_mask(&node.address, node.prefixlen);
	}
	if (rest.len && (*rest.at != ':' || parse_port(rest, &port.number)))
		return token_error(reader, "invalid port");
	if (any && !rest.len)
		return token_error(reader, "address or port expected");
	next_token(reader);
	if (!rest.len)
		return add_node(reader, &node);
	if (any)
		return add_node(reader, &port);
	both.left = add_node(reader, &node);
	both.right = add_node(reader, &port);
	return both.right < 0 ? -1 : add_node(reader, &both);
}

static int parse_port_test(struct reader *reader, enum node_kind kind)
{
	static const struct {
		const char *word;
		enum port_op op;
	} ops[] = {
		{ "=", PORT_EQ },  { "==", PORT_EQ },  { "eq", PORT_EQ },  { "!=", PORT_NE },
		{ "ne", PORT_NE }, { "neq", PORT_NE }, { "<", PORT_LT },   { "lt", PORT_LT },
		{ "<=", PORT_LE }, { "le", PORT_LE },  { "leq", PORT_LE }, { ">", PORT_GT },
		{ "gt", PORT_GT }, { ">=", PORT_GE },  { "ge", PORT_GE },  { "geq", PORT_GE },
	};
	struct filter_node node = { .kind = kind };
	size_t i, n = ARRAY_SIZE(ops);
	bool found = false;

	for (i = 0; i < n && !found; i++) {
		found = span_is(reader->token, ops[i].word);
		node.op = ops[i].op;
	}
	if (!found)
		return token_error(reader, "comparison such as = or >= expected");
	next_token(reader);
	if (parse_port(reader->token, &node.number))
		return token_error(reader, "invalid port");
	next_token(reader);
	return add_node(reader, &node);
}

static int parse_side(struct reader *reader, int side)
{
	struct filter_node node = { .kind = NODE_SIDE, .number = side };

	return add_node(reader, &node);
}

static int parse_primary(struct reader *reader)
{
	static const char *const equal[] = { "=", "==", "eq", NULL };
	size_t i;

	for (i = 0; i < TWSTAT_SIDES; i++) {
		if (span_is(reader->token, side_name((unsigned int)i))) {
			next_token(reader);
			return parse_side(reader, (int)i);
		}
	}
	for (i = 0; i < ARRAY_SIZE(conditions); i++) {
		if (!span_is(reader->token, conditions[i].word))
			continue;
		next_token(reader);
		if (conditions[i].kind >= NODE_SPORT)
			return parse_port_test(reader, conditions[i].kind);
		take_word(reader, equal);
		return parse_endpoint(reader, conditions[i].kind);
	}
	return token_error(reader, "inbound, outbound, src, dst, sport, dport or ( expected");
}

static int parse_factor(struct reader *reader)
{
	static const char *const not_words[] = { "not", "!", NULL };
	static const char *const open_words[] = { "(", NULL };
	static const char *const close_words[] = { ")", NULL };
	struct filter_node node = { .kind = NODE_NOT };
	int number;

	if (++reader->depth > DEPTH)
		return token_error(reader, "nested too deeply");
	if (take_word(reader, not_words)) {
		node.left = parse_factor(reader);
		number = node.left < 0 ? -1 : add_node(reader, &node);
	} else if (take_word(reader, open_words)) {
		number = parse_or(reader);
		if (number >= 0 && !take_word(reader, close_words))
			number = token_error(reader, "missing )");
	} else {
		number = parse_primary(reader);
	}
	reader->depth--;
	return number;
}

static int parse_and(struct reader *reader)
{
	static const char *const and_words[] = { "and", "&", "&&", NULL };
	static const char *const stop_words[] = { "or", "|", "||", ")", NULL };
	struct filter_node node = { .kind = NODE_AND };
	int number = parse_factor(reader);

	while (number >= 0 && reader->token.len && !token_in(reader, stop_words)) {
		take_word(reader, and_words);
		node.left = number;
		node.right = parse_factor(reader);
		number = node.right < 0 ? -1 : add_node(reader, &node);
	}
	return number;
}

static int parse_or(struct reader *reader)
{
	static const char *const or_words[] = { "or", "|", "||", NULL };
	struct filter_node node = { .kind = NODE_OR };
	int number = parse_and(reader);

	while (number >= 0 && take_word(reader, or_words)) {
		node.left = number;
		node.right = parse_and(reader);
		number = node.right < 0 ? -1 : add_node(reader, &node);
	}
	return number;
}

/* Refuse a filter that no destination can match for lack of a port. */
static int check_ports(const struct filter *filter)
{
	struct filter_row out = { .side = TWSTAT_OUTBOUND, .sport = -1, .dport = -2 };
	struct filter_row in = { .side = TWSTAT_INBOUND, .sport = -2, .dport = -1 };
	enum truth outbound = filter_eval(filter, filter->root, &out);
	enum truth inbound = filter_eval(filter, filter->root, &in);

	if (outbound == TRUTH_YES || outbound == TRUTH_DATA || inbound == TRUTH_YES ||
	    inbound == TRUTH_DATA)
		return DONE;
	if (outbound == TRUTH_UNKNOWN)
		return err_usage("filter: outbound destinations have no sport, see `sockets`");
	if (inbound == TRUTH_UNKNOWN)
		return err_usage("filter: inbound destinations have no dport, see `sockets`");
	return DONE;
}

static char *join_words(const char *const *word, int nr_words)
{
	size_t size = 1;
	char *text, *at;
	int i;

	for (i = 0; i < nr_words; i++)
		size += strlen(word[i]) + 1;
	text = malloc(size);
	if (!text)
		return NULL;
	for (at = text, i = 0; i < nr_words; i++)
		at += sprintf(at, "%s ", word[i]);
	*at = '\0';
	return text;
}

/** filter_begins() - whether these words look like the start of a filter */
bool filter_begins(const char *text)
{
	static const char *const openers[] = { "not", "!", "(", NULL };
	struct reader reader = { .rest = text };
	unsigned int i;

	next_token(&reader);
	for (i = 0; i < TWSTAT_SIDES; i++)
		if (span_is(reader.token, side_name(i)))
			return true;
	for (i = 0; i < ARRAY_SIZE(conditions); i++)
		if (span_is(reader.token, conditions[i].word))
			return true;
	return token_in(&reader, openers);
}

/**
 * filter_parse() - read a filter
 * @filter: to set up; free it with filter_free(), whatever is returned
 * @word: its words; one may hold several
 * @nr_words: how many, 0 matches everything
 * @use: for sockets, or for destinations, which have only one port
 *
 * Return: DONE, FAILED or USAGE.
 */
int filter_parse(struct filter *filter, const char *const *word, int nr_words, enum filter_use use)
{
	struct reader reader = { .filter = filter };

	*filter = (struct filter){ .root = -1 };
	if (nr_words <= 0)
		return DONE;
	filter->node = calloc(FILTER_NODES, sizeof(*filter->node));
	reader.text = join_words(word, nr_words);
	if (!filter->node || !reader.text) {
		free(reader.text);
		return failure("out of memory");
	}
	reader.rest = reader.text;
	next_token(&reader);
	filter->root = parse_or(&reader);
	if (filter->root >= 0 && reader.token.len)
		filter->root = token_error(&reader, "unexpected token");
	free(reader.text);
	if (filter->root < 0)
		return USAGE;
	return use == FILTER_DESTINATIONS ? check_ports(filter) : DONE;
}
