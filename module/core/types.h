/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Types and helpers for the files of this folder, which are compiled into the
 * module, the reader and the unit tests.
 */
#ifndef TWSTAT_TYPES_H
#define TWSTAT_TYPES_H

#ifdef __KERNEL__
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/processor.h>
#include <linux/string.h>
#include <linux/types.h>

#else /* the host */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef unsigned long long u64;
typedef __s32 s32;
typedef long long s64;

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

#define min_t(type, a, b)                        \
	({                                       \
		type first = (a);                \
		type second = (b);               \
		first < second ? first : second; \
	})
#define max_t(type, a, b)                        \
	({                                       \
		type first = (a);                \
		type second = (b);               \
		first > second ? first : second; \
	})
#define BIT(number) (1UL << (number))
#define BUILD_BUG_ON(condition) ((void)sizeof(char[1 - 2 * !!(condition)]))
#define U32_MAX 0xffffffffU
#define S32_MAX ((s32)0x7fffffff)
#define S32_MIN (-S32_MAX - 1)
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define prefetch(address) __builtin_prefetch(address)
#define noinline
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define __init
#define __ro_after_init
#define READ_ONCE(field) __atomic_load_n(&(field), __ATOMIC_RELAXED)
#define WRITE_ONCE(field, value) __atomic_store_n(&(field), value, __ATOMIC_RELAXED)
/* The kernel's barrier of this name. */
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
/* The kernel's barrier of this name. */
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
/* The kernel's function of this name. */
#define smp_load_acquire(pointer) __atomic_load_n(pointer, __ATOMIC_ACQUIRE)
/* The kernel's function of this name. */
#define smp_store_release(pointer, value) __atomic_store_n(pointer, value, __ATOMIC_RELEASE)
#define cpu_relax() __atomic_signal_fence(__ATOMIC_SEQ_CST)

static inline u32 cmpxchg_acquire(u32 *pointer, u32 old, u32 new)
{
	__atomic_compare_exchange_n(pointer, &old, new, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
	return old;
}

#endif /* __KERNEL__ */
#endif /* TWSTAT_TYPES_H */
