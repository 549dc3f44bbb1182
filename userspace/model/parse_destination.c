// SPDX-License-Identifier: GPL-2.0
/* Rows of the `[destinations]` section. */
#include <string.h>

#include "model/columns.h"
#include "model/parse.h"
#include "errors.h"

/* A row needs these. */
static uint64_t required_columns(void)
{
	return column_range(TWSTAT_DESTINATIONS_FAMILY, TWSTAT_DESTINATIONS_FIN_WAIT2) |
	       COLUMN_BIT(TWSTAT_DESTINATIONS_HISTOGRAM);
}

/** parse_destination_header() - the header line of the section */
int parse_destination_header(struct parser *parser, struct span line)
{
	return parse_header(parser, line, TWSTAT_DESTINATIONS, required_columns());
}

static int parse_family(struct destination *row, struct span word)
{
	if (span_is(word, "ipv4"))
		row->family = TWSTAT_IPV4;
	else if (span_is(word, "ipv6"))
		row->family = TWSTAT_IPV6;
	else
		return -1;
	return 0;
}

static int parse_side(struct destination *row, struct span word)
{
	if (span_is(word, "outbound"))
		row->side = TWSTAT_OUTBOUND;
	else if (span_is(word, "inbound"))
		row->side = TWSTAT_INBOUND;
	else
		return -1;
	return 0;
}

static int parse_address(struct destination *row, struct address *addr, struct span word)
{
	if (!span_is(word, "*"))
		return address_parse(addr, word.at, word.len);
	row->other = true;
	return 0;
}

static int parse_port(struct destination *row, struct span word)
{
	uint64_t port = 0;

	if (!span_is(word, "*") && (span_u64(word, &port) || port > UINT16_MAX))
		return -1;
	row->port = (uint16_t)port;
	return 0;
}

static int parse_count(struct destination *row, int count, struct span word)
{
	if (span_is(word, "-"))
		return 0;
	if (span_u64(word, &row->count[count]) || row->count[count] > UINT32_MAX)
		return -1;
	row->known |= (uint16_t)(1u << count);
	return 0;
}

static int parse_end(bool *known, int64_t *end, struct span word)
{
	if (span_is(word, "-"))
		return 0;
	*known = true;
	return span_s64(word, end);
}

static int parse_dev(struct destination *row, struct span word)
{
	uint64_t dev = 0;

	if (!span_is(word, "-") && !span_is(word, "*") &&
	    (span_u64(word, &dev) || dev > UINT32_MAX))
		return -1;
	row->dev = (uint32_t)dev;
	return 0;
}

/* Digits up to @stop or the end of the word. */
static int parse_pair_number(const char **at, const char *end, char stop, uint32_t *value)
{
	const char *begin = *at, *here = begin;
	uint64_t sum = 0;

	for (; here < end && *here != stop; here++) {
		unsigned int digit = (unsigned int)(*here - '0');

		if (digit > 9 || sum > UINT32_MAX / 10)
			return -1;
		sum = sum * 10 + digit;
	}
	*at = here;
	*value = (uint32_t)sum;
	return here == begin || sum > UINT32_MAX ? -1 : 0;
}

/* `bin:count,…`, bins ascending, none empty, no comma at the end. */
static int parse_pairs(struct destination *row, struct span word, uint32_t count[BINS])
{
	const char *at = word.at, *end = at + word.len;
	unsigned int n = 0;
	uint32_t bin;

	do {
		if (parse_pair_number(&at, end, ':', &bin) || at++ == end || bin >= BINS ||
		    row->bins >> bin)
			return -1;
		if (parse_pair_number(&at, end, ',', &count[n]) || !count[n])
			return -1;
		row->bins |= 1ull << bin;
		n++;
	} while (at++ < end);
	return (int)n;
}

static int parse_histogram(struct parser *parser, struct destination *row, struct span word)
{
	uint32_t count[BINS];
	int n;

	if (span_is(word, "-"))
		return 0;
	n = parse_pairs(row, word, count);
	if (n < 0)
		return -1;
	row->bin_count = snapshot_bins(parser->snap, (unsigned int)n);
	if (!row->bin_count)
		return -1;
	memcpy(row->bin_count, count, (size_t)n * sizeof(*count));
	return 0;
}

/* All three are known or none is; the netlink dump knows nothing of reuse. */
static int parse_left(struct destination *row, uint32_t *ports, struct span word)
{
	uint64_t value;

	if (span_is(word, "-"))
		return 0;
	if (span_u64(word, &value) || value > UINT32_MAX)
		return -1;
	*ports = (uint32_t)value;
	row->has_left = true;
	return 0;
}

/**
 * parse_destination_cell() - one column of a row
 * @parser: owns the memory of histograms
 * @row: filled
 * @column: one of TWSTAT_DESTINATIONS_*
 * @word: its text
 *
 * Return: 0, or -1 when the text is wrong.
 */
int parse_destination_cell(struct parser *parser, struct destination *row, int column,
			   struct span word)
{
	switch (column) {
	case TWSTAT_DESTINATIONS_FAMILY:
		return parse_family(row, word);
	case TWSTAT_DESTINATIONS_SIDE:
		return parse_side(row, word);
	case TWSTAT_DESTINATIONS_LOCAL:
		return parse_address(row, &row->local, word);
	case TWSTAT_DESTINATIONS_REMOTE:
		return parse_address(row, &row->remote, word);
	case TWSTAT_DESTINATIONS_PORT:
		return parse_port(row, word);
	case TWSTAT_DESTINATIONS_HISTOGRAM:
		return parse_histogram(parser, row, word);
	case TWSTAT_DESTINATIONS_MIN_MS:
		return parse_end(&row->has_min, &row->min_ms, word);
	case TWSTAT_DESTINATIONS_MAX_MS:
		return parse_end(&row->has_max, &row->max_ms, word);
	case TWSTAT_DESTINATIONS_DEV:
		return parse_dev(row, word);
	case TWSTAT_DESTINATIONS_PORTS_LEFT:
		return parse_left(row, &row->left, word);
	case TWSTAT_DESTINATIONS_PORTS_LEFT_MAX:
		return parse_left(row, &row->left_max, word);
	case TWSTAT_DESTINATIONS_REUSE_PORTS:
		return parse_left(row, &row->reuse_ports, word);
	default:
		return parse_count(row, column - COUNT_FIRST_COLUMN, word);
	}
}

static int destination_word(struct parser *parser, void *row, int column, struct span word)
{
	return parse_destination_cell(parser, row, column, word) ?
		       parse_wrong(parser, column, word) :
		       DONE;
}

/**
 * parse_destination() - one row
 * @parser: after the section's header
 * @line: the row
 *
 * Return: DONE or FAILED.
 */
int parse_destination(struct parser *parser, struct span line)
{
	struct destination *row = snapshot_add_destination(parser->snap);

	return row ? parse_row(parser, line, destination_word, row) : failure("out of memory");
}
