// SPDX-License-Identifier: GPL-2.0
/*
 * A BPF iterator over the TCP sockets that aggregates the IPv4 timewait ones
 * into a map, as an alternative to the module.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "timewait.bpf.h"

#define AF_INET 2
#define TCP_TIME_WAIT 6

/* The fields that are read; relocated by name when it is loaded. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	unsigned short skc_family;
	unsigned char skc_state;
	int skc_bound_dev_if;
};

struct timer_list {
	unsigned long expires;
};

struct inet_timewait_sock {
	struct timer_list tw_timer;
};

struct tcp_timewait_sock {
	struct inet_timewait_sock tw_sk;
};

struct bpf_iter__tcp {
	struct sock_common *sk_common;
};

#pragma clang attribute pop

/* Ticks per second, set before it is loaded. */
const volatile __u64 ticks = 250;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct timewait_key);
	__type(value, struct timewait_value);
} destinations SEC(".maps");

static __always_inline __u32 bin_of(__s64 remaining_ms)
{
	if (remaining_ms < 0)
		return 0;
	if (remaining_ms <= 1000)
		return 1;
	if (remaining_ms <= 60000)
		return (__u32)(remaining_ms + 999) / 1000;
	return remaining_ms <= 120000 ? 61 : remaining_ms <= 300000 ? 62 : 63;
}

/* This version of BPF has only unsigned division. */
static __always_inline __s64 to_ms(__s64 left)
{
	return left < 0 ? -(__s64)((__u64)-left * 1000 / (ticks ?: 1)) :
			  (__s64)((__u64)left * 1000 / (ticks ?: 1));
}

/* The initial value of a destination; too large to be cleared for each socket. */
struct timewait_value fresh;

static __always_inline struct timewait_value *value_of(struct timewait_key *key)
{
	struct timewait_value *value = bpf_map_lookup_elem(&destinations, key);

	if (value)
		return value;
	bpf_map_update_elem(&destinations, key, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&destinations, key);
}

static __always_inline void count(struct timewait_value *value, __s64 remaining_ms)
{
	__u32 bin = bin_of(remaining_ms);

	if (!value->count || remaining_ms < value->min_ms)
		value->min_ms = remaining_ms;
	if (!value->count || remaining_ms > value->max_ms)
		value->max_ms = remaining_ms;
	value->count++;
	/* The verifier does not track the division and needs this check. */
	asm volatile("" : "+r"(bin));
	if (bin < TIMEWAIT_BINS)
		value->bins[bin]++;
}

SEC("iter/tcp")
int timewait(struct bpf_iter__tcp *context)
{
	struct sock_common *common = context->sk_common;
	struct tcp_timewait_sock *timewait;
	struct timewait_value *value;
	struct timewait_key key = {};
	__s64 left;

	if (!common || common->skc_state != TCP_TIME_WAIT || common->skc_family != AF_INET)
		return 0;
	timewait = bpf_skc_to_tcp_timewait_sock(common);
	if (!timewait)
		return 0;
	key.local = common->skc_rcv_saddr;
	key.remote = common->skc_daddr;
	key.port = common->skc_dport;
	key.device = common->skc_bound_dev_if;
	value = value_of(&key);
	left = timewait->tw_sk.tw_timer.expires - bpf_jiffies64();
	if (value)
		count(value, to_ms(left));
	return 0;
}

char _license[] SEC("license") = "GPL";
