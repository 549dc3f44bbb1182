/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers and text from outside, as people read them. */
#ifndef TWSTAT_READER_TEXT_H
#define TWSTAT_READER_TEXT_H

#include <stddef.h>
#include <stdint.h>

unsigned int utf8_length(const char *text);
const char *show_foreign(const char *text, char *buf, size_t size);
const char *show_count(uint64_t number, char *buf, size_t size);
const char *show_short(uint64_t number, char *buf, size_t size);
const char *show_bytes(double bytes, char *buf, size_t size);
const char *show_seconds(double seconds, char *buf, size_t size);
const char *show_rate(double rate, char *buf, size_t size);

#endif
