// SPDX-License-Identifier: GPL-2.0
#include "format.h"
#include "format_rows.h"

static char *twstat_put_key(char *out, const char *key, u64 value)
{
	out = twstat_put_string(out, key);
	out = twstat_put_char(out, ' ');
	out = twstat_put_u64(out, value);
	return twstat_put_char(out, '\n');
}

static char *twstat_put_walk_keys(char *out, const struct twstat_snapshot *snapshot)
{
	const struct twstat_meta *meta = &snapshot->meta;

	out = twstat_put_key(out, "abi", TWSTAT_ABI);
	out = twstat_put_key(out, "netns", meta->netns);
	out = twstat_put_key(out, "boottime_ns", meta->boottime_ns);
	out = twstat_put_key(out, "walk_ns", meta->walk_ns);
	out = twstat_put_key(out, "ehash_buckets", meta->ehash_buckets);
	out = twstat_put_key(out, "ehash_used", snapshot->chain_hist.used);
	out = twstat_put_key(out, "ehash_pernet", meta->ehash_pernet);
	out = twstat_put_key(out, "walk_restarts", meta->walk_restarts);
	return twstat_put_key(out, "walk_locked", meta->walk_locked);
}

static char *twstat_put_socket_keys(char *out, const struct twstat_totals *totals)
{
	out = twstat_put_key(out, "sockets", twstat_totals_sockets(totals));
	out = twstat_put_key(out, "timewait", twstat_totals_kind(totals, TWSTAT_TIME_WAIT));
	out = twstat_put_key(out, "fin_wait2", twstat_totals_kind(totals, TWSTAT_FIN_WAIT2));
	out = twstat_put_key(out, "ipv4", twstat_totals_family(totals, TWSTAT_IPV4));
	out = twstat_put_key(out, "ipv6", twstat_totals_family(totals, TWSTAT_IPV6));
	out = twstat_put_key(out, "inbound", twstat_totals_side(totals, TWSTAT_INBOUND));
	out = twstat_put_key(out, "outbound", twstat_totals_side(totals, TWSTAT_OUTBOUND));
	out = twstat_put_key(out, "side_exact", twstat_totals_side_exact(totals));
	out = twstat_put_key(out, "overdue", twstat_totals_overdue(totals));
	out = twstat_put_key(out, "reuse_ready", twstat_totals_reuse(totals, TWSTAT_REUSE_READY));
	out = twstat_put_key(out, "reuse_young", twstat_totals_reuse(totals, TWSTAT_REUSE_YOUNG));
	return twstat_put_key(out, "reuse_no_timestamp",
			      twstat_totals_reuse(totals, TWSTAT_REUSE_NO_TIMESTAMP));
}

static char *twstat_put_kernel_keys(char *out, const struct twstat_meta *meta)
{
	out = twstat_put_key(out, "destinations", meta->rows);
	out = twstat_put_key(out, "sockets_other", meta->sockets_other);
	out = twstat_put_key(out, "tw_count", meta->tw_count);
	out = twstat_put_key(out, "tw_max", meta->tw_max);
	out = twstat_put_key(out, "tw_object_bytes", meta->tw_object_bytes);
	out = twstat_put_key(out, "timewait_len_ms", meta->timewait_len_ms);
	out = twstat_put_key(out, "hz", meta->hz);
	return twstat_put_key(out, "timer_granularity_ms", meta->timer_granularity_ms);
}

static char *twstat_put_sysctl_keys(char *out, const struct twstat_meta *meta)
{
	out = twstat_put_key(out, "tcp_tw_reuse", meta->tcp_tw_reuse);
	if (meta->tcp_tw_reuse_delay_ms >= 0)
		out = twstat_put_key(out, "tcp_tw_reuse_delay_ms", meta->tcp_tw_reuse_delay_ms);
	out = twstat_put_key(out, "tcp_timestamps", meta->tcp_timestamps);
	out = twstat_put_key(out, "tcp_fin_timeout_ms", meta->tcp_fin_timeout_ms);
	out = twstat_put_key(out, "local_port_min", meta->local_port_min);
	out = twstat_put_key(out, "local_port_max", meta->local_port_max);
	return twstat_put_key(out, "local_ports_usable", meta->local_ports_usable);
}

/**
 * twstat_put_summary() - the whole summary
 * @out: room for TWSTAT_LINE_MAX
 * @snapshot: what it sums up
 */
char *twstat_put_summary(char *out, const struct twstat_snapshot *snapshot)
{
	out = twstat_put_walk_keys(out, snapshot);
	out = twstat_put_socket_keys(out, &snapshot->totals);
	out = twstat_put_kernel_keys(out, &snapshot->meta);
	return twstat_put_sysctl_keys(out, &snapshot->meta);
}
