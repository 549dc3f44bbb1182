/* SPDX-License-Identifier: GPL-2.0 */
/* Reference implementation of the table: slow and obvious. */
#ifndef TWSTAT_UNIT_ORACLE_H
#define TWSTAT_UNIT_ORACLE_H

#include "core/totals.h"

/**
 * struct oracle_row - a destination
 * @service: its device, port, family and side
 * @addrs: its addresses, as in the socket
 * @live: sockets in other states, outbound only
 * @ports: outbound sockets on usable ports
 * @bound: those of @ports whose port is bound
 * @timewait: sockets in TIME_WAIT, of the row itself
 * @fin_wait2: sockets in FIN_WAIT2
 * @overdue: timewait sockets with negative remaining time
 * @min_ms: shortest remaining time
 * @max_ms: longest remaining time
 * @reuse: by enum twstat_reuse
 * @bins: TIME_WAIT sockets by bin
 * @next: next in its list, numbered from 1
 */
struct oracle_row {
	union twstat_service service;
	union twstat_addrs addrs;
	u64 live;
	u64 ports;
	u64 bound;
	u64 timewait;
	u64 fin_wait2;
	u64 overdue;
	s32 min_ms;
	s32 max_ms;
	u64 reuse[TWSTAT_REUSE_STATES];
	u64 bins[TWSTAT_BINS];
	u32 next;
};

#define ORACLE_ROWS 2048
#define ORACLE_LISTS 256

/**
 * struct oracle - destinations in lists by remote address
 * @limit: maximum number of rows per side
 * @count: number of destinations
 * @shown: destinations with timewait sockets within the limit, by side
 * @first: of each list, numbered from 1
 * @row: the rows
 * @other: overflow, by family and side
 */
struct oracle {
	u32 limit;
	u32 count;
	u32 shown[TWSTAT_SIDES];
	u32 first[ORACLE_LISTS];
	struct oracle_row row[ORACLE_ROWS];
	struct oracle_row other[TWSTAT_FAMILIES][TWSTAT_SIDES];
};

u32 oracle_bin(s32 remaining_ms);
void oracle_add(struct oracle *oracle, const struct twstat_observation *observation);
struct oracle_row *oracle_find(struct oracle *oracle, union twstat_service service,
			       const union twstat_addrs *addrs);

static inline bool oracle_row_shown(const struct oracle_row *row)
{
	return row->timewait + row->fin_wait2 > 0;
}

#endif /* TWSTAT_UNIT_ORACLE_H */
