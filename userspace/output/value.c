// SPDX-License-Identifier: GPL-2.0
/* The value of a field, as text and as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "output/value.h"

/** value_u64() - a count */
void value_u64(struct value *value, uint64_t number)
{
	value->kind = VALUE_U64;
	value->u64 = number;
}

/** value_s64() - a number with a sign */
void value_s64(struct value *value, int64_t number)
{
	value->kind = VALUE_S64;
	value->s64 = number;
}

/** value_number() - a floating-point number of a kind */
void value_number(struct value *value, enum value_kind kind, double number)
{
	value->kind = kind;
	value->number = number;
}

/** value_text() - a text, copied */
void value_text(struct value *value, const char *text)
{
	value->kind = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "%s", text);
}

/** value_show() - the value as text */
const char *value_show(const struct value *value, char *buf, size_t size)
{
	switch (value->kind) {
	case VALUE_U64:
		return show_count(value->u64, buf, size);
	case VALUE_S64:
		snprintf(buf, size, "%" PRId64, value->s64);
		return buf;
	case VALUE_DOUBLE:
		snprintf(buf, size, "%.6g", value->number);
		return buf;
	case VALUE_RATIO:
		snprintf(buf, size, "%.0f%%", value->number * 100);
		return buf;
	case VALUE_RATE:
		return show_rate(value->number, buf, size);
	case VALUE_SECONDS:
		return show_seconds(value->number, buf, size);
	case VALUE_BYTES:
		return show_bytes(value->number, buf, size);
	case VALUE_BOOL:
		snprintf(buf, size, "%s", value->truth ? "yes" : "no");
		return buf;
	case VALUE_TEXT:
		return show_foreign(value->text, buf, size);
	default:
		snprintf(buf, size, "-");
		return buf;
	}
}

/** value_json() - the value under a key; nothing when it is unknown */
void value_json(const struct value *value, struct json *json, const char *key)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
		break;
	case VALUE_U64:
		json_u64(json, key, value->u64);
		break;
	case VALUE_S64:
		json_s64(json, key, value->s64);
		break;
	case VALUE_BOOL:
		json_bool(json, key, value->truth);
		break;
	case VALUE_TEXT:
		json_text(json, key, value->text);
		break;
	default:
		json_double(json, key, value->number);
	}
}
