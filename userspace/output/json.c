// SPDX-License-Identifier: GPL-2.0
/* A streaming JSON writer, without a tree in memory. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/text.h"
#include "output/json.h"

/** json_begin() - start a document on a stream */
void json_begin(struct json *json, FILE *out, bool pretty)
{
	memset(json, 0, sizeof(*json));
	json->out = out;
	json->pretty = pretty;
}

/** json_end() - end the document with a newline */
void json_end(struct json *json)
{
	fputc('\n', json->out);
}

/* Text such as a process's name may be any bytes; JSON must be valid UTF-8. */
static void write_text(FILE *out, const char *text)
{
	unsigned int len;

	fputc('"', out);
	for (; *text; text += len ? len : 1) {
		unsigned char byte = (unsigned char)*text;

		len = utf8_length(text);
		if (!len)
			fputs("\\ufffd", out);
		else if (byte == '"' || byte == '\\')
			fprintf(out, "\\%c", byte);
		else if (byte < 0x20 || byte == 0x7f)
			fprintf(out, "\\u%04x", byte);
		else
			fwrite(text, 1, len, out);
	}
	fputc('"', out);
}

static void new_line(struct json *json)
{
	unsigned int i;

	if (!json->pretty)
		return;
	fputc('\n', json->out);
	for (i = 0; i < json->depth; i++)
		fputs("  ", json->out);
}

static void begin_value(struct json *json, const char *key)
{
	if (json->depth) {
		if (json->filled[json->depth])
			fputc(',', json->out);
		json->filled[json->depth] = true;
		new_line(json);
	}
	if (key) {
		write_text(json->out, key);
		fputs(json->pretty ? ": " : ":", json->out);
	}
}

static void open_level(struct json *json, const char *key, char sign)
{
	begin_value(json, key);
	fputc(sign, json->out);
	if (json->depth + 1 < JSON_DEPTH)
		json->depth++;
	json->filled[json->depth] = false;
}

static void close_level(struct json *json, char sign)
{
	bool filled = json->filled[json->depth];

	json->depth--;
	if (filled)
		new_line(json);
	fputc(sign, json->out);
}

/** json_object() - open an object; close it with json_object_end() */
void json_object(struct json *json, const char *key)
{
	open_level(json, key, '{');
}

/** json_object_end() - close the innermost object */
void json_object_end(struct json *json)
{
	close_level(json, '}');
}

/** json_array() - open an array; close it with json_array_end() */
void json_array(struct json *json, const char *key)
{
	open_level(json, key, '[');
}

/** json_array_end() - close the innermost array */
void json_array_end(struct json *json)
{
	close_level(json, ']');
}

/** json_u64() - a number that is never negative */
void json_u64(struct json *json, const char *key, uint64_t value)
{
	begin_value(json, key);
	fprintf(json->out, "%" PRIu64, value);
}

/** json_s64() - a number with a sign */
void json_s64(struct json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	fprintf(json->out, "%" PRId64, value);
}

/** json_double() - a floating-point number; null when it is not finite */
void json_double(struct json *json, const char *key, double value)
{
	begin_value(json, key);
	if (isfinite(value))
		fprintf(json->out, "%.10g", value);
	else
		fputs("null", json->out);
}

/** json_bool() - true or false */
void json_bool(struct json *json, const char *key, bool value)
{
	begin_value(json, key);
	fputs(value ? "true" : "false", json->out);
}

/** json_text() - a string, escaped */
void json_text(struct json *json, const char *key, const char *value)
{
	begin_value(json, key);
	write_text(json->out, value);
}

/** json_pair() - an array of two numbers on one line, as a histogram has */
void json_pair(struct json *json, uint64_t first, uint64_t second)
{
	begin_value(json, NULL);
	fprintf(json->out, "[%" PRIu64 ",%" PRIu64 "]", first, second);
}
