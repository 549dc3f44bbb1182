// SPDX-License-Identifier: GPL-2.0
/* Error messages of one line, and exit statuses. */
#include <stdarg.h>
#include <stdio.h>

#include "errors.h"
#include "model/text.h"

static char text[512];

/**
 * failure() - keep an error message
 * @format: as printf(), one line without its end
 *
 * Nothing is printed: the caller may have another source to try.
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

/** err_usage() - as failure(), for an error on the command line; returns USAGE */
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

/** failure_text() - the last error message */
const char *failure_text(void)
{
	static char shown[sizeof(text)];

	/* It may name a file, or quote a damaged snapshot. */
	return show_foreign(text, shown, sizeof(shown));
}

/** warn() - print a warning on stderr */
void warn(const char *format, ...)
{
	va_list args;

	fputs("twstat: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}
