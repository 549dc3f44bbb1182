// SPDX-License-Identifier: GPL-2.0
/* A piece of a line: words and numbers, without a closing zero. */
#include <string.h>

#include "model/span.h"

/** span_word() - take the next word off @rest; empty at the end */
struct span span_word(struct span *rest)
{
	const char *at = rest->at, *end = at + rest->len, *stop;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	for (stop = at; stop < end && *stop != ' ' && *stop != '\t'; stop++)
		;
	rest->at = stop;
	rest->len = (size_t)(end - stop);
	return (struct span){ at, (size_t)(stop - at) };
}

/** span_until() - take what lies before the next @end off @rest, and that */
struct span span_until(struct span *rest, char end)
{
	const char *stop = memchr(rest->at, end, rest->len);
	struct span head = { rest->at, stop ? (size_t)(stop - rest->at) : rest->len };
	size_t gone = head.len + (stop ? 1 : 0);

	rest->at += gone;
	rest->len -= gone;
	return head;
}

/** span_is() - whether it is exactly this text */
bool span_is(struct span span, const char *text)
{
	return strlen(text) == span.len && !memcmp(text, span.at, span.len);
}

/** span_u64() - a decimal number and nothing else; 0, or -1 when it is none */
int span_u64(struct span span, uint64_t *value)
{
	uint64_t sum = 0;
	size_t i;

	if (!span.len || span.len > 20)
		return -1;
	for (i = 0; i < span.len; i++) {
		unsigned int digit = (unsigned int)(span.at[i] - '0');

		if (digit > 9 || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return -1;
	}
	*value = sum;
	return 0;
}

/** span_s64() - as span_u64(), with a sign before it */
int span_s64(struct span span, int64_t *value)
{
	bool negative = span.len && span.at[0] == '-';
	uint64_t size;

	if (negative) {
		span.at++;
		span.len--;
	}
	if (span_u64(span, &size) || size > INT64_MAX)
		return -1;
	*value = negative ? -(int64_t)size : (int64_t)size;
	return 0;
}
