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
 * @reuse: tcp_tw_reuse
 * @reuse_known: @reuse was given
 * @reuse_delay: age from which a port may be taken again, in s
 * @object_bytes: memory of one timewait socket
 * @granularity_known: @granularity was given
 * @object_known: @object_bytes was given
 */
struct conditions {
	double granularity;
	double length;
	double usable;
	unsigned int reuse;
	bool reuse_known;
	double reuse_delay;
	double object_bytes;
	bool granularity_known;
	bool object_known;
};

void conditions_of(const struct snapshot *snap, struct conditions *cond);
bool reuse_applies(const struct conditions *cond, const struct destination *dest);
const char *show_memory(const struct conditions *cond, double sockets, char *buf, size_t size);
double timewait_holds(const struct conditions *cond);

#endif
