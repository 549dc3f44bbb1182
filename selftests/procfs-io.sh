#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# procfs-io.sh - one open, one snapshot, however it is read and by whomever

# shellcheck source=selftests/lib.sh
. "${0%/*}/lib.sh"

# More text than one page or one read() takes.
make_rows()
{
	ip -6 route add local fd00:1::/64 dev lo
	generate -n 300 -d 127.2.0.1 -D 300
	generate -6 -n 200 -d fd00:1::1000 -D 200 -s fd00:1::1
	generate -n 100 -c server -s 127.1.0.1 -S 50
	wait_for_tw 600
}

compare()
{
	procread compare "$twstat/$1" 2000 "$2" >"$tmp/compared" 2>&1 ||
		fail "$1: $(cat "$tmp/compared")"
}

test_pieces()
{
	local file
	make_rows
	for file in summary timers buckets destinations snapshot; do
		compare $file 1
	done
	[ "$(awk '{ print $2 }' "$tmp/compared")" -gt 16384 ] || fail "too little text"
}

test_random()
{
	local seed
	make_rows
	for seed in 2 3 4 5; do
		compare snapshot $seed
	done
}

test_empty()
{
	local file
	for file in summary timers buckets destinations snapshot; do
		compare $file 1
	done
}

# An open file never refreshes; a new one does.
test_kept_descriptor()
{
	generate -n 5
	wait_for_tw 5
	exec 3<$twstat/snapshot
	generate -n 7 -p 8001
	wait_for_tw 12
	cat <&3 >"$tmp/old"
	exec 3<&-
	check_sums "$tmp/old"
	equal "timewait of the kept one" "$(value timewait old)" 5
	snapshot new
	equal "timewait of a new one" "$(value timewait new)" 12
}

test_many_openers()
{
	local rows
	make_rows
	snapshot s
	rows=$(section destinations s | wc -l)
	procread openers $twstat/snapshot 300 >"$tmp/openers" || fail "$(cat "$tmp/openers")"
	equal "opened, fewest and most rows" "$(tr '\n' ' ' <"$tmp/openers")" \
		"opened 300 lines $rows $rows "
}

# Each file in pieces of splice() is as read() gives it, the seekable ones by
# sendfile(), too. The rows of sockets are compared by name: their timers go on.
test_sendfile()
{
	local file
	make_rows
	for file in summary timers destinations buckets snapshot; do
		procread sendfile $twstat/$file >"$tmp/sent.$file" ||
			fail "$file: $(tail -n 1 "$tmp/sent.$file")"
	done
	check_sums "$tmp/sent.snapshot"
	snapshot read
	equal "rows by sendfile" "$(rows sent.snapshot remote)" "$(rows read remote)"
	for file in snapshot sockets; do
		procread splice $twstat/$file | cat >"$tmp/spliced.$file" ||
			fail "$file: $(tail -n 1 "$tmp/spliced.$file")"
	done
	check_sums "$tmp/spliced.snapshot"
	cat $twstat/sockets >"$tmp/whole"
	socket_names "$tmp/whole" >"$tmp/whole.names"
	socket_names "$tmp/spliced.sockets" >"$tmp/spliced.names"
	same_lines "rows of read() (<) and of splice() (>)" "$tmp/whole.names" "$tmp/spliced.names"
}

# All at once, while connections come and go: each must be whole.
test_openers_in_parallel()
{
	local i jobs=''
	make_rows
	traffic -e fin,reset,fin
	for i in 1 2 3 4 5 6; do
		read_repeatedly "$i" &
		jobs="$jobs $!"
	done
	for i in $jobs; do
		wait "$i" || fail "$(cat "$tmp"/bad.*)"
	done
	release "$held"
}

read_repeatedly()
{
	local i
	for i in 1 2 3 4 5; do
		cat $twstat/snapshot >"$tmp/parallel.$1"
		awk -f "$here/invariants.awk" "$tmp/parallel.$1" >"$tmp/bad.$1" || exit 1
	done
}

test_unprivileged()
{
	local file
	generate -n 5
	wait_for_tw 5
	for file in summary timers buckets destinations snapshot; do
		equal "mode of $file" "$(stat -c %a $twstat/$file)" 444
		procread --nobody openers $twstat/$file 3 >"$tmp/openers" ||
			fail "$file: $(cat "$tmp/openers")"
		equal "$file" "$(head -n 1 "$tmp/openers")" "opened 3"
	done
}

test_sockets_refused()
{
	equal "mode of sockets" "$(stat -c %a $twstat/sockets)" 400
	procread --nobody openers $twstat/sockets 1 >"$tmp/openers" || true
	equal "sockets for nobody" "$(tr '\n' ' ' <"$tmp/openers")" "opened 0 error EACCES open "
}

test_sockets_stream()
{
	make_rows
	cat $twstat/sockets >"$tmp/whole"
	procread stream $twstat/sockets >"$tmp/bytes" 2>"$tmp/err" ||
		fail "$(cat "$tmp/bytes" "$tmp/err")"
	equal "rows at once" "$(wc -l <"$tmp/whole")" 601
	socket_names "$tmp/whole" >"$tmp/whole.names"
	socket_names "$tmp/bytes" >"$tmp/bytes.names"
	equal "rows twice" "$(uniq -d "$tmp/whole.names")" ""
	same_lines "rows read at once (<) and byte by byte (>)" \
		"$tmp/whole.names" "$tmp/bytes.names"
	ss_names >"$tmp/ss.names"
	same_lines "rows of sockets (<) and of ss (>)" "$tmp/whole.names" "$tmp/ss.names"
}

# "local port remote port" of each row
socket_names()
{
	awk '
		NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
		{
			print $column["local_addr"], $column["local_port"], \
			      $column["remote_addr"], $column["remote_port"]
		}' "$1" | sort
}

ss_names()
{
	ss -Htan state time-wait | awk '
		function split_end(text,	port)
		{
			port = text
			sub(/.*:/, "", port)
			sub(/:[0-9]*$/, "", text)
			gsub(/[][]/, "", text)
			return text " " port
		}
		{ print split_end($3), split_end($4) }' | sort
}

# The rows of sockets: everything that it says of one socket.
test_sockets_columns()
{
	generate -n 1 --mark 77 --tos 8
	hold -n 1 -e half -p 8001
	hold -n 1 -c server -p 8002
	wait_for_tw 3
	equal "header" "$(head -n 1 $twstat/sockets)" "bucket position family side \
local_addr local_port remote_addr remote_port substate remaining_ms ts_recent_age_s reuse mark \
tos timer_cpu"
	awk '$8 == 8000 { print $3, $4, $5, $7, $9, $13, $14 }
		$8 == 8001 { print $3, $4, $9, $12 }
		$6 == 8002 { print $3, $4, $9, $12 }' $twstat/sockets | sort >"$tmp/rows"
	sort >"$tmp/want" <<-END
	ipv4 outbound 127.0.0.1 127.0.0.1 TIME_WAIT 77 8
	ipv4 outbound FIN_WAIT2 fin_wait2
	ipv4 inbound TIME_WAIT inbound
	END
	same_lines "rows (<) and what was made (>)" "$tmp/rows" "$tmp/want"
}

# As in the kernel's own dump, a mark is for CAP_NET_ADMIN in the user namespace of the
# network namespace. Root without it may still open the file, which belongs to root.
test_sockets_mark()
{
	setpriv --bounding-set -net_admin true 2>/dev/null || skip "no setpriv here"
	generate -n 1 --mark 77
	wait_for_tw 1
	equal "mark" "$(columns mark <$twstat/sockets)" 77
	setpriv --bounding-set -net_admin --inh-caps -net_admin cat $twstat/sockets \
		>"$tmp/sockets"
	equal "mark without CAP_NET_ADMIN" "$(columns mark <"$tmp/sockets")" -
}

# A chain is read when it is reached: what stands all along is there once.
test_sockets_under_churn()
{
	local i
	make_rows
	traffic -e fin,reset,fin -p 8100
	for i in 1 2 3 4 5; do
		cat $twstat/sockets >"$tmp/whole"
		socket_names "$tmp/whole" | grep -v " 8100$" >"$tmp/names" || true
		equal "standing rows, reading $i" "$(wc -l <"$tmp/names")" 600
		equal "rows twice" "$(socket_names "$tmp/whole" | uniq -d)" ""
	done
	release "$held"
}

ktap_main "$@" <<'END'
test_empty                every file of an empty namespace, read in every way
test_pieces               byte-wise, in pieces, pread and lseek: the same text
test_random               random offsets and lengths
test_sendfile             sendfile and splice: the same text
test_kept_descriptor      a kept descriptor never refreshes
test_many_openers         many descriptors at once
test_openers_in_parallel  many readers at once, while connections come and go
test_unprivileged         everybody may read, sockets apart
test_sockets_refused      sockets is refused to others
test_sockets_stream       sockets: each once, byte-wise too, no pread and lseek
test_sockets_columns      sockets: what it says of a socket
test_sockets_mark         sockets: marks are for CAP_NET_ADMIN alone
test_sockets_under_churn  sockets: those that stand are there once
END
