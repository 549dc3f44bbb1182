// SPDX-License-Identifier: GPL-2.0
/* The columns of destinations that are about local ports: each exact, or a bound. */
#include <math.h>
#include <stdio.h>

#include "commands/destination_columns.h"
#include "commands/destination_ports.h"

static const struct destination *dest_of(const void *row)
{
	return &((const struct assessed *)row)->dest;
}

static const struct forecast *forecast_at(const void *row)
{
	return &((const struct assessed *)row)->forecast;
}

/** dest_blocked_ratio() - ports that are blocked, at least, of the usable ones */
void dest_blocked_ratio(const void *row, struct value *value)
{
	if (forecast_at(row)->has_ports)
		value_number(value, VALUE_RATIO, forecast_at(row)->blocked_ratio);
}

/** dest_blocked_max_ratio() - the same, at most, where that is another number */
void dest_blocked_max_ratio(const void *row, struct value *value)
{
	const struct forecast *cast = forecast_at(row);

	if (cast->has_ports && cast->max_known && cast->blocked_max_ratio > cast->blocked_ratio)
		value_number(value, VALUE_RATIO, cast->blocked_max_ratio);
}

/* What a bound is marked with; exact values with nothing. */
static const char *bound_sign(enum bound bound, const struct terminal *term)
{
	static const char *const signs[2][3] = { { "", ">=", "<=" }, { "", "≥", "≤" } };

	return signs[term->utf8][bound];
}

/** dest_ports_text() - the more telling of both, with its sign */
const char *dest_ports_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const char *sign;
	double ratio;

	snprintf(buf, size, "-");
	if (!forecast_at(row)->has_ports)
		return buf;
	sign = bound_sign(blocked_bound(forecast_at(row), &ratio), term);
	snprintf(buf, size, "%s%.0f%%", sign, ratio * 100);
	return buf;
}

/** dest_left_text() - connections that are left, with =, ≥ or ≤ */
const char *dest_left_text(const void *row, const struct terminal *term, char *buf, size_t size)
{
	const char *sign;
	enum bound bound;
	double left;

	snprintf(buf, size, "-");
	if (!forecast_at(row)->has_left)
		return buf;
	bound = left_bound(forecast_at(row), &left);
	sign = bound == BOUND_EXACT ? "=" : bound_sign(bound, term);
	snprintf(buf, size, "%s%.0f", sign, left);
	return buf;
}

/** dest_left_json() - the same with both bounds */
void dest_left_json(const void *row, struct json *json, const char *key)
{
	const struct forecast *cast = forecast_at(row);
	double left;

	if (!cast->has_left)
		return;
	json_object(json, key);
	json_text(json, "bound", bound_name(left_bound(cast, &left)));
	json_u64(json, "min", (uint64_t)cast->left_min);
	json_u64(json, "max", (uint64_t)cast->left_max);
	json_object_end(json);
}

/** dest_left_min() - ports_left, as the source has it */
void dest_left_min(const void *row, struct value *value)
{
	if (dest_of(row)->has_left)
		value_u64(value, dest_of(row)->left);
}

/** dest_left_max() - ports_left_max */
void dest_left_max(const void *row, struct value *value)
{
	if (dest_of(row)->has_left)
		value_u64(value, dest_of(row)->left_max);
}

/** dest_reuse_ports() - reuse_ports */
void dest_reuse_ports(const void *row, struct value *value)
{
	if (dest_of(row)->has_left && destination_knows(dest_of(row), COUNT_REUSE_READY))
		value_u64(value, dest_of(row)->reuse_ports);
}

/** dest_ports_tone() - by the ports that are blocked at least */
enum tone dest_ports_tone(const void *row)
{
	const struct forecast *cast = forecast_at(row);

	if (!cast->has_ports || cast->blocked_ratio < 0.5)
		return TONE_PLAIN;
	return cast->blocked_ratio >= 0.8 ? TONE_CRITICAL : TONE_WARNING;
}

/**
 * forecast_text() - a forecast in a dozen characters
 * @forecast: of it
 * @term: its charset
 * @buf: where to
 * @size: its room
 *
 * Return: @buf.
 */
const char *forecast_text(const struct forecast *forecast, const struct terminal *term, char *buf,
			  size_t size)
{
	const char *sign = bound_sign(forecast->bound, term);

	switch (forecast->state) {
	case FORECAST_FULL:
		snprintf(buf, size, "full now");
		break;
	case FORECAST_OUT:
		/* Of fewer blocked ports than there may be: it may come earlier. */
		if (forecast->bound != BOUND_EXACT)
			sign = bound_sign(BOUND_UPPER, term);
		snprintf(buf, size, "out %s%.0fs", *sign ? sign : "~", ceil(forecast->seconds));
		break;
	case FORECAST_SETTLES:
		snprintf(buf, size, "settles %s%.0f%%", sign, forecast->settles_ratio * 100);
		break;
	default:
		snprintf(buf, size, "-");
	}
	return buf;
}

/** dest_forecast() - the cell of the forecast */
const char *dest_forecast(const void *row, const struct terminal *term, char *buf, size_t size)
{
	return forecast_text(forecast_at(row), term, buf, size);
}

/** dest_forecast_json() - the forecast as an object */
void dest_forecast_json(const void *row, struct json *json, const char *key)
{
	const struct forecast *cast = forecast_at(row);

	if (!cast->has_ports)
		return;
	json_object(json, key);
	json_text(json, "state", forecast_name(cast->state));
	if (cast->state >= FORECAST_OUT)
		json_double(json, "seconds", cast->seconds);
	json_double(json, "settles_ratio", cast->settles_ratio);
	if (cast->bound != BOUND_EXACT)
		json_text(json, "bound", bound_name(cast->bound));
	if (cast->max_known && cast->settles_max_ratio > cast->settles_ratio)
		json_double(json, "settles_max_ratio", cast->settles_max_ratio);
	json_object_end(json);
}

/** dest_forecast_tone() - whether it runs out */
enum tone dest_forecast_tone(const void *row)
{
	enum forecast_state state = forecast_at(row)->state;

	return state >= FORECAST_OUT ? TONE_CRITICAL : TONE_PLAIN;
}
