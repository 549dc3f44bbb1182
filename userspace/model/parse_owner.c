// SPDX-License-Identifier: GPL-2.0
/* Rows of the `[owners]` section, and of `[cgroups]`, which the reader saves with it. */
#include <string.h>

#include "model/columns.h"
#include "model/parse.h"
#include "errors.h"

/* The columns that are those of a destination. */
static const signed char destination_column[TWSTAT_COLUMNS] = {
	[TWSTAT_OWNERS_FAMILY] = TWSTAT_DESTINATIONS_FAMILY,
	[TWSTAT_OWNERS_SIDE] = TWSTAT_DESTINATIONS_SIDE,
	[TWSTAT_OWNERS_LOCAL] = TWSTAT_DESTINATIONS_LOCAL,
	[TWSTAT_OWNERS_REMOTE] = TWSTAT_DESTINATIONS_REMOTE,
	[TWSTAT_OWNERS_PORT] = TWSTAT_DESTINATIONS_PORT,
	[TWSTAT_OWNERS_DEV] = TWSTAT_DESTINATIONS_DEV,
	[TWSTAT_OWNERS_TIMEWAIT] = TWSTAT_DESTINATIONS_TIMEWAIT,
	[TWSTAT_OWNERS_FIN_WAIT2] = TWSTAT_DESTINATIONS_FIN_WAIT2,
	[TWSTAT_OWNERS_MIN_MS] = TWSTAT_DESTINATIONS_MIN_MS,
	[TWSTAT_OWNERS_MAX_MS] = TWSTAT_DESTINATIONS_MAX_MS,
	[TWSTAT_OWNERS_HISTOGRAM] = TWSTAT_DESTINATIONS_HISTOGRAM,
};

/** parse_owner_header() - the header line of the section */
int parse_owner_header(struct parser *parser, struct span line)
{
	return parse_header(parser, line, TWSTAT_OWNERS,
			    column_range(TWSTAT_OWNERS_FAMILY, TWSTAT_OWNERS_HISTOGRAM));
}

static int parse_number(bool *known, uint64_t *number, uint64_t max, struct span word)
{
	if (span_is(word, "-"))
		return 0;
	*known = true;
	return span_u64(word, number) || *number > max ? -1 : 0;
}

static int parse_u32(bool *known, uint32_t *number, struct span word)
{
	uint64_t wide = 0;
	int err = parse_number(known, &wide, UINT32_MAX, word);

	*number = (uint32_t)wide;
	return err;
}

static int parse_by(struct owner *row, struct span word)
{
	for (row->by = 0; row->by < OWNER_BYS; row->by++)
		if (span_is(word, owner_by_name(row->by)))
			return 0;
	return -1;
}

static int parse_how(struct owner *row, struct span word)
{
	if (span_is(word, "-"))
		return 0;
	for (row->how = HOW_UNKNOWN + 1; row->how < HOWS; row->how++)
		if (span_is(word, owner_how_name(row->how)))
			return 0;
	return -1;
}

/* The byte of an octal escape of three digits; -1 when it is none, or NUL. */
static int unescape(const char *at, const char *end)
{
	int byte;

	if (end - at < 4 || at[1] < '0' || at[1] > '3' || at[2] < '0' || at[2] > '7' ||
	    at[3] < '0' || at[3] > '7')
		return -1;
	byte = (at[1] - '0') * 64 + (at[2] - '0') * 8 + at[3] - '0';
	return byte ? byte : -1;
}

/** parse_text() - blanks and the like are octal escapes; "-" when it is not known. 0 or -1 */
int parse_text(char *text, size_t size, struct span word)
{
	const char *at = word.at, *end = at + word.len;
	size_t used = 0;

	if (span_is(word, "-"))
		return 0;
	for (; at < end; at++) {
		int byte = (unsigned char)*at;

		if (byte == '\\') {
			byte = unescape(at, end);
			at += 3;
		}
		if (byte == -1 || used + 1 == size)
			return -1;
		text[used++] = (char)byte;
	}
	text[used] = '\0';
	return 0;
}

static int parse_cell(struct parser *parser, struct owner *row, int column, struct span word)
{
	switch (column) {
	case TWSTAT_OWNERS_BY:
		return parse_by(row, word);
	case TWSTAT_OWNERS_PID:
		return parse_u32(&row->has_pid, &row->pid, word);
	case TWSTAT_OWNERS_START:
		return parse_number(&row->has_start, &row->start, UINT64_MAX, word);
	case TWSTAT_OWNERS_COMM:
		return parse_text(row->comm, sizeof(row->comm), word);
	case TWSTAT_OWNERS_UID:
		return parse_u32(&row->has_uid, &row->uid, word);
	case TWSTAT_OWNERS_CGROUP:
		return parse_number(&row->has_cgroup, &row->cgroup, UINT64_MAX, word);
	case TWSTAT_OWNERS_HOW:
		return parse_how(row, word);
	default:
		return parse_destination_cell(parser, &row->dest, destination_column[column], word);
	}
}

static int owner_word(struct parser *parser, void *row, int column, struct span word)
{
	return parse_cell(parser, row, column, word) ? parse_wrong(parser, column, word) : DONE;
}

/**
 * parse_owner() - one row
 * @parser: after the section's header
 * @line: the row
 *
 * Return: DONE or FAILED.
 */
int parse_owner(struct parser *parser, struct span line)
{
	struct owner *row = snapshot_add_owner(parser->snap);

	return row ? parse_row(parser, line, owner_word, row) : failure("out of memory");
}

/** parse_cgroup() - the id and the path of a cgroup; DONE or FAILED */
int parse_cgroup(struct parser *parser, struct span line)
{
	struct span id = span_word(&line), path = span_word(&line);
	struct cgroup_name *row = snapshot_add_cgroup(parser->snap);

	if (!row)
		return failure("out of memory");
	if (span_u64(id, &row->id))
		return parse_failure(parser, "not a number", id);
	if (parse_text(row->path, sizeof(row->path), path))
		return parse_failure(parser, "not the path of a cgroup", path);
	return DONE;
}
