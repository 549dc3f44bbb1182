# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2016,SC2034
#
# mutants.sh - ways to break the module's pure C, and the test that must notice
#
#	mutant NAME FILE TEST PERL-SUBSTITUTION
#
# FILE is in module/. A substitution that changes nothing is an error: then the
# module has changed and the mutant must follow.

mutant_names=()
declare -A mutant_file mutant_test mutant_change

mutant()
{
	mutant_names+=("$1")
	mutant_file[$1]=$2
	mutant_test[$1]=$3
	mutant_change[$1]=$4
}

mutant bins-round-down core/twstat.h bins 's/\(u32\)remaining_ms \+ 999/(u32)remaining_ms + 1000/'
mutant zero-is-overdue core/twstat.h bins 's/remaining_ms < 0\)/remaining_ms <= 0)/'
mutant open-end core/twstat.h bins 's/<= 120000/< 120000/'

mutant first-zero-run core/format.c format 's/run > \*length/run >= *length/'
mutant octet-too-long core/format.c format 's/if \(value > 99\)/if (value >= 99)/'
mutant nine-digits core/format.c format 's/TWSTAT_BILLION \/ 10; place/TWSTAT_BILLION \/ 100; place/'
mutant no-dotted-ipv6 core/format.c format 's/if \(i == 6 && /if (i == 7 && /'

mutant listener-last core/observe.h observe 's/twstat_listening\(ports, socket->local_port/twstat_listening(ports, ntohs(socket->remote_port)/'
mutant range-open core/observe.h observe 's/port <= ports->maximum/port < ports->maximum/'
mutant young-is-ready core/observe.h observe 's/define TWSTAT_SOCKET_REUSE_SHIFT 4/define TWSTAT_SOCKET_REUSE_SHIFT 5/'
mutant local-port core/observe.h observe 's/port = ntohs\(socket->remote_port\);/port = socket->local_port;/'

mutant one-family core/totals.c totals 's/TWSTAT_CLASS_FAMILY, bits/TWSTAT_CLASS_SIDE, bits/'
mutant half-the-classes core/totals.c totals 's/i < TWSTAT_CLASSES/i < TWSTAT_CLASSES \/ 2/'
mutant longest-of-all core/totals.h totals 's/if \(kind == TWSTAT_TIME_WAIT &&\s+/if (/'

mutant directory-kept core/pages.c pages 's/if \(slot == 0\) \{/if (slot == 1) {/'
mutant directory-early core/pages.c pages 's/last % TWSTAT_DIRECTORY_SLOTS == 0/last % TWSTAT_DIRECTORY_SLOTS == 1/'

mutant remote-unhashed core/hash.h hash 's/keys->addrs\[0\] \* \(u32\)first/keys->addrs[0] * (first >> 32)/'
mutant rest-unhashed core/hash.h hash 's/for \(i = 2; i < 8/for (i = 2; i < 6/'
mutant low-half core/hash.h hash 's/permute\(sum >> 32\)/permute(sum)/'
mutant unpermuted core/hash.h hash 's/return twstat_hash_permute\((sum >> 32)\)/return \1/'
mutant unturned core/hash.h hash 's/return product << 16 . product >> 16/return product/'

mutant other-device core/count.h table 's/key->service.all == observation->service.all/key->service.port == observation->service.port/'
mutant local-ignored core/count.h table 's/key->addrs.half\[0\] == addrs->half\[0\]/(u32)key->addrs.half[0] == (u32)addrs->half[0]/'
mutant second-half-ignored core/count.h table 's/addrs->half\[3\] == other->half\[3\]/true/'
mutant near-is-same core/dest_cache.h table 's/if \(unlikely\(!twstat_same\(&entry->key, observation\)\)\)/if (entry == \&cache->no_destination)/'
mutant pair-is-same core/dest_cache.h table 's/if \(!twstat_same\(&entry->key, observation\)\)/if (entry == \&cache->no_destination)/'
mutant near-counts-twice core/dest_cache.h table 's/twstat_dest_cache_insert\(cache, entry, observation\);/twstat_dest_cache_insert(cache, entry, observation);\n\ttwstat_destination_add(table, entry, observation);/'
mutant evicted-kept core/table.c limits 's/\t\tmemset\(entry, 0, sizeof\(\*entry\)\);\n//'
mutant fill-forgets core/view.c view 's/text->before.row = row;/text->before.row = row->next;/'
mutant far-known-lost core/table.c table 's/\t\tif \(entry\[i\]\)\n\t\t\ttwstat_destination_add/\t\tif (0)\n\t\t\ttwstat_destination_add/'
mutant far-new-lost core/table.c table 's/observation \+ known, count - known/observation + known, 0/'
mutant far-first-is-it core/table.c table 's/entry\[i\] = twstat_chain_find\(entry\[i\], observation\);//'
mutant far-request-counts core/table.c table 's/\t\t\tentry\[i\] = NULL;\n\t\t\tcontinue;/\t\t\tcontinue;/'
mutant split-one-way core/table.c table 's/entry->hash & table->base \? move : stay/stay/'
mutant split-late core/count.h table 's/number < table->split/number <= table->split/'
mutant few-overflow core/bins.c table 's/==\s+TWSTAT_INLINE_BIN_MAX - 1/== TWSTAT_INLINE_BIN_MAX/'
mutant few-lost core/bins.c table 's/bins\[entry->inline_bins\[i\] % TWSTAT_BINS\] \+=/bins[entry->inline_bins[i] % TWSTAT_BINS] =/'
mutant bins-unsorted core/bins.h table 's/least = packed % TWSTAT_BINS;/least = packed % TWSTAT_BINS;\n\t\tcursor->count = packed >> TWSTAT_INLINE_BIN_SHIFT;\n\t\tbreak;/'
mutant live-forgotten core/table.c limits 's/other->live \+= entry->live;//'
mutant timewait-evicted core/table.c limits 's/\|\|\s+twstat_destination_has_row\(entry\)\)/)/'
mutant live-evicts core/table.c limits 's/\} else if \(observation->kind != TWSTAT_LIVE\)/} else if (1)/'
mutant one-limit core/table.c limits 's/table->side_count\[side\] < table->limit/table->count < table->limit/'
mutant room-for-all core/table.c memory 's/min_t\(u32, observations, most - /min_t(u32, observations, 30 * most - /'
mutant histogram-early core/bins.c table 's/packed < entry->inline_bins \+ TWSTAT_INLINE_BINS/packed < entry->inline_bins + TWSTAT_INLINE_BINS - 1/'
mutant few-first-lost core/bins.h table 's/= twstat_inline_bin_one\(bin\);/= bin;/'

mutant ascending core/sort.c sort 's/for \(digit = TWSTAT_DIGITS; digit--;\)/for (digit = 0; digit < TWSTAT_DIGITS; digit++)/'
mutant one-digit core/sort.c sort 's/shift < 32 &&/shift < 8 \&\&/'
mutant alike-unsorted core/sort.c sort 's/return bits\.some & ~bits\.all;/return ~bits.some & bits.all;/'
mutant no-rest core/sort.c sort 's/if \(\+\+done % TWSTAT_SORT_BATCH == 0\)/if (!++done)/'
mutant one-other core/sort.c sort 's/other\[i\]\.next = first;/other[i].next = NULL;/'

mutant chains-once core/chain_hist.c chain_hist 's/entry->buckets\+\+/entry->buckets = 1/'
mutant other-as-row core/format_rows.c view 's/if \(other\)\n\t\treturn/if (other \&\& !out)\n\t\treturn/'
mutant one-bin-of-many core/bins.h view 's/ &&\s+!row->inline_bins\[1\]//'
mutant longest-is-shortest core/format_rows.c format_rows 's/if \(row->max_ms != row->min_ms\)/if (row->max_ms < row->min_ms)/'
mutant place-shown core/format_rows.c format_rows 's/if \(!place->shown\)/if (0)/'
mutant no-minus core/format_rows.c format_rows 's/twstat_put_char\(out, \x27-\x27\);\n\treturn/out;\n\treturn/'
mutant rows-skipped core/view.c view 's/cursor->begun = false, cursor->position = 0/cursor->begun = false, cursor->position = 1/'

mutant fuzz-near core/dest_cache.h fuzz 's/if \(unlikely\(!twstat_same\(&entry->key, observation\)\)\)/if (entry == \&cache->no_destination)/'
mutant fuzz-far core/table.c fuzz 's/observation \+ known, count - known/observation + known, 0/'
mutant fuzz-split core/table.c fuzz 's/entry->hash & table->base \? move : stay/stay/'
mutant fuzz-limit core/table.c fuzz 's/table->side_count\[side\] < table->limit/table->count < table->limit/'
