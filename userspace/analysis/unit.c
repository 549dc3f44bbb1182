// SPDX-License-Identifier: GPL-2.0
/* The systemd unit or the container that a cgroup belongs to, by its path. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/unit.h"
#include "array.h"
#include "model/span.h"

/* Container ids have 64 hexadecimal digits; people use the first twelve. */
#define ID_DIGITS 64
#define ID_SHOWN 12

static bool ends_in(struct span name, const char *end)
{
	size_t len = strlen(end);

	return name.len > len && !memcmp(name.at + name.len - len, end, len);
}

static bool begins_with(struct span name, const char *begin)
{
	size_t len = strlen(begin);

	return name.len > len && !memcmp(name.at, begin, len);
}

/* Where the id of a container begins in a name, such as docker-ID.scope; NULL without one. */
static const char *container_id(struct span name)
{
	const char *at = name.at, *end = name.at + name.len, *begin = at;

	for (; at < end; at++) {
		if (!isxdigit((unsigned char)*at))
			begin = at + 1;
		else if (at + 1 - begin == ID_DIGITS)
			return begin;
	}
	return NULL;
}

/* The engine's name stands before the id, or is the folder above. */
static bool container_name(struct span above, struct span name, char *buf, size_t size)
{
	static const char *const prefixes[] = { "lxc.payload.", "machine-" };
	const char *id = container_id(name);
	struct span engine = above;
	size_t i;

	if (id && id > name.at)
		engine = (struct span){ name.at, (size_t)(id - name.at) - 1 };
	if (id)
		snprintf(buf, size, "%.*s:%.*s", (int)engine.len, engine.at, ID_SHOWN, id);
	for (i = 0; !id && i < ARRAY_SIZE(prefixes); i++)
		if (begins_with(name, prefixes[i])) {
			snprintf(buf, size, "%.*s", (int)name.len, name.at);
			return true;
		}
	return id;
}

/* What a systemd of the host or of a container starts. */
static bool unit_name(struct span name, char *buf, size_t size)
{
	if (!ends_in(name, ".service") && !ends_in(name, ".scope"))
		return false;
	snprintf(buf, size, "%.*s", (int)name.len, name.at);
	return true;
}

/**
 * unit_of_path() - a cgroup's name for people
 * @path: from the root of the hierarchy
 * @buf: where to, UNIT_NAME suffices
 * @size: its room
 *
 * The outermost container, ENGINE:ID; else the innermost service or scope; else
 * the path.
 *
 * Return: @buf.
 */
const char *unit_of_path(const char *path, char *buf, size_t size)
{
	struct span rest = { path, strlen(path) }, above = { "container", 9 }, name;

	snprintf(buf, size, "%s", path);
	while (rest.len) {
		name = span_until(&rest, '/');
		if (!name.len)
			continue;
		if (container_name(above, name, buf, size))
			break;
		unit_name(name, buf, size);
		above = name;
	}
	return buf;
}

static int compare_ids(const void *left, const void *right)
{
	const struct cgroup_name *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

/** cgroup_path() - the path of an owner's cgroup, NULL when it is not known */
const char *cgroup_path(const struct snapshot *snap, const struct owner *owner)
{
	struct cgroup_name key = { .id = owner->cgroup }, *found = NULL;

	if (owner->has_cgroup && snap->nr_cgroups)
		found = bsearch(&key, snap->cgroup, snap->nr_cgroups, sizeof(key), compare_ids);
	return found && *found->path ? found->path : NULL;
}

/**
 * owner_unit() - the unit or container of an owner
 * @snap: whose it is; its cgroups are in the order of their ids
 * @owner: the owner
 * @buf: where to, UNIT_NAME suffices
 * @size: its room
 *
 * A cgroup that is gone is named by its id.
 *
 * Return: @buf, empty for an owner that has none.
 */
const char *owner_unit(const struct snapshot *snap, const struct owner *owner, char *buf,
		       size_t size)
{
	const char *path = cgroup_path(snap, owner);

	*buf = '\0';
	if (path)
		return unit_of_path(path, buf, size);
	if (owner->has_cgroup)
		snprintf(buf, size, CGROUP_REMOVED "%llu", (unsigned long long)owner->cgroup);
	return buf;
}
