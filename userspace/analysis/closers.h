/* SPDX-License-Identifier: GPL-2.0 */
/* Who closed how many sockets: owners put together by process, unit, user or destination. */
#ifndef TWSTAT_READER_CLOSERS_H
#define TWSTAT_READER_CLOSERS_H

#include "analysis/assess.h"
#include "analysis/conditions.h"
#include "analysis/rate.h"
#include "analysis/unit.h"

/* How owners are put together. */
enum closers_by {
	CLOSERS_EACH, /* a row for each destination and process */
	CLOSERS_PROCESS,
	CLOSERS_UNIT,
	CLOSERS_USER,
	CLOSERS_DESTINATION,
	CLOSERS_BYS
};

/**
 * struct closer - a row: the sockets of owners that are put together
 * @dest: their sums and histogram; what names it is that of the first destination
 * @owner: the one with most sockets
 * @unit: of all owners, empty when they have none or several
 * @has_uid: all owners have the user of @owner
 * @known: sockets whose owner is known, in either state
 * @how: sockets by how they were closed, of known owners
 * @processes: owners in the row
 * @destinations: in the row, inbound ones by the local port
 * @clients: peers, of an inbound destination
 * @live: live sockets that the process holds, of an inferred row
 * @is_inferred: the process holds live sockets there, and may have closed others
 * @has_ended: the process has ended
 * @ended_known: @has_ended is known
 * @rate: of closes
 */
struct closer {
	struct destination dest;
	const struct owner *owner;
	char unit[UNIT_NAME];
	uint64_t known;
	uint64_t how[HOWS];
	uint64_t processes, destinations, clients;
	uint64_t live;
	bool has_uid;
	bool is_inferred;
	bool has_ended, ended_known;
	struct rate rate;
};

struct closers {
	struct closer *row;
	size_t nr_rows;
};

struct closers_key;

int closers_of(struct snapshot *snap, enum closers_by by, struct closers *list);
int closers_to(struct snapshot *snap, const struct assessed *row, const struct grouping *grouping,
	       enum closers_by by, struct closers *list);
int closers_add(struct closers *list, const struct snapshot *snap, const struct owner *owner,
		uint64_t live);
int closers_group(struct closers *list, struct snapshot *snap, enum closers_by by);
void closers_free(struct closers *list);

uint64_t closer_sockets(const struct closer *row);
const char *closer_destination(const struct closer *row, char *buf, size_t size);
const char *closer_command(const struct closer *row, char *buf, size_t size);

const char *closer_label(const struct closer *row);

int closers_by_parse(const char *text, enum closers_by *by);
const struct closers_key *closers_key_find(const char *name);
void closers_sort(struct closers *list, const struct closers_key *key);

#endif
