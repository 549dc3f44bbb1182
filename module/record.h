/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading one socket of the ehash without a lock. The objects behind it are
 * SLAB_TYPESAFE_BY_RCU: within an RCU section they may be freed and used
 * again at any time, but always for the same kind of socket. So every field
 * is read once, with data_race() since its writer knows of no reader, and
 * what was read counts only when the second pass finds the same identity
 * still in its place.
 */
#ifndef TWSTAT_RECORD_H
#define TWSTAT_RECORD_H

#include <linux/ipv6.h>
#include <net/ipv6.h>
#include <net/tcp_states.h>

#include "compat.h"
#include "observe.h"

/**
 * struct twstat_record - a socket of the ehash
 * @sk: where it lay; only compared once the RCU section is over
 * @addrpair: skc_addrpair
 * @portpair: skc_portpair
 * @hash: skc_hash, keyed over namespace, addresses and ports
 * @chain: the number of its chain in the group
 * @socket: what it is
 *
 * The identity is @hash, @portpair, @addrpair and of an IPv6 socket the two
 * addresses of @socket. The first pass notes it, the second fills in the rest.
 * A record is two cache lines, so that its number is a shift and a mask away.
 */
struct twstat_record {
	const struct sock *sk;
	__addrpair addrpair;
	__portpair portpair;
	u32 hash;
	u8 chain;
	struct twstat_socket socket;
} __aligned(128);

/**
 * struct twstat_wanted - what records are made for
 * @net: the namespace whose sockets are of interest
 * @clock: now
 * @details: what only the view of the sockets shows is wanted too
 */
struct twstat_wanted {
	const struct net *net;
	struct twstat_clock clock;
	bool details;
};

/* Timers overdue have a negative rest; HZ mostly divides a second. */
static inline s32 twstat_jiffies_to_ms(long delta)
{
	if (MSEC_PER_SEC % HZ == 0)
		return delta * (MSEC_PER_SEC / HZ);
	return delta < 0 ? -(s32)jiffies_to_msecs(-delta) :
			   (s32)jiffies_to_msecs(delta);
}

static inline void twstat_ipv6_read(union twstat_address *address,
				    const struct in6_addr *source)
{
	int i;

	for (i = 0; i < 4; i++)
		address->word[i] =
			(__force u32)twstat_glance(source->s6_addr32[i]);
}

static inline bool twstat_ipv4_mapped(const union twstat_address *address)
{
	return address->half[0] == 0 &&
	       address->word[2] == (__force u32)htonl(0xffff);
}

static inline void twstat_ipv4_set(union twstat_address *address, __be32 ipv4)
{
	address->half[0] = 0;
	address->half[1] = 0;
	address->word[0] = (__force u32)ipv4;
}

/* The IPv6 fields of an AF_INET timewait socket are whatever lay there. */
static inline bool twstat_record_ipv6(struct twstat_record *record,
				      const struct sock *sk)
{
	struct twstat_socket *socket = &record->socket;

	if (!IS_ENABLED(CONFIG_IPV6) ||
	    likely(twstat_glance(sk->sk_family) != AF_INET6))
		return false;
	twstat_ipv6_read(&socket->remote, twstat_ipv6_remote(sk));
	if (twstat_ipv4_mapped(&socket->remote))
		return false;
	twstat_ipv6_read(&socket->local, twstat_ipv6_local(sk));
	return true;
}

/**
 * twstat_record_identity() - who a socket is
 * @record: its identity is filled in
 * @sk: any socket of the ehash
 *
 * Context: in an RCU section, or under the bucket's lock.
 */
static inline void twstat_record_identity(struct twstat_record *record,
					  const struct sock *sk)
{
	record->sk = sk;
	record->hash = twstat_glance(sk->sk_hash);
	record->portpair = twstat_glance(sk->sk_portpair);
	record->addrpair = twstat_glance(sk->sk_addrpair);
	record->socket.family = TWSTAT_IPV4;
	if (twstat_record_ipv6(record, sk))
		record->socket.family = TWSTAT_IPV6;
}

static inline bool twstat_ipv6_same(const union twstat_address *address,
				    const struct in6_addr *source)
{
	union twstat_address now;

	twstat_ipv6_read(&now, source);
	return now.half[0] == address->half[0] &&
	       now.half[1] == address->half[1];
}

/**
 * twstat_record_same() - does the object still hold the socket recorded
 * @record: from twstat_record_identity()
 *
 * Context: in the RCU section in which it was recorded.
 */
static inline bool twstat_record_same(const struct twstat_record *record)
{
	const struct sock *sk = record->sk;

	if (twstat_glance(sk->sk_hash) != record->hash ||
	    twstat_glance(sk->sk_portpair) != record->portpair ||
	    twstat_glance(sk->sk_addrpair) != record->addrpair)
		return false;
	if (!IS_ENABLED(CONFIG_IPV6) ||
	    likely(record->socket.family == TWSTAT_IPV4))
		return true;
	return twstat_ipv6_same(&record->socket.local, twstat_ipv6_local(sk)) &&
	       twstat_ipv6_same(&record->socket.remote, twstat_ipv6_remote(sk));
}

/* Where the identity says the socket is; racing stores fail its last look. */
static inline void twstat_record_ends(struct twstat_record *record)
{
	struct twstat_socket *socket = &record->socket;
	const struct sock *sk = record->sk;

	if (socket->family == TWSTAT_IPV4) {
		twstat_ipv4_set(&socket->local,
				twstat_glance(sk->sk_rcv_saddr));
		twstat_ipv4_set(&socket->remote, twstat_glance(sk->sk_daddr));
	}
	socket->local_port = twstat_glance(sk->sk_num);
	socket->remote_port = ntohs(twstat_glance(sk->sk_dport));
	socket->device = twstat_glance(sk->sk_bound_dev_if);
}

static inline enum twstat_kind twstat_kind_of(u8 state)
{
	if (state == TCP_TIME_WAIT)
		return TWSTAT_TIME_WAIT;
	return state == TCP_NEW_SYN_RECV ? TWSTAT_REQUEST : TWSTAT_LIVE;
}

static inline void twstat_record_timewait(struct twstat_socket *socket,
					  const struct sock *sk,
					  const struct twstat_clock *clock)
{
	const struct inet_timewait_sock *tw = inet_twsk(sk);
	const struct tcp_timewait_sock *tcptw = tcp_twsk(sk);
	u32 timestamp_s = twstat_glance(tcptw->tw_ts_recent_stamp);
	unsigned long expires;

	if (twstat_glance(tw->tw_substate) == TCP_FIN_WAIT2)
		socket->kind = TWSTAT_FIN_WAIT2;
	/*
	 * A timer that is not pending has just fired, or is not armed yet and
	 * holds what its slab object's last life left there.
	 */
	if (!timer_pending(&tw->tw_timer))
		socket->flags |= TWSTAT_SOCKET_UNARMED;
	expires = twstat_glance(tw->tw_timer.expires);
	socket->remaining_ms = twstat_jiffies_to_ms(expires - clock->jiffies);
	if (timestamp_s) {
		socket->flags |= TWSTAT_SOCKET_TIMESTAMP;
		if (twstat_timewait_aged(tcptw, timestamp_s, clock))
			socket->flags |= TWSTAT_SOCKET_AGED;
	}
	if (twstat_timewait_connected(tw))
		socket->flags |= TWSTAT_SOCKET_CONNECTED;
}

static inline void twstat_record_details(struct twstat_socket *socket,
					 const struct sock *sk,
					 const struct twstat_clock *clock)
{
	const struct inet_timewait_sock *tw = inet_twsk(sk);
	const struct tcp_timewait_sock *tcptw = tcp_twsk(sk);

	socket->timestamp_age_s =
		clock->seconds - twstat_glance(tcptw->tw_ts_recent_stamp);
	socket->mark = twstat_glance(tw->tw_mark);
	/* A bit field, so no READ_ONCE(); else as twstat_glance(). */
	socket->tos = data_race((u8)tw->tw_tos);
	socket->timer_cpu = twstat_glance(tw->tw_timer.flags) & TIMER_CPUMASK;
}

/**
 * twstat_record_state() - what else is to be known of a socket now
 * @record: all but its identity and its chain is filled in
 * @wanted: what it is read for
 *
 * Of request sockets only sock_common may be read. Of sockets of other
 * namespaces only the kind is of interest.
 *
 * Context: in an RCU section, or under the bucket's lock.
 */
static inline void twstat_record_state(struct twstat_record *record,
				       const struct twstat_wanted *wanted)
{
	struct twstat_socket *socket = &record->socket;
	const struct sock *sk = record->sk;
	u8 state = twstat_glance(sk->__sk_common.skc_state);

	socket->flags = 0;
	socket->kind = twstat_kind_of(state);
	/* A racing store fails the closing look at the identity. */
	if (!data_race(net_eq(sock_net(sk), wanted->net)))
		return;
	socket->flags = TWSTAT_SOCKET_OWN;
	twstat_record_ends(record);
	if (state == TCP_TIME_WAIT) {
		twstat_record_timewait(socket, sk, &wanted->clock);
		if (unlikely(wanted->details))
			twstat_record_details(socket, sk, &wanted->clock);
		return;
	}
	socket->remaining_ms = 0;
	if (socket->kind == TWSTAT_LIVE && twstat_live_connected(sk))
		socket->flags |= TWSTAT_SOCKET_CONNECTED;
}

#endif /* TWSTAT_RECORD_H */
