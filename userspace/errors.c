// SPDX-License-Identifier: GPL-2.0
/* One clear line about what went wrong, and the exit status that goes with it. */
#include <stdarg.h>
#include <stdio.h>

#include "errors.h"

static char text[512];

/**
 * failure() - remember why it went wrong
 * @format: as printf(), one line without its end
 *
 * Nothing is printed: who called decides whether another way is left.
 *
 * Return: FAILED.
 */
int failure(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return FAILED;
}

/** err_usage() - as failure(), for what the user typed; returns USAGE */
int err_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return USAGE;
}

/** err_absent() - as failure(), for a source that is not there; returns ABSENT */
int err_absent(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return ABSENT;
}

/** failure_text() - the line of the last failure */
const char *failure_text(void)
{
	return text;
}

/** warn() - say something on stderr that is no failure */
void warn(const char *format, ...)
{
	va_list args;

	fputs("twstat: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}
