/* SPDX-License-Identifier: GPL-2.0 */
/* The number of elements of an array. */
#ifndef TWSTAT_READER_ARRAY_H
#define TWSTAT_READER_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
