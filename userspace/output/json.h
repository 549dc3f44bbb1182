/* SPDX-License-Identifier: GPL-2.0 */
/* A streaming JSON writer, without a tree in memory. */
#ifndef TWSTAT_READER_JSON_H
#define TWSTAT_READER_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 16
/* Raised when a member changes its meaning; members may be added. */
#define JSON_SCHEMA 1

/**
 * struct json - state of the writer
 * @out: the stream
 * @pretty: one member a line, indented
 * @depth: open objects and arrays
 * @filled: for each of them, whether it has a member
 */
struct json {
	FILE *out;
	bool pretty;
	unsigned int depth;
	bool filled[JSON_DEPTH];
};

void json_begin(struct json *json, FILE *out, bool pretty);
void json_end(struct json *json);

/* The key is NULL for an element of an array. */
void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);
void json_u64(struct json *json, const char *key, uint64_t value);
void json_s64(struct json *json, const char *key, int64_t value);
void json_double(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
void json_text(struct json *json, const char *key, const char *value);
void json_pair(struct json *json, uint64_t first, uint64_t second);

#endif
