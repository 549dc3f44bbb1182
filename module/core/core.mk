# SPDX-License-Identifier: GPL-2.0
#
# The pure half: files of this folder that compile in the kernel, in the reader and
# under the host's sanitizers. Kbuild, the unit tests and the reader read this list.

twstat-core := bins chain_hist columns format format_rows pages sort summary table totals view
