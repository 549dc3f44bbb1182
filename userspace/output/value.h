/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The value of a field, from which both text and JSON are made.
 */
#ifndef TWSTAT_READER_VALUE_H
#define TWSTAT_READER_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/json.h"

#define VALUE_TEXT_SIZE 128

enum value_kind {
	VALUE_UNKNOWN, /* "-" in text, absent in JSON */
	VALUE_U64,
	VALUE_S64,
	VALUE_DOUBLE,
	VALUE_RATIO, /* 0.67 in JSON, 67% in text */
	VALUE_RATE, /* a second */
	VALUE_SECONDS,
	VALUE_BYTES,
	VALUE_BOOL,
	VALUE_TEXT,
};

struct value {
	enum value_kind kind;
	union {
		uint64_t u64;
		int64_t s64;
		double number;
		bool truth;
	};
	char text[VALUE_TEXT_SIZE];
};

void value_u64(struct value *value, uint64_t number);
void value_s64(struct value *value, int64_t number);
void value_number(struct value *value, enum value_kind kind, double number);
void value_text(struct value *value, const char *text);

const char *value_show(const struct value *value, char *buf, size_t size);
void value_json(const struct value *value, struct json *json, const char *key);

#endif
