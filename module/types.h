/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the pure files know of their surroundings. They are compiled into the
 * module, into the reader and into the unit tests alike.
 */
#ifndef TWSTAT_TYPES_H
#define TWSTAT_TYPES_H

#ifdef __KERNEL__

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/prefetch.h>
#include <linux/string.h>
#include <linux/types.h>

#else /* the host */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define prefetch(address) __builtin_prefetch(address)
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)

#endif /* __KERNEL__ */
#endif /* TWSTAT_TYPES_H */
