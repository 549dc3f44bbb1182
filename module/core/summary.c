// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "format_rows.h"

/* A key of the summary, and whether the file has it. */
struct twstat_key_value {
	const char *name;
	bool present;
	u64 value;
};

static char *twstat_put_key(char *out, const struct twstat_key_value *key)
{
	out = twstat_put_string(out, key->name);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, key->value);
	return twstat_put_char(out, '\n');
}

/**
 * twstat_put_summary() - write the summary
 * @out: room for TWSTAT_LINE_MAX bytes
 * @snapshot: the snapshot
 *
 * The keys and the expressions for their values are in key_list.h.
 */
char *twstat_put_summary(char *out, const struct twstat_snapshot *snapshot)
{
	const struct twstat_totals *totals = &snapshot->totals;
	const struct twstat_meta *meta = &snapshot->meta;
#define TWSTAT_KEY(symbol, name, about, present, value) \
	{                                               \
		name, present, value                    \
	}
	const struct twstat_key_value keys[] = {
#include "key_list.h"
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (keys[i].present)
			out = twstat_put_key(out, &keys[i]);
	return out;
}
