/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of the advice: advice.c calls advice_ports.c and advice_limit.c. */
#ifndef TWSTAT_READER_ADVISOR_H
#define TWSTAT_READER_ADVISOR_H

#include "analysis/advice.h"
#include "analysis/plan.h"

/* Ports of the widest range, 1024 to 65535. */
#define WIDEST_RANGE 64512
/* Advice plans for at most this ratio of blocked ports. */
#define PORTS_RATIO_MAX 0.8

/**
 * struct advisor - input and output of the rules
 * @snap: the snapshot
 * @cond: its conditions
 * @rows: the destinations
 * @verdict: the verdict
 * @worst: the destination that needs help, -1 when none does
 * @near_full: closes are what its ports let through, perhaps less than is wanted
 * @where: "in NAME: " before a setting of another namespace, else empty
 * @list: the advice
 */
struct advisor {
	const struct snapshot *snap;
	struct conditions cond;
	const struct assessment *rows;
	const struct verdict *verdict;
	long worst;
	bool near_full;
	char where[NETNS_NAME + 8];
	struct advice_list *list;
};

__attribute__((format(printf, 6, 7))) void advise(struct advisor *adv, const char *id,
						  enum advice_kind kind, long row, double value,
						  const char *format, ...);
enum advice_kind advise_do_or_or(const struct advisor *adv);

/* advice_ports.c */
void advise_ports(struct advisor *adv);
void advise_pool(struct advisor *adv);

/* advice_limit.c */
void advise_limit(struct advisor *adv);

#endif
