/* SPDX-License-Identifier: GPL-2.0 */
/* What all destinations of a namespace have in common: timers, ports, reuse. */
#ifndef TWSTAT_READER_CONDITIONS_H
#define TWSTAT_READER_CONDITIONS_H

#include "model/snapshot.h"

/**
 * struct conditions - of one namespace
 * @granularity: how late a TIME_WAIT timer may be, in s
 * @length: how long TIME_WAIT lasts by the timer, in s
 * @usable: local ports that connect() may choose, 0 when unknown
 * @usable_known: @usable was given
 * @odd: the range has an odd number of ports: connect() does not try one of them
 * @bound: usable ports that bind() took: connect() passes over them
 * @shared: of these, those that are not blocked for any program that is seen to connect
 * @bound_known: @bound is exact, else it is a lower bound
 * @bound_rate: closes a second whose ports bind() took
 * @bound_leave: TIME_WAIT sockets on such ports, by bin
 * @closes: of all closes a second
 * @tw_max: tcp_max_tw_buckets, INFINITY when unknown
 * @tw_count: sockets that count against it
 * @reuse: tcp_tw_reuse
 * @reuse_known: @reuse was given
 * @reuse_delay: age from which a port may be taken again, in s
 * @timestamps: whether connections of this host may have TCP timestamps
 * @object_bytes: memory of one timewait socket
 * @granularity_known: @granularity was given
 * @object_known: @object_bytes was given
 */
struct conditions {
	double granularity;
	double length;
	double usable;
	bool usable_known;
	bool odd;
	double bound;
	double shared;
	bool bound_known;
	double bound_rate;
	double bound_leave[BINS];
	double closes;
	double tw_max;
	double tw_count;
	unsigned int reuse;
	bool reuse_known;
	double reuse_delay;
	bool timestamps;
	double object_bytes;
	bool granularity_known;
	bool object_known;
};

void conditions_of(const struct snapshot *snap, struct conditions *cond);
bool reuse_applies(const struct conditions *cond, const struct destination *dest);
bool reuse_may_apply(const struct conditions *cond, const struct destination *dest);
const char *show_memory(const struct conditions *cond, double sockets, char *buf, size_t size);
double timewait_holds(const struct conditions *cond);

/* bound.c */
void bound_of(const struct snapshot *snap, struct conditions *cond);

#endif
