// SPDX-License-Identifier: GPL-2.0
/* The choice of a source. */
#include <stdio.h>
#include <string.h>

#include "errors.h"
#include "source/sock_diag.h"
#include "source/source.h"

/** source_is_file() - whether a saved snapshot is replayed */
bool source_is_file(const struct options *opt)
{
	return strcmp(opt->source, "auto") && strcmp(opt->source, "module") &&
	       strcmp(opt->source, "sock_diag");
}

static int replay(const struct options *opt, struct snapshot *snap)
{
	int err = read_snapshot_file(opt->source, SECTION_NONE, snap);

	if (!*snap->source)
		snap->source = "file";
	return err;
}

/** warn_fallback() - say once that the module is not there */
void warn_fallback(void)
{
	static bool said;

	if (!said)
		warn("the module is not loaded (modprobe twstat): sock_diag knows less");
	said = true;
}

/**
 * source_read() - take a snapshot from the source the user chose
 * @opt: --source and --netns
 * @section: the one section that is needed, SECTION_NONE for all
 * @snap: an initialised snapshot
 *
 * Return: an enum outcome; ABSENT when the module is not loaded.
 */
int source_read(const struct options *opt, enum section section, struct snapshot *snap)
{
	int err;

	if (source_is_file(opt))
		return replay(opt, snap);
	err = netns_select(opt->netns);
	if (err)
		return err;
	if (opt->netns)
		snprintf(snap->name, sizeof(snap->name), "%s", opt->netns);
	if (!strcmp(opt->source, "sock_diag"))
		return diag_read(snap);
	err = module_read(section, snap);
	if (err != ABSENT || strcmp(opt->source, "auto"))
		return err;
	warn_fallback();
	return diag_read(snap);
}
