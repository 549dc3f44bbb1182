// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "format_rows.h"

#define TWSTAT_KEY(symbol, ...) TWSTAT_KEY_##symbol
enum twstat_summary_key {
#include "key_list.h"
	TWSTAT_KEYS
};

#define TWSTAT_KEY(symbol, name, ...) name
static const char *const twstat_key_names[TWSTAT_KEYS] = {
#include "key_list.h"
};

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

/* The keys in their order. */
struct twstat_key_values {
	struct twstat_key_value key[TWSTAT_KEYS];
};

static struct twstat_key_values twstat_key_values(const struct twstat_meta *meta,
						  const struct twstat_totals *totals,
						  u32 buckets_used)
{
#define TWSTAT_KEY(symbol, name, about, present, value) \
	{                                               \
		name, present, value                    \
	}
	return (struct twstat_key_values){ {
#include "key_list.h"
	} };
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
	const struct twstat_key_values keys =
		twstat_key_values(&snapshot->meta, &snapshot->totals, snapshot->chain_hist.used);
	u32 i;

	for (i = 0; i < TWSTAT_KEYS; i++)
		if (keys.key[i].present)
			out = twstat_put_key(out, &keys.key[i]);
	return out;
}

/* The first columns are not repeated. */
static bool twstat_key_is_column(u32 key)
{
	return key != TWSTAT_KEY_NETNS && key != TWSTAT_KEY_TIMEWAIT && key != TWSTAT_KEY_FIN_WAIT2;
}

/**
 * twstat_put_netns_header() - write the header line of the namespaces
 * @out: room for TWSTAT_LINE_MAX bytes
 */
char *twstat_put_netns_header(char *out)
{
	u32 i;

	out = twstat_put_string(out, "netns timewait fin_wait2 live");
	for (i = 0; i < TWSTAT_KEYS; i++)
		if (twstat_key_is_column(i))
			out = twstat_put_string(twstat_put_char(out, ' '), twstat_key_names[i]);
	return twstat_put_char(out, '\n');
}

/**
 * twstat_put_netns() - write the line of one namespace
 * @out: room for TWSTAT_LINE_MAX bytes
 * @meta: its properties
 * @totals: sums over its sockets
 * @buckets_used: buckets that are not empty
 */
char *twstat_put_netns(char *out, const struct twstat_meta *meta,
		       const struct twstat_totals *totals, u32 buckets_used)
{
	const struct twstat_key_values keys = twstat_key_values(meta, totals, buckets_used);
	u32 i;

	out = twstat_put_u64(out, keys.key[TWSTAT_KEY_NETNS].value);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, keys.key[TWSTAT_KEY_TIMEWAIT].value);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, keys.key[TWSTAT_KEY_FIN_WAIT2].value);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, totals->others);
	for (i = 0; i < TWSTAT_KEYS; i++) {
		if (!twstat_key_is_column(i))
			continue;
		out = twstat_put_char(out, ' ');
		if (keys.key[i].present)
			out = twstat_put_u64(out, keys.key[i].value);
		else
			out = twstat_put_char(out, '-');
	}
	return twstat_put_char(out, '\n');
}
