/* SPDX-License-Identifier: GPL-2.0 */
/* The unit that `check --owner` names. */
#ifndef TWSTAT_READER_CHECK_OWNER_H
#define TWSTAT_READER_CHECK_OWNER_H

#include "analysis/culprit.h"
#include "commands/filtered_read.h"

/**
 * struct check_owner - who made most of the sockets
 * @is_wanted: the option was given; else nothing is read or printed
 * @snap: owners of the wanted destinations; empty when there are none
 * @is_known: @culprit is set
 * @culprit: the unit
 */
struct check_owner {
	bool is_wanted;
	struct snapshot snap;
	bool is_known;
	struct culprit culprit;
};

int check_owner_read(struct check_owner *owner, const struct source_request *req,
		     const struct selection *sel);
void check_owner_find(struct check_owner *owner, const struct assessed *row);
void check_owner_cause(const struct check_owner *owner);
void check_owner_data(const struct check_owner *owner);
void check_owner_free(struct check_owner *owner);

#endif
