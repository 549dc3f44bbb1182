// SPDX-License-Identifier: GPL-2.0
/* One value of one field, as text for people and as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

/** value_number() - a number of one of the kinds that are measured */
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

/** show_foreign() - a text that anybody may have chosen: no escape sequence may come of it */
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

/** value_show() - the value for people */
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
		snprintf(buf, size, "%s", value->text);
		return buf;
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
