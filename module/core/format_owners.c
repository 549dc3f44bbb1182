// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "format_rows.h"

static const char *const twstat_owner_kinds[] = {
	[TWSTAT_OWNER_UNKNOWN] = " unknown", [TWSTAT_OWNER_PROCESS] = " process",
	[TWSTAT_OWNER_KTHREAD] = " kthread", [TWSTAT_OWNER_SOFTIRQ] = " softirq",
	[TWSTAT_OWNER_IO_WQ] = " io-wq",
};

static const char *const twstat_hows[] = {
	[TWSTAT_HOW_UNKNOWN] = " -",
	[TWSTAT_HOW_CLOSE] = " close",
	[TWSTAT_HOW_SHUTDOWN] = " shutdown",
	[TWSTAT_HOW_EXIT] = " exit",
};

/* A field, or "-" if there is none. */
static char *twstat_put_if(char *out, bool present, u64 value)
{
	if (!present)
		return twstat_put_string(out, " -");
	return twstat_put_u64(twstat_put_char(out, ' '), value);
}

static char *twstat_put_octal(char *out, u8 byte)
{
	out = twstat_put_char(out, '\\');
	out = twstat_put_char(out, '0' + byte / 64);
	out = twstat_put_char(out, '0' + byte / 8 % 8);
	return twstat_put_char(out, '0' + byte % 8);
}

/*
 * Blanks, control characters, backslashes and all beyond ASCII as in /proc/mounts; a
 * name that is "-" as well, so that it is not taken for none.
 */
static char *twstat_put_comm(char *out, const struct twstat_owner_seen *owner)
{
	const char *comm = owner->comm;
	bool dash = comm[0] == '-' && !comm[1];
	u32 i;

	out = twstat_put_char(out, ' ');
	if (!owner->named || !comm[0])
		return twstat_put_char(out, '-');
	for (i = 0; i < TWSTAT_COMM_BYTES && comm[i]; i++)
		if (comm[i] > ' ' && comm[i] <= '~' && comm[i] != '\\' && !dash)
			out = twstat_put_char(out, comm[i]);
		else
			out = twstat_put_octal(out, comm[i]);
	return out;
}

static char *twstat_put_owner_seen(char *out, const struct twstat_owner_seen *owner)
{
	/* Receive processing is nobody's, neither by pid nor by user. */
	const bool task = owner->kind != TWSTAT_OWNER_UNKNOWN &&
			  owner->kind != TWSTAT_OWNER_SOFTIRQ;
	const bool named = owner->named && task;

	out = twstat_put_string(out, twstat_owner_kinds[owner->kind]);
	out = twstat_put_if(out, task && owner->pid, owner->pid);
	out = twstat_put_if(out, named, owner->start);
	out = twstat_put_comm(out, owner);
	out = twstat_put_if(out, task && owner->user != U32_MAX, owner->user);
	return twstat_put_if(out, named && owner->cgroup, owner->cgroup);
}

static char *twstat_put_row_owner(char *out, const struct twstat_owner_rows *rows,
				  const struct twstat_destination *row)
{
	const u32 number = row->key.service.device;
	const struct twstat_owner_seen *owner;

	if (!number)
		return twstat_put_string(out, " unknown - - - - - -");
	owner = twstat_owner_seen(rows, number - 1);
	if (!owner->kind)
		return twstat_put_string(out, " unknown - - - - - -");
	out = twstat_put_owner_seen(out, owner);
	return twstat_put_string(out, twstat_hows[row->key.service.port]);
}

/**
 * twstat_put_owner() - write one row of a destination and an owner
 * @out: room for TWSTAT_LINE_MAX bytes
 * @snapshot: the snapshot
 * @row: a row of its owners
 */
char *twstat_put_owner(char *out, const struct twstat_snapshot *snapshot,
		       const struct twstat_destination *row)
{
	const struct twstat_destination *destination = twstat_owner_destination(row);

	out = twstat_put_who(out, destination);
	if (destination->is_other)
		out = twstat_put_string(out, " *");
	else
		out = twstat_put_field(out, destination->key.service.device);
	out = twstat_put_row_owner(out, &snapshot->owners, row);
	out = twstat_put_field(out, twstat_destination_timewait(row));
	out = twstat_put_field(out, row->fin_wait2);
	out = twstat_put_char(out, ' ');
	out = twstat_put_range(out, row);
	out = twstat_put_char(out, ' ');
	out = twstat_put_histogram(out, row);
	return twstat_put_char(out, '\n');
}
