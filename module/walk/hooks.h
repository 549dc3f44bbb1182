/* SPDX-License-Identifier: GPL-2.0 */
/* Test hooks of the walk, empty in production builds. */
#ifndef TWSTAT_HOOKS_H
#define TWSTAT_HOOKS_H

#include <net/sock.h>

#ifdef TWSTAT_TEST_HOOKS

/* The walk has reached this socket and is about to load its next. */
void twstat_hook_met(const struct sock *sk);
/* Whether to verify; false commits what was met as it is. */
bool twstat_hook_verify(void);
/* The walk has entered an RCU section. */
void twstat_hook_rcu_enter(void);
/* The walk is about to leave it. */
void twstat_hook_rcu_leave(void);
/* The walk holds this socket, in no RCU section. */
void twstat_hook_paused(const struct sock *sk);

#else

static inline void twstat_hook_met(const struct sock *sk)
{
}

static inline bool twstat_hook_verify(void)
{
	return true;
}

static inline void twstat_hook_rcu_enter(void)
{
}

static inline void twstat_hook_rcu_leave(void)
{
}

static inline void twstat_hook_paused(const struct sock *sk)
{
}

#endif /* TWSTAT_TEST_HOOKS */
#endif /* TWSTAT_HOOKS_H */
