// SPDX-License-Identifier: GPL-2.0
/* Who closed the timewait sockets, from the module or a saved snapshot. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source/cgroups.h"
#include "source/owners.h"
#include "source/source.h"

#define SWITCH "/sys/module/twstat/parameters/owners"
/* Where nothing says more, room for this many closes is advised: 2 MiB. */
#define OWNERS_DEFAULT 65536

/* What a file that anyone may read says about the owners. */
static enum owners_state state_of_summary(const struct netns *ns, struct snapshot *snap)
{
	const struct summary *sum = &snap->summary;

	if (module_read(ns, SECTION_SUMMARY, snap))
		return OWNERS_NO_MODULE;
	if (!summary_knows(sum, KEY_OWNERS_MAX))
		return OWNERS_TOO_OLD;
	return summary_get(sum, KEY_OWNERS_MAX) ? OWNERS_FOR_ROOT : OWNERS_OFF;
}

static int read_module_owners(const struct netns *ns, struct snapshot *snap,
			      enum owners_state *state)
{
	int err = module_read(ns, SECTION_OWNERS, snap);

	if (!err) {
		*state = summary_get(&snap->summary, KEY_OWNERS_MAX) ? OWNERS_READ : OWNERS_OFF;
		return *state == OWNERS_READ ? cgroups_find(snap) : DONE;
	}
	if (err != ABSENT)
		return err;
	snapshot_free(snap);
	*state = state_of_summary(ns, snap);
	return DONE;
}

/**
 * owners_open_failure() - the error of opening the module's file of owners
 * @ns: the namespace
 * @error: errno
 * @path: the file
 *
 * Return: ABSENT when the module is not loaded, else FAILED.
 */
int owners_open_failure(const struct netns *ns, int error, const char *path)
{
	char dir[PROC_PATH];

	if (error == EACCES)
		return failure("%s: only for root", path);
	if (error == ENOENT && !access(proc_net_path(ns, "twstat/summary", dir, sizeof(dir)), F_OK))
		return failure("the loaded module keeps no owners: load twstat 0.2.0 or later");
	return module_failure(ns, error, path);
}

/**
 * owners_read() - a snapshot with the owner of each timewait socket
 * @req: where from; sock_diag has no owners
 * @snap: an initialised snapshot; without owners it may be empty
 * @state: set to OWNERS_READ, or to why there are none
 *
 * Return: DONE, also without owners; FAILED or USAGE.
 */
int owners_read(const struct source_request *req, struct snapshot *snap, enum owners_state *state)
{
	struct netns ns;
	int err;

	*state = OWNERS_NO_MODULE;
	if (req->kind == SOURCE_SOCK_DIAG)
		return DONE;
	if (req->kind == SOURCE_FILE) {
		err = source_read(req, SECTION_NONE, snap);
		*state = !snap->has_owners			     ? OWNERS_NOT_SAVED :
			 summary_get(&snap->summary, KEY_OWNERS_MAX) ? OWNERS_READ :
								       OWNERS_OFF;
		cgroups_sort(snap);
		return err;
	}
	err = netns_select(&ns, req->netns);
	return err ?: read_module_owners(&ns, snap, state);
}

/**
 * owners_expected() - whether it is worth to ask for owners
 * @req: where @snap was read
 * @snap: a snapshot, whose summary tells whether owners are kept
 *
 * Return: true if they are kept and this user may see them.
 */
bool owners_expected(const struct source_request *req, const struct snapshot *snap)
{
	if (!summary_get(&snap->summary, KEY_OWNERS_MAX))
		return false;
	return req->kind == SOURCE_FILE ? snap->has_owners : !geteuid();
}

/** owners_state_name() - for programs */
const char *owners_state_name(enum owners_state state)
{
	static const char *const names[] = { "read",	"off",	     "not_permitted",
					     "too_old", "no_module", "not_saved" };

	return names[state];
}

/* The next power of two: the room is made of sets. */
static uint64_t round_up(uint64_t number)
{
	uint64_t power = 1024;

	while (power < number && power < 1ull << 32)
		power *= 2;
	return power;
}

/**
 * owners_needed() - the capacity that would cover one length of TIME_WAIT
 * @snap: with owners, or at least a summary
 *
 * All namespaces share the room: what they closed since it was switched on tells
 * their rate. Sets fill unevenly, so twice as much room as closes is needed to
 * keep nearly all.
 */
uint64_t owners_needed(const struct snapshot *snap)
{
	const struct summary *sum = &snap->summary;
	uint64_t own = summary_get(sum, KEY_TIMEWAIT) + summary_get(sum, KEY_FIN_WAIT2);
	uint64_t closes =
		summary_get(sum, KEY_OWNERS_KEPT) + summary_get(sum, KEY_OWNERS_OVERWRITTEN);
	uint64_t now = summary_get(sum, KEY_BOOTTIME_NS);
	uint64_t since = summary_get(sum, KEY_OWNERS_SINCE_NS);
	double length = (double)summary_or(sum, KEY_TIMEWAIT_LEN_MS, 60000) / 1000 + 1;
	double seconds = now > since ? (double)(now - since) / 1e9 : 0;
	double all = summary_knows(sum, KEY_OWNERS_SINCE_NS) && seconds > length ?
			     (double)closes * length / seconds :
			     (double)closes;

	return round_up(2 * (uint64_t)(all > (double)own ? all : (double)own));
}

/**
 * owners_state_text() - a line on why there are no owners, and what helps
 * @state: not OWNERS_READ
 * @snap: from owners_read()
 * @buf: where to
 * @size: its room
 *
 * Return: @buf, empty where nothing is to be said.
 */
const char *owners_state_text(enum owners_state state, const struct snapshot *snap, char *buf,
			      size_t size)
{
	uint64_t room = owners_needed(snap);

	*buf = '\0';
	if (state == OWNERS_OFF)
		snprintf(buf, size,
			 "Owners are off: `echo %" PRIu64 " >%s` keeps who closes from then on.",
			 room > OWNERS_DEFAULT ? room : OWNERS_DEFAULT, SWITCH);
	else if (state == OWNERS_FOR_ROOT)
		snprintf(buf, size, "Owners are kept, but shown to root only.");
	else if (state == OWNERS_TOO_OLD)
		snprintf(buf, size, "Owners are unknown: the loaded module keeps none.");
	else if (state == OWNERS_NOT_SAVED)
		snprintf(buf, size, "Owners are unknown: saved without `snapshot --owners`.");
	return buf;
}
