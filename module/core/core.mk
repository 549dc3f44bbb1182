# SPDX-License-Identifier: GPL-2.0
#
# The files of this folder, which compile in the kernel, in the reader and in the unit
# tests on the host. All three use this list.

twstat-core := bins chain_hist columns format format_owners format_rows owner_log owner_rows
twstat-core += left namespaces_view pages scopes sort summary table totals view
