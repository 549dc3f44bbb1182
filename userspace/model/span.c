// SPDX-License-Identifier: GPL-2.0
/* Words and numbers of a line, not NUL-terminated. */
#include <string.h>

#include "model/span.h"

/** span_word() - remove the next word from @rest; empty at the end */
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

/** span_until() - remove the text up to the next @end from @rest, and @end itself */
struct span span_until(struct span *rest, char end)
{
	const char *stop = memchr(rest->at, end, rest->len);
	struct span head = { rest->at, stop ? (size_t)(stop - rest->at) : rest->len };
	size_t gone = head.len + (stop ? 1 : 0);

	rest->at += gone;
	rest->len -= gone;
	return head;
}

/** span_u64() - parse a decimal number; 0 or -1 */
int span_u64(struct span span, uint64_t *value)
{
	const char *at = span.at, *end = at + span.len;
	/* 19 digits cannot overflow. */
	const char *safe = span.len > 19 ? at + 19 : end;
	uint64_t sum = 0;

	if (!span.len || span.len > 20)
		return -1;
	for (; at < safe; at++) {
		unsigned int digit = (unsigned int)(*at - '0');

		if (digit > 9)
			return -1;
		sum = sum * 10 + digit;
	}
	for (; at < end; at++) {
		unsigned int digit = (unsigned int)(*at - '0');

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
