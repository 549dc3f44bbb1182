/* SPDX-License-Identifier: GPL-2.0 */
/* Exit statuses of a monitoring plug-in. */
#ifndef TWSTAT_READER_PLUGIN_H
#define TWSTAT_READER_PLUGIN_H

#include <stddef.h>

enum plugin_status { PLUGIN_OK, PLUGIN_WARNING, PLUGIN_CRITICAL, PLUGIN_UNKNOWN };

int plugin_unknown(void);
const char *plugin_name(const char *text, char *buf, size_t size);

#endif
