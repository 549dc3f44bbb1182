# SPDX-License-Identifier: GPL-2.0
#
# The files of this folder, which compile in the kernel, in the reader and in the unit
# tests on the host. All three use this list.

twstat-core := bins chain_hist columns dest_batch format format_owners format_rows owner_log
twstat-core += owner_rows left namespaces_view others pages scopes sort summary table totals
twstat-core += view
