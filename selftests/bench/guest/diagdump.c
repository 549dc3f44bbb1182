// SPDX-License-Identifier: GPL-2.0
/*
 * diagdump SOCKETS DESTINATIONS - aggregate the kernel's netlink dump of the IPv4
 * timewait sockets, without extensions and in the largest messages that the kernel
 * sends. Nothing is sorted or printed but "nanoseconds sockets".
 */
#include <err.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "aggregate.h"
#include "clock.h"

#define PIECE (256 * 1024)
/* The bits of TIME_WAIT and FIN_WAIT2. */
#define TIMEWAIT_STATES 0x60
#define TIMER_TIMEWAIT 3

static char piece[PIECE] __attribute__((aligned(8)));

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 request;
};

static int ask(void)
{
	struct request message = {
		.header = {
			.nlmsg_len = sizeof(message),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.request = {
			.sdiag_family = AF_INET,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = TIMEWAIT_STATES,
		},
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

	if (fd < 0 || send(fd, &message, sizeof(message), 0) < 0)
		err(1, "sock_diag");
	return fd;
}

/* Full sockets in FIN_WAIT2 are dumped too; only timewait sockets have this timer. */
static void count(const struct inet_diag_msg *message)
{
	struct destination key = {
		.local = message->id.idiag_src[0],
		.remote = message->id.idiag_dst[0],
		.port = ntohs(message->id.idiag_dport),
		.device = message->id.idiag_if,
	};

	if (message->idiag_timer == TIMER_TIMEWAIT)
		aggregate_add(&key, (int32_t)message->idiag_expires);
}

/* One datagram; 0 after the last message of the dump. */
static int read_datagram(int fd)
{
	struct nlmsghdr *header = (struct nlmsghdr *)piece;
	int left = recv(fd, piece, sizeof(piece), 0);

	if (left < 0)
		err(1, "sock_diag");
	for (; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
		if (header->nlmsg_type == NLMSG_DONE)
			return 0;
		if (header->nlmsg_type == NLMSG_ERROR)
			errx(1, "sock_diag refused the request");
		count(NLMSG_DATA(header));
	}
	return 1;
}

int main(int argc, char **argv)
{
	uint64_t begin;
	int fd;

	if (argc != 3)
		errx(2, "usage: diagdump SOCKETS DESTINATIONS");
	aggregate_prepare(strtoul(argv[1], NULL, 10), strtoul(argv[2], NULL, 10));
	memset(piece, 1, sizeof(piece));
	begin = clock_ns();
	fd = ask();
	while (read_datagram(fd))
		;
	begin = clock_ns() - begin;
	close(fd);
	printf("%llu %llu\n", (unsigned long long)begin, (unsigned long long)aggregate_sockets());
	return 0;
}
