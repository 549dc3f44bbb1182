/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading one socket of the ehash without a lock. The objects behind it are
 * SLAB_TYPESAFE_BY_RCU: within an RCU section they may be freed and used
 * again at any time, but always for the same kind of socket. So every field
 * is read once, with data_race() since writers do not expect a reader, and
 * what was read counts only when the next step of the walk finds the same identity
 * still in its place.
 */
#ifndef TWSTAT_RECORD_H
#define TWSTAT_RECORD_H

#include <linux/ipv6.h>
#include <net/ipv6.h>
#include <net/tcp_states.h>

#include "compat.h"
#include "core/observe.h"
#include "core/owner_log.h"

struct twstat_chain;
struct twstat_pin;
struct twstat_pins;

/**
 * struct twstat_record - a socket of the established hash
 * @chain: its chain, one of the group
 * @pin: its namespace, in a walk for many
 * @socket: its fields
 *
 * The identity is @socket's hash, ports and addresses. The size is a power of two, so
 * that indexing is shift and mask.
 */
struct twstat_record {
	struct twstat_chain *chain;
	struct twstat_pin *pin;
	struct twstat_socket socket;
} __aligned(128);

/**
 * struct twstat_read_ctx - read context of records
 * @net: namespace whose sockets are read; NULL for those of @pins
 * @pins: namespaces whose sockets are read if there are many, else NULL
 * @clock: the current time
 * @details: also read the fields that only the files sockets and owners show
 * @closes: their closes will be looked up in these tables; NULL if they will not
 */
struct twstat_read_ctx {
	const struct net *net;
	struct twstat_pins *pins;
	struct twstat_clock clock;
	bool details;
	const struct twstat_owner_log *closes;
};

bool twstat_record_elsewhere(struct twstat_record *record, const struct sock *sk,
			     const struct twstat_read_ctx *ctx, u8 state);

/* Overdue timers have a negative remaining time. */
static inline s32 twstat_jiffies_to_ms(long delta)
{
	if (MSEC_PER_SEC % HZ == 0)
		return delta * (MSEC_PER_SEC / HZ);
	return delta < 0 ? -(s32)jiffies_to_msecs(-delta) : (s32)jiffies_to_msecs(delta);
}

/*
 * The clock is read once per try. A timer that was armed later may expire more
 * than TCP_TIMEWAIT_LEN after that, so the clock is read again.
 */
static inline long twstat_timer_remaining(unsigned long expires, const struct twstat_clock *clock)
{
	long remaining = expires - clock->jiffies;

	if (likely(remaining <= TCP_TIMEWAIT_LEN))
		return remaining;
	/*
	 * The clock is read after the expiry that was computed from it. Pairs
	 * with the data dependency from jiffies to the expiry in the code that
	 * arms the timer.
	 */
	smp_rmb();
	return expires - READ_ONCE(jiffies);
}

static inline void twstat_ipv6_read(u32 *word, const struct in6_addr *source)
{
	int i;

	for (i = 0; i < 4; i++)
		word[i] = (__force u32)twstat_read_racy(source->s6_addr32[i]);
}

static inline bool twstat_ipv4_mapped(const u32 *word)
{
	return !word[0] && !word[1] && word[2] == (__force u32)htonl(0xffff);
}

/* The IPv6 fields of an AF_INET timewait socket are uninitialised. */
static inline bool twstat_record_ipv6(struct twstat_record *record, const struct sock *sk)
{
	union twstat_addrs *addrs = &record->socket.addrs;

	if (!IS_ENABLED(CONFIG_IPV6) || likely(twstat_read_racy(sk->sk_family) != AF_INET6))
		return false;
	twstat_ipv6_read(addrs->ipv6.remote, twstat_ipv6_remote(sk));
	if (twstat_ipv4_mapped(addrs->ipv6.remote))
		return false;
	twstat_ipv6_read(addrs->ipv6.local, twstat_ipv6_local(sk));
	return true;
}

/* Both addresses with a single load. */
static inline u64 twstat_ipv4_addrs(const struct sock *sk)
{
	BUILD_BUG_ON(offsetof(struct sock, sk_rcv_saddr) !=
		     offsetof(struct sock, sk_daddr) + sizeof(u32));
	return twstat_read_racy(*(const u64 *)&sk->sk_addrpair);
}

/* They are adjacent: a single load reads both. */
static inline u64 twstat_hash_and_ports(const struct sock *sk)
{
	BUILD_BUG_ON(offsetof(struct sock, sk_portpair) !=
		     offsetof(struct sock, sk_hash) + sizeof(sk->sk_hash));
	return twstat_read_racy(*(const u64 *)&sk->sk_hash);
}

/**
 * twstat_record_identity() - record the identity of a socket
 * @record: the record
 * @sk: any socket of the established hash
 *
 * Context: in an RCU section, or under the bucket's lock.
 */
static inline void twstat_record_identity(struct twstat_record *record, const struct sock *sk)
{
	struct twstat_socket *socket = &record->socket;

	socket->hash_and_ports = twstat_hash_and_ports(sk);
	socket->service = (union twstat_service){ .family = TWSTAT_IPV4 };
	if (twstat_record_ipv6(record, sk))
		socket->service.family = TWSTAT_IPV6;
	else
		socket->addrs.half[0] = twstat_ipv4_addrs(sk);
}

/* Whether both IPv6 addresses are still the recorded ones. */
static inline bool twstat_ipv6_same(const union twstat_addrs *addrs, const struct sock *sk)
{
	union twstat_addrs now;
	u64 differing = 0;
	int i;

	twstat_ipv6_read(now.ipv6.remote, twstat_ipv6_remote(sk));
	twstat_ipv6_read(now.ipv6.local, twstat_ipv6_local(sk));
	for (i = 0; i < 4; i++)
		differing |= now.half[i] ^ addrs->half[i];
	return !differing;
}

/**
 * twstat_record_same() - whether the object still has the recorded identity
 * @record: from twstat_record_identity()
 * @sk: of the record
 *
 * Context: in the RCU section in which it was recorded.
 */
static inline bool twstat_record_same(const struct twstat_record *record, const struct sock *sk)
{
	const struct twstat_socket *socket = &record->socket;

	if (twstat_hash_and_ports(sk) != socket->hash_and_ports)
		return false;
	if (!IS_ENABLED(CONFIG_IPV6) || likely(socket->service.family == TWSTAT_IPV4))
		return twstat_ipv4_addrs(sk) == socket->addrs.half[0];
	return twstat_ipv6_same(&socket->addrs, sk);
}

static inline enum twstat_kind twstat_kind_of(u8 state)
{
	if (state == TCP_TIME_WAIT)
		return TWSTAT_TIME_WAIT;
	return state == TCP_NEW_SYN_RECV ? TWSTAT_REQUEST : TWSTAT_LIVE;
}

static inline u8 twstat_timestamp_flags(const struct tcp_timewait_sock *tcptw,
					const struct twstat_clock *clock)
{
	u32 timestamp_s = twstat_read_racy(tcptw->tw_ts_recent_stamp);

	if (!timestamp_s)
		return 0;
	if (!twstat_timewait_aged(tcptw, timestamp_s, clock))
		return TWSTAT_SOCKET_TIMESTAMP;
	return TWSTAT_SOCKET_TIMESTAMP | TWSTAT_SOCKET_AGED;
}

static inline bool twstat_timewait_armed(const struct inet_timewait_sock *tw)
{
	/*
	 * A timer that is not pending has just fired, or is not armed yet and
	 * still has the expiry of the socket that used this slab object before.
	 */
	return data_race(timer_pending(&tw->tw_timer));
}

/* Returns flags to be added. */
static inline u8 twstat_record_timewait(struct twstat_socket *socket, const struct sock *sk,
					const struct twstat_clock *clock)
{
	const struct inet_timewait_sock *tw = inet_twsk(sk);
	u8 flags = twstat_timestamp_flags(tcp_twsk(sk), clock);
	unsigned long expires = twstat_read_racy(tw->tw_timer.expires);

	socket->kind = twstat_read_racy(tw->tw_substate) == TCP_FIN_WAIT2 ? TWSTAT_FIN_WAIT2 :
									    TWSTAT_TIME_WAIT;
	socket->remaining_ms = twstat_jiffies_to_ms(twstat_timer_remaining(expires, clock));
	if (twstat_timewait_connected(tw))
		flags |= TWSTAT_SOCKET_CONNECTED;
	return flags;
}

static inline void twstat_record_details(struct twstat_socket *socket, const struct sock *sk,
					 const struct twstat_read_ctx *ctx)
{
	const struct inet_timewait_sock *tw = inet_twsk(sk);
	const struct tcp_timewait_sock *tcptw = tcp_twsk(sk);

	socket->timestamp_age_s = ctx->clock.seconds - twstat_read_racy(tcptw->tw_ts_recent_stamp);
	socket->mark = twstat_read_racy(tw->tw_mark);
	/* A bit field, so no READ_ONCE(); else as twstat_read_racy(). */
	socket->tos = data_race((u8)tw->tw_tos);
	socket->timer_cpu = twstat_read_racy(tw->tw_timer.flags) & TIMER_CPUMASK;
	socket->cookie = atomic64_read(&tw->tw_cookie);
	if (ctx->closes)
		twstat_owner_log_prefetch(ctx->closes, socket->cookie);
}

static inline u8 twstat_record_live(struct twstat_socket *socket, const struct sock *sk, u8 state)
{
	socket->kind = twstat_kind_of(state);
	socket->remaining_ms = 0;
	return socket->kind == TWSTAT_LIVE && twstat_live_connected(sk) ? TWSTAT_SOCKET_CONNECTED :
									  0;
}

/* The payload fields of a socket whose namespace is read; @clock is for that namespace. */
static __always_inline bool twstat_record_own(struct twstat_record *record, const struct sock *sk,
					      const struct twstat_read_ctx *ctx,
					      const struct twstat_clock *clock, u8 state)
{
	struct twstat_socket *socket = &record->socket;
	u8 flags = TWSTAT_SOCKET_OWN;
	bool armed;

	socket->service.device = twstat_read_racy(sk->sk_bound_dev_if);
	if (unlikely(state != TCP_TIME_WAIT)) {
		socket->flags = flags | twstat_record_live(socket, sk, state);
		return true;
	}
	if (unlikely(ctx->details))
		twstat_record_details(socket, sk, ctx);
	/* Before the expiry: it is set before the timer is armed. */
	armed = twstat_timewait_armed(inet_twsk(sk));
	socket->flags = flags | twstat_record_timewait(socket, sk, clock);
	return armed;
}

/**
 * twstat_record_state() - record the payload fields of a socket
 * @record: filled in, except for its identity and chain
 * @sk: the socket of the record
 * @ctx: read context
 *
 * Only sock_common of a request socket may be read. For sockets of other
 * namespaces only the kind is recorded.
 *
 * Context: in an RCU section, or under the bucket's lock.
 * Return: false if the expiry of its timer can only be read under that lock.
 */
static inline bool twstat_record_state(struct twstat_record *record, const struct sock *sk,
				       const struct twstat_read_ctx *ctx)
{
	u8 state = twstat_read_racy(sk->__sk_common.skc_state);

	/* If a store races with this, the identity check of the next step fails. */
	if (unlikely(!data_race(net_eq(sock_net(sk), ctx->net))))
		return twstat_record_elsewhere(record, sk, ctx, state);
	return twstat_record_own(record, sk, ctx, &ctx->clock, state);
}

#endif /* TWSTAT_RECORD_H */
