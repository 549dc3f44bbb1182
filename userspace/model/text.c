// SPDX-License-Identifier: GPL-2.0
/* Numbers and text from outside, as people read them. */
#include <inttypes.h>
#include <stdio.h>

#include "model/text.h"

/** show_foreign() - a text from outside, such as a process's name, without control characters */
const char *show_foreign(const char *text, char *buf, size_t size)
{
	size_t i;

	snprintf(buf, size, "%s", text);
	for (i = 0; buf[i]; i++)
		if ((unsigned char)buf[i] < 0x20 || buf[i] == 0x7f)
			buf[i] = '?';
	return buf;
}

/** show_count() - a number with a comma between thousands */
const char *show_count(uint64_t number, char *buf, size_t size)
{
	char digits[24], out[32];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, number);
	int i, used = 0;

	for (i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = digits[i];
	}
	out[used] = '\0';
	snprintf(buf, size, "%s", out);
	return buf;
}

/** show_short() - a number in at most five characters: 18.4k, 1.2M */
const char *show_short(uint64_t number, char *buf, size_t size)
{
	if (number < 1000)
		snprintf(buf, size, "%" PRIu64, number);
	else if (number < 99950)
		snprintf(buf, size, "%.1fk", (double)number / 1e3);
	else if (number < 999500)
		snprintf(buf, size, "%.0fk", (double)number / 1e3);
	else
		snprintf(buf, size, "%.1fM", (double)number / 1e6);
	return buf;
}

/** show_bytes() - memory in binary units */
const char *show_bytes(double bytes, char *buf, size_t size)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned int i = 0;

	while (bytes >= 1023.95 && i < 4) {
		bytes /= 1024;
		i++;
	}
	snprintf(buf, size, i && bytes < 99.95 ? "%.1f %s" : "%.0f %s", bytes, unit[i]);
	return buf;
}

/** show_seconds() - a time span: 5.6 s, 24 s */
const char *show_seconds(double seconds, char *buf, size_t size)
{
	snprintf(buf, size, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
	return buf;
}

/** show_rate() - events a second without their unit */
const char *show_rate(double rate, char *buf, size_t size)
{
	if (rate > 0 && rate < 9.95)
		snprintf(buf, size, "%.1f", rate);
	else
		show_count((uint64_t)(rate + 0.5), buf, size);
	return buf;
}
