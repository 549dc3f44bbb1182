/* SPDX-License-Identifier: GPL-2.0 */
/* Error messages of one line, and exit statuses. */
#ifndef TWSTAT_READER_ERRORS_H
#define TWSTAT_READER_ERRORS_H

/* Exit statuses; functions that can fail return one of them. */
enum outcome {
	DONE = 0,
	FAILED = 1,
	USAGE = 2,
	/* The module is not loaded. Not an exit status: main() makes it FAILED. */
	ABSENT = 3,
};

int failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
int err_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
int err_absent(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *failure_text(void);
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
