/* SPDX-License-Identifier: GPL-2.0 */
/* Words and numbers of a line, not NUL-terminated. */
#ifndef TWSTAT_READER_SPAN_H
#define TWSTAT_READER_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *at;
	size_t len;
};

/**
 * span_is() - whether it is exactly this text
 * @span: the piece
 * @text: usually a constant, whose strlen() is known at compile time
 */
static inline bool span_is(struct span span, const char *text)
{
	return strlen(text) == span.len && !memcmp(text, span.at, span.len);
}

struct span span_word(struct span *rest);
struct span span_until(struct span *rest, char end);
int span_u64(struct span span, uint64_t *value);
int span_s64(struct span span, int64_t *value);

#endif
