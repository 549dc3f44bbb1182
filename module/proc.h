/* SPDX-License-Identifier: GPL-2.0 */
/* The files of /proc/net/twstat. */
#ifndef TWSTAT_PROC_H
#define TWSTAT_PROC_H

#include <net/net_namespace.h>

extern struct pernet_operations twstat_proc_net_ops;

#endif /* TWSTAT_PROC_H */
