# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2016
#
# mutants.sh - ways to break the module, and the case that must notice
#
#	mutant NAME FILE TEST CASE PERL-SUBSTITUTION
#
# FILE is in module/. A substitution that changes nothing is an error: then the
# module has changed and the mutant must follow.

# What is counted
mutant loses-sockets collector.c counts test_ipv4 \
	's/if \(record->socket\.flags & TWSTAT_SOCKET_OWN\)/if (record->socket.flags \& TWSTAT_SOCKET_OWN \&\& record->socket.local_port % 32 != 6)/'
mutant loses-ipv6-sockets collector.c counts test_ipv6 \
	's/if \(record->socket\.flags & TWSTAT_SOCKET_OWN\)/if (record->socket.flags \& TWSTAT_SOCKET_OWN \&\& (record->socket.service.family == TWSTAT_IPV4 || record->socket.local_port % 32 != 6))/'
mutant mapped-is-ipv6 walk/record.h counts test_dual_stack \
	's/if \(twstat_ipv4_mapped\(addrs->ipv6\.remote\)\)/if (0)/'
mutant mapped-apart walk/record.h counts test_dual_stack_joins_ipv4 \
	's/if \(twstat_ipv4_mapped\(addrs->ipv6\.remote\)\)/if (0)/'
mutant no-fin-wait2 walk/record.h counts test_fin_wait2 \
	's/== TCP_FIN_WAIT2 \?/== TCP_FIN_WAIT1 ?/'
mutant always-fin-wait2 walk/record.h counts test_fin_wait2_becomes_timewait \
	's/twstat_read_racy\(tw->tw_substate\) == TCP_FIN_WAIT2 \?/1 ?/'
mutant reserved-ports-usable ports.c counts test_live_and_ports \
	's/if \(!reserved\)/if (1)/'
mutant live-twice core/count.h counts test_live_and_ports 's/entry->live\+\+/entry->live += 2/'
mutant no-device walk/record.h counts test_device \
	's/socket->service\.device = twstat_read_racy\(sk->sk_bound_dev_if\)/socket->service.device = 0/'
mutant no-local-address walk/record.h counts test_many_of_one_destination \
	's/addrs\.half\[0\] = (twstat_ipv4_addrs\(sk\));/addrs.half[0] = (u32)$1;/'
mutant summary-without-rows collector.c counts test_each_file_agrees \
	's/\(TWSTAT_SUMMARY \| TWSTAT_DESTINATIONS\)/TWSTAT_DESTINATIONS/'
mutant one-too-many core/totals.c counts test_nothing 's/u64 sum = 0;/u64 sum = 1;/'

# Bins
mutant bins-rounded core/twstat.h timers test_just_closed \
	's/\(\(u32\)remaining_ms \+ 999\) \/ 1000/((u32)remaining_ms * 2 + 999) \/ 1000/'
mutant bins-off-by-half core/twstat.h timers test_bins \
	's/\(\(u32\)remaining_ms \+ 999\) \/ 1000/((u32)remaining_ms + 499) \/ 1000/'
mutant clock-at-half-speed walk/record.h timers test_bins \
	's/twstat_jiffies_to_ms\(expires - clock->jiffies\)/twstat_jiffies_to_ms(expires - clock->jiffies) \/ 2/'
mutant never-overdue walk/record.h timers test_bins \
	's/twstat_jiffies_to_ms\(expires - clock->jiffies\)/max_t(s32, 0, twstat_jiffies_to_ms(expires - clock->jiffies))/'
mutant rows-in-other-bins core/count.h counts test_ipv4 \
	's/twstat_bin_add\(&table->histograms, entry, observation->bin\)/twstat_bin_add(&table->histograms, entry, observation->bin ^ 1)/'
mutant sockets-half-as-long core/format_rows.c timers test_sockets_agree \
	's/twstat_put_s32\(out, socket->remaining_ms\)/twstat_put_s32(out, socket->remaining_ms \/ 2)/'

# Sides
mutant local-range-is-inbound core/observe.h direction test_client_first \
	's/(local_port\)\)\n\t\treturn TWSTAT_)OUTBOUND/$1INBOUND/'
mutant local-range-ignored core/observe.h direction test_listener_inside_range \
	's/if \(twstat_usable\(ports, socket->local_port\) \|\|\s+twstat_in_range\(ports, socket->local_port\)\)/if (0)/'
mutant inbound-by-peer-port core/observe.h direction test_server_first \
	's/u16 port = socket->local_port/u16 port = ntohs(socket->remote_port)/'
mutant inbound-without-peer walk/record.h direction test_server_first_many_clients \
	's/addrs\.half\[0\] = (twstat_ipv4_addrs\(sk\));/addrs.half[0] = $1 >> 32 << 32;/'
mutant all-outbound core/observe.h direction test_both_at_once \
	's/enum twstat_side side = twstat_side_of\(ports, socket\)/enum twstat_side side = ports ? TWSTAT_OUTBOUND : twstat_side_of(ports, socket)/'
mutant remote-range-ignored core/observe.h direction test_listener_gone \
	's/if \(twstat_in_range\(ports, ntohs\(socket->remote_port\)\)\)/if (0)/'
mutant remote-range-decides core/observe.h direction test_service_inside_range \
	's/if \(twstat_in_range\(ports, ntohs\(socket->remote_port\)\)\)/if (0)/'
mutant else-inbound core/observe.h direction test_local_port_outside_range \
	's/return TWSTAT_OUTBOUND;\n\}/return TWSTAT_INBOUND;\n}/'
mutant listeners-ignored core/observe.h direction test_listener_shares_port \
	's/if \(twstat_listening\(ports, socket->local_port\)\)/if (0)/'
mutant ipv4-listeners-only ports.c direction test_ipv6_listener \
	's/if \(net_eq\(sock_net\(sk\), net\)\)/if (net_eq(sock_net(sk), net) && sk->sk_family == AF_INET)/'
mutant dual-stack-listeners-ignored ports.c direction test_dual_stack_listener \
	's/if \(net_eq\(sock_net\(sk\), net\)\)/if (net_eq(sock_net(sk), net) && sk->sk_family == AF_INET)/'
mutant listeners-of-all ports.c direction test_listener_elsewhere \
	's/if \(net_eq\(sock_net\(sk\), net\)\)/if (1)/'
mutant all-exact core/observe.h direction test_exact \
	's/if \(socket->flags & TWSTAT_SOCKET_CONNECTED\)(\n\t\tclass \|=)/if (1)$1/'

# Namespaces
mutant sockets-of-all walk/record.h netns test_same_addresses \
	's/if \(unlikely\(!data_race\(net_eq\(sock_net\(sk\), ctx->net\)\)\)\)/if (0)/'
mutant timestamps-of-the-first collector.c netns test_settings \
	's/READ_ONCE\(net->ipv4.sysctl_tcp_timestamps\)/READ_ONCE(init_net.ipv4.sysctl_tcp_timestamps)/'
mutant table-of-the-first walk/walk.c netns test_own_table \
	's/= net->ipv4.tcp_death_row.hashinfo/= init_net.ipv4.tcp_death_row.hashinfo/'
mutant own-table-hidden sockets.c netns test_own_table_of_container \
	's/twstat_ehash_pernet\(stream->walk.hashinfo\)/false/'
mutant container-sees-places sockets.c netns test_container_root \
	's/stream->places = !memory->bounded/stream->places = true/'
mutant container-sees-buckets collector.c netns test_container_root \
	's/collector->all_chains = !memory->bounded/collector->all_chains = true/'
mutant root-sees-no-places sockets.c netns test_host_root \
	's/\.shown = stream->places/.shown = false/'
mutant root-sees-own-buckets collector.c netns test_host_nobody \
	's/collector->all_chains = !memory->bounded/collector->all_chains = false/'
mutant buckets-forget-others collector.c netns test_host_nobody \
	's/own \|= collector->all_chains;/;/'
mutant opener-decides-netns proc.c netns test_proc_pid \
	's/maybe_get_net\(entry->net\)/maybe_get_net(current->nsproxy->net_ns)/'
mutant netns-leaked proc.c netns test_removed_while_open \
	's/(twstat_snapshot_drop\(&reader->snapshot\);\n)\tput_net\(reader->net\);/$1/'
mutant stream-loses-sockets sockets.c netns test_removed_while_streamed \
	's/socket->kind > TWSTAT_FIN_WAIT2\)/socket->kind > TWSTAT_FIN_WAIT2 || socket->local_port % 32 == 6)/'

# Reads
mutant offset-lost proc.c procfs-io test_pieces 's/reader->offset \+= text\.last - reader->text;/;/'
mutant offset-lost-at-random proc.c procfs-io test_random 's/reader->offset \+= text\.last - reader->text;/;/'
mutant offset-lost-when-empty proc.c procfs-io test_empty 's/reader->offset \+= text\.last - reader->text;/;/'
mutant read-refreshes proc.c procfs-io test_kept_descriptor \
	's/(\tif \(\*position < reader->offset\))/\tif (!*position) {\n\t\ttwstat_snapshot_drop(&reader->snapshot);\n\t\tmemset(&reader->snapshot, 0, sizeof(reader->snapshot));\n\t\ttwstat_snapshot_take(&reader->snapshot, reader->net, reader->sections, &reader->memory);\n\t}\n$1/'
mutant cut-off proc.c procfs-io test_many_openers \
	's/while \(done < count\)/while (done < count \&\& *position < 30000)/'
mutant sums-broken core/count.h procfs-io test_openers_in_parallel \
	's/(entry->timewait\[observation->reuse\])\+\+/$1 += 1 + (remaining_ms > 59900)/'
mutant timers-for-root proc.c procfs-io test_unprivileged 's/"timers", 0444/"timers", 0400/'
mutant sockets-for-all proc.c procfs-io test_sockets_refused 's/"sockets", 0400/"sockets", 0444/'
mutant sockets-seekable proc.c procfs-io test_sockets_stream \
	's/return entry->sections \? 0 : stream_open\(inode, file\)/return 0/'
mutant mark-is-tos core/format_rows.c procfs-io test_sockets_columns \
	's/twstat_put_u64\(out, socket->mark\)/twstat_put_u64(out, socket->tos)/'
mutant stream-loses-standing sockets.c procfs-io test_sockets_under_churn \
	's/socket->kind > TWSTAT_FIN_WAIT2\)/socket->kind > TWSTAT_FIN_WAIT2 || socket->local_port % 32 == 6)/'

# Lore
mutant one-too-many-after-reset core/totals.c remedies test_linger_0 's/u64 sum = 0;/u64 sum = 1;/'
mutant peers-sockets-too walk/record.h remedies test_peer_closes_first \
	's/if \(unlikely\(!data_race\(net_eq\(sock_net\(sk\), ctx->net\)\)\)\)/if (0)/'
mutant inbound-is-outbound core/observe.h remedies test_reuseaddr \
	's/if \(twstat_in_range\(ports, ntohs\(socket->remote_port\)\)\)/if (0)/'
mutant live-is-timewait walk/record.h remedies test_pooling 's/TWSTAT_REQUEST : TWSTAT_LIVE;/TWSTAT_REQUEST : TWSTAT_TIME_WAIT;/'
mutant range-end-left-out ports.c remedies test_exhaustion 's/maximum - minimum \+ 1/maximum - minimum/'
mutant live-ports-left-out core/count.h remedies test_exhaustion_mixed \
	's/entry->ports \+= observation->port_usable/entry->ports += observation->port_usable \&\& observation->kind != TWSTAT_LIVE/'
mutant reserved-are-usable ports.c remedies test_exhaustion_reserved \
	's/if \(!reserved\)/if (1)/'
mutant sources-pooled walk/record.h remedies test_exhaustion_is_per_destination \
	's/addrs\.half\[0\] = (twstat_ipv4_addrs\(sk\));/addrs.half[0] = (u32)$1;/'
mutant ipv6-ports-left-out core/observe.h remedies test_exhaustion_ipv6 \
	's/(observation->port_usable =) (twstat_usable)/$1 socket->service.family == TWSTAT_IPV4 \&\& $2/'
mutant never-ready walk/record.h remedies test_reuse_1 \
	's/return TWSTAT_SOCKET_TIMESTAMP \| TWSTAT_SOCKET_AGED;/return TWSTAT_SOCKET_TIMESTAMP;/'
mutant never-young walk/record.h remedies test_reuse_young \
	's/if \(!twstat_timewait_aged\(tcptw, timestamp_s, clock\)\)/if (0)/'
mutant timestamps-assumed walk/record.h remedies test_reuse_no_timestamps \
	's/if \(!timestamp_s\)\n\t\treturn 0;/if (!timestamp_s)\n\t\treturn TWSTAT_SOCKET_TIMESTAMP;/'
mutant inbound-reusable core/observe.h remedies test_reuse_not_applicable \
	's/kind != TWSTAT_TIME_WAIT \|\| side != TWSTAT_OUTBOUND/kind != TWSTAT_TIME_WAIT/; s/(observation->reuse = )TWSTAT_REUSE_NONE;/$1twstat_reuse_of(socket, kind, side);/'

# Limits and parameters
mutant limit-too-low core/table.c limits test_fits \
	's/table->side_count\[side\] < table->limit/table->side_count[side] + 1 < table->limit/'
mutant limit-too-high core/table.c limits test_outbound_full \
	's/table->side_count\[side\] < table->limit/table->side_count[side] <= table->limit/'
mutant rest-without-histogram core/count.h limits test_both_sides_full \
	's/(\ttwstat_bin_add\(&table->histograms, entry, observation->bin\);)/\tif (entry >= \&table->other[0][0] \&\& entry <= \&table->other[1][1])\n\t\treturn;\n$1/'
mutant rest-without-fin-wait2 core/table.c limits test_one \
	's/twstat_destination_sockets\(&other\[i\]\)/twstat_destination_timewait(\&other[i])/'
mutant summary-knows-no-rest collector.c limits test_summary_alone \
	's/\(TWSTAT_SUMMARY \| TWSTAT_DESTINATIONS\)/TWSTAT_DESTINATIONS/'
mutant nobody-gives-way core/table.c limits test_live_gives_way \
	's/entry = twstat_table_evict\(table, side\)/entry = side > 1 ? twstat_table_evict(table, side) : NULL/'
mutant nobody-is-bounded proc.c limits test_snapshot_mb \
	's/\.bounded = !file_ns_capable\(file, &init_user_ns, CAP_NET_ADMIN\)/.bounded = false/'
mutant root-is-bounded proc.c limits test_snapshot_mb \
	's/\.bounded = !file_ns_capable\(file, &init_user_ns, CAP_NET_ADMIN\)/.bounded = true/'
mutant memory-never-returns memory.c limits test_snapshot_mb_returns \
	's/(twstat_memory_put\(address, size\);\n\tif \()memory->bounded/$1 0/'
mutant limit-is-constant memory.c limits test_snapshot_mb_is_the_limit \
	's/\(long\)READ_ONCE\(twstat_snapshot_mb\) << 20/1L << 20/'
mutant container-root-is-root proc.c limits test_snapshot_mb_in_container \
	's/file_ns_capable\(file, &init_user_ns, CAP_NET_ADMIN\)/file_ns_capable(file, current_user_ns(), CAP_NET_ADMIN)/'
mutant zero-is-taken main.c limits test_bad_values 's/number < 1 \|\| //'
mutant values-not-taken main.c limits test_good_values \
	's/WRITE_ONCE\(\*\(unsigned int \*\)parameter->arg, number\);//'
mutant takes-writes proc.c limits test_not_writable \
	's/(static const struct proc_ops twstat_proc_ops = \{)/static ssize_t twstat_proc_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)\n{\n\treturn count;\n}\n\n$1\n\t.proc_write = twstat_proc_write,/'

# Load and unload
mutant first-namespace-only proc.c load test_every_namespace \
	's/(own->directory = proc_net_mkdir)/if (net != \&init_net)\n\t\treturn 0;\n\t$1/'
mutant one-too-many-after-load core/totals.c load test_unload_and_load 's/u64 sum = 0;/u64 sum = 1;/'
mutant open-files-pin proc.c load test_unload_with_open_files \
	's/(\tfile->private_data = reader;)/\t__module_get(THIS_MODULE);\n$1/; s/(\tput_net\(reader->net\);\n\ttwstat_reader_free\(reader\);\n\treturn 0;)/\tmodule_put(THIS_MODULE);\n$1/'
mutant open-files-of-gone-pin proc.c load test_unload_with_open_files_of_gone_namespace \
	's/(\tfile->private_data = reader;)/\t__module_get(THIS_MODULE);\n$1/; s/(\tput_net\(reader->net\);\n\ttwstat_reader_free\(reader\);\n\treturn 0;)/\tmodule_put(THIS_MODULE);\n$1/'
mutant sums-broken-under-load core/count.h load test_load_under_readers \
	's/(entry->timewait\[observation->reuse\])\+\+/$1 += 1 + (remaining_ms > 59900)/'
mutant other-default memory.c load test_parameters_at_load \
	's/twstat_snapshot_mb = 64/twstat_snapshot_mb = 65/'
mutant bad-taken-at-load main.c load test_bad_parameters_at_load 's/number < 1 \|\| //'
mutant counts-nothing core/count.h load test_load_twice \
	's/(entry->timewait\[observation->reuse\])\+\+/$1 += 0/'

# What the reader makes of it; its own mutants are in reader.sh
mutant sources-pooled-for-the-reader walk/record.h forecast test_two_sources \
	's/addrs\.half\[0\] = (twstat_ipv4_addrs\(sk\));/addrs.half[0] = (u32)$1;/'
mutant not-in-containers proc.c reader-netns test_container \
	's/(own->directory = proc_net_mkdir)/if (net != \&init_net)\n\t\treturn 0;\n\t$1/'
