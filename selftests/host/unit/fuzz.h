/* SPDX-License-Identifier: GPL-2.0 */
/* Comparing a table made from arbitrary bytes with the oracle. */
#ifndef TWSTAT_UNIT_FUZZ_H
#define TWSTAT_UNIT_FUZZ_H

#include "core/types.h"

/* libFuzzer calls it by this name. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif /* TWSTAT_UNIT_FUZZ_H */
