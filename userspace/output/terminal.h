/* SPDX-License-Identifier: GPL-2.0 */
/* Properties of the terminal: width, UTF-8, colours. */
#ifndef TWSTAT_READER_TERMINAL_H
#define TWSTAT_READER_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum tone { TONE_PLAIN, TONE_DIM, TONE_BOLD, TONE_GOOD, TONE_NOTICE, TONE_WARNING, TONE_CRITICAL };

/**
 * struct terminal - standard output
 * @out: the stream
 * @width: columns
 * @utf8: block characters may be used
 * @color: escape sequences may be used
 */
struct terminal {
	FILE *out;
	unsigned int width;
	bool utf8;
	bool color;
};

void terminal_init(struct terminal *term, const char *color);
void terminal_tone(const struct terminal *term, enum tone tone);
void terminal_line(const struct terminal *term, const char *text);
void terminal_wrap(const struct terminal *term, unsigned int used, unsigned int indent,
		   const char *text);
unsigned int text_width(const char *text);
const char *text_clip(const char *text, unsigned int width, bool utf8, char *buf, size_t size);

#endif
