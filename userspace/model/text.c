// SPDX-License-Identifier: GPL-2.0
/* Numbers and text from outside, as people read them. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"

/** utf8_length() - bytes of the UTF-8 character at @text, 0 if it is none */
unsigned int utf8_length(const char *text)
{
	unsigned char first = (unsigned char)text[0];
	unsigned int len = first < 0x80 ? 1 :
			   first < 0xc2 ? 0 :
			   first < 0xe0 ? 2 :
			   first < 0xf0 ? 3 :
			   first < 0xf5 ? 4 :
					  0;
	unsigned int i;

	for (i = 1; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and beyond U+10FFFF. */
	if ((first == 0xe0 && (unsigned char)text[1] < 0xa0) ||
	    (first == 0xed && (unsigned char)text[1] > 0x9f) ||
	    (first == 0xf0 && (unsigned char)text[1] < 0x90) ||
	    (first == 0xf4 && (unsigned char)text[1] > 0x8f))
		return 0;
	return len;
}

/* Of the control characters beyond ASCII, C1 and those that change the direction. */
static bool is_control(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;

	if (byte[0] < 0x20 || byte[0] == 0x7f)
		return true;
	if (byte[0] == 0xc2)
		return byte[1] < 0xa0;
	if (byte[0] != 0xe2)
		return false;
	return (byte[1] == 0x80 &&
		((byte[2] >= 0x8e && byte[2] <= 0x8f) || (byte[2] >= 0xa8 && byte[2] <= 0xae))) ||
	       (byte[1] == 0x81 && byte[2] >= 0xa6 && byte[2] <= 0xa9);
}

/**
 * show_foreign() - a text from outside, such as the name of a process or a namespace
 * @text: any bytes
 * @buf: where to
 * @size: its room
 *
 * All such text that goes to a terminal comes through here: control characters, and
 * what is not UTF-8, become question marks.
 *
 * Return: @buf.
 */
const char *show_foreign(const char *text, char *buf, size_t size)
{
	size_t used = 0;
	unsigned int len;

	for (; *text; text += len ? len : 1) {
		len = utf8_length(text);
		if (used + (len ? len : 1) >= size)
			break;
		if (!len || is_control(text)) {
			buf[used++] = '?';
			continue;
		}
		memcpy(buf + used, text, len);
		used += len;
	}
	buf[used] = '\0';
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
