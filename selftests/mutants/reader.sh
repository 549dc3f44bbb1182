# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2016
#
# reader.sh - ways to break the reader, and the case that must notice
#
#	reader_mutant NAME FILE TEST CASE PERL-SUBSTITUTION
#
# FILE is in userspace/; as with mutants.sh a substitution that changes nothing
# is an error.

# The forecast
reader_mutant rate-halved analysis/rate.c forecast test_steady \
	's/entered \/ rate->window;/entered \/ rate->window \/ 2;/'
reader_mutant ports-twice analysis/forecast.c forecast test_two_sources \
	's/(curve.blocked = \(double\)dest->count\[COUNT_PORTS\]);/$1 * 2;/'
reader_mutant rate-doubled analysis/rate.c forecast test_ramp \
	's/entered \/ rate->window;/entered \/ rate->window * 2;/'
reader_mutant only-long-windows analysis/rate.c forecast-stable test_step_down \
	's/\{ 5, 10, 30 \}/{ 30, 30, 30 }/'
reader_mutant reuse-ignored analysis/conditions.c forecast-stable test_reuse \
	's/return true;/return false;/'
reader_mutant reuse-2-ignored analysis/conditions.c forecast-stable test_reuse_2 \
	's/return cond->reuse == 2 &&/return 0 \&\&/'
reader_mutant timestamps-not-needed analysis/forecast.c forecast test_without_timestamps \
	's/(curve->blocked -= \(double\)dest->count\[COUNT_REUSE_READY\]);/bare = 0;\n\tcurve->blocked -= (double)dest->count[COUNT_TIMEWAIT];/'
reader_mutant nothing-leaves analysis/forecast.c forecast-stable test_rest \
	's/curve->share = inside_range\(dest\);\n\tcurve->rate = rate \* curve->share/curve->share = 0;\n\tcurve->rate = rate * inside_range(dest)/'

# The commands
reader_mutant inbound-shown-outbound model/parse_destination.c reader test_show \
	's/row->side = TWSTAT_INBOUND/row->side = TWSTAT_OUTBOUND/'
reader_mutant ports-from-there-on model/filter.c reader test_show_text \
	's/is = port == node->number/is = port >= node->number/'
reader_mutant milliseconds-as-seconds model/parse.c reader test_summary \
	's/\(enum summary_key\)key, value\);/(enum summary_key)key, key == KEY_TCP_FIN_TIMEOUT_MS ? value \/ 1000 : value);/'
reader_mutant bins-swapped model/parse.c reader test_timers \
	's/snap->timewait\[bin\] =/snap->timewait[bin ^ 1] =/'
reader_mutant chains-all-timewait model/parse.c reader test_buckets \
	's/value\[TWSTAT_BUCKETS_TIMEWAIT\];/value[TWSTAT_BUCKETS_SOCKETS];/'
reader_mutant first-socket-lost source/sock_diag_sockets.c reader test_sockets \
	's/(static int [a-z_]+\(const struct diag_socket \*sock, void \*data\)\n\{\n)/$1\tstatic int first;\n\n\tif (!first++)\n\t\treturn DONE;\n/'
reader_mutant any-live-socket source/holders.c reader test_who \
	's/if \(sock->socket.kind != TWSTAT_LIVE\)/if (sock->socket.kind != TWSTAT_LIVE || sock->socket.local_port % 4 == 0)/'
reader_mutant a-sample-too-many commands/top.c reader test_top \
	's/i < top->opt->count; i\+\+/i <= top->opt->count; i++/'
reader_mutant time-stands-still commands/report.c reader test_top_rate \
	's/\(double\)\(now - then\) \/ 1e9/(double)(now - then) \/ 2e9/'
reader_mutant at-the-threshold commands/check.c reader test_check \
	's/figure->value > figure->warning/figure->value >= figure->warning/'
reader_mutant last-bins-left-out commands/metrics.c reader test_prometheus \
	's/for \(i = first; i < BINS; i\+\+\) \{/for (i = first; i < BINS - 4; i++) {/'
reader_mutant one-kilobyte-each analysis/conditions.c reader test_plan \
	's/(cond->object_bytes = ).*;/${1}1024;/'
reader_mutant file-not-read source/source.c reader test_snapshot \
	's/if \(req->kind == SOURCE_FILE\)\n\t\treturn read_from_file/if (0)\n\t\treturn read_from_file/'

# The sources and other namespaces
reader_mutant dump-a-second-late source/sock_diag_read.c reader-netns test_sources \
	's/(dump_table\->ports, &sock->socket, &seen\);)/$1\n\tif (seen.bin > 2)\n\t\tseen.bin -= 2;/'
reader_mutant dump-swaps-sides source/sock_diag_read.c reader-netns test_sources_summary \
	's/KEY_INBOUND, twstat_totals_side\(totals, TWSTAT_INBOUND\)/KEY_INBOUND, twstat_totals_side(totals, TWSTAT_OUTBOUND)/'
reader_mutant path-not-entered source/proc.c reader-netns test_other_netns \
	's/if \(strchr\(name, .\/.\)\)\n\t\treturn enter_path\(name, name\)/if (strchr(name, 47))\n\t\treturn DONE/'
reader_mutant snapshot-of-the-own commands/snapshot.c reader-netns test_every_command \
	's/source_live\(req, &ops, out\)/source_live(\&(struct source_request){ .kind = req->kind }, \&ops, out)/'
reader_mutant own-netstat source/netstat.c reader-netns test_netstat \
	's/fopen\(proc_net_path\(ns, "netstat", path, sizeof\(path\)\), "re"\)/fopen(proc_path("net\/netstat", path, sizeof(path)), "re")/'
reader_mutant seen-again source/namespaces.c reader-netns test_all_netns \
	's/return true;/return false;/'
reader_mutant any-file-is-a-namespace source/namespaces.c reader-netns test_all_netns_under_churn \
	's/return !fstatfs\(fd, &info\) && info.f_type == NSFS_MAGIC/return !fstatfs(fd, \&info)/'
reader_mutant no-such-name-is-here source/proc.c reader-netns test_gone \
	's/return failure\("namespace %s: %s: %s", name, path, strerror\(errno\)\)/return DONE/'
reader_mutant process-entered source/proc.c reader-netns test_nobody \
	's/snprintf\(ns->pid, sizeof\(ns->pid\), "%s", name\);/snprintf(ns->pid, sizeof(ns->pid), "%s", name);\n\treturn netns_enter(ns);/'
reader_mutant no-way-without-module source/source.c load test_reader_without_module \
	's/req->kind == SOURCE_MODULE\)\n\t\t\treturn err;\n\t\twarn_once/1)\n\t\t\treturn err;\n\t\twarn_once/'
