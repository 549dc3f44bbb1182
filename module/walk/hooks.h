/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a test build stands in the walk's way. In the module that ships there
 * is nothing here.
 */
#ifndef TWSTAT_HOOKS_H
#define TWSTAT_HOOKS_H

#include <net/sock.h>

#ifdef TWSTAT_TEST_HOOKS

/* The first pass has met this socket and is about to go on from it. */
void twstat_hook_met(const struct sock *sk);
/* Whether the second pass is to be believed; false commits without it. */
bool twstat_hook_verify(void);

#else

static inline void twstat_hook_met(const struct sock *sk)
{
}

static inline bool twstat_hook_verify(void)
{
	return true;
}

#endif /* TWSTAT_TEST_HOOKS */
#endif /* TWSTAT_HOOKS_H */
