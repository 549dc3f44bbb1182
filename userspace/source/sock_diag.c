// SPDX-License-Identifier: GPL-2.0
/* The kernel's netlink dump of TCP sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <time.h>

#include "array.h"
#include "errors.h"
#include "source/sock_diag.h"

/* The kernel fills what the last read offered, up to 32 KiB. */
#define BUFFER 32768
/* idiag_timer of a timewait socket, whatever its substate. */
#define TIMER_TIMEWAIT 3

/**
 * struct dump - a dump in progress
 * @visit: the visitor
 * @data: for it
 * @status: what it returned
 */
struct dump {
	diag_visit visit;
	void *data;
	int status;
};

static const uint8_t mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

static bool is_mapped(const struct inet_diag_msg *msg)
{
	return msg->idiag_family == AF_INET6 &&
	       !memcmp(msg->id.idiag_src, mapped_prefix, sizeof(mapped_prefix)) &&
	       !memcmp(msg->id.idiag_dst, mapped_prefix, sizeof(mapped_prefix));
}

/* A mapped address of a dual-stack socket is IPv4. */
static void copy_addresses(const struct inet_diag_msg *msg, struct twstat_socket *socket)
{
	const void *local = msg->id.idiag_src, *remote = msg->id.idiag_dst;

	if (msg->idiag_family == AF_INET6 && !is_mapped(msg)) {
		socket->service.family = TWSTAT_IPV6;
		memcpy(socket->addrs.ipv6.local, local, 16);
		memcpy(socket->addrs.ipv6.remote, remote, 16);
		return;
	}
	socket->service.family = TWSTAT_IPV4;
	if (msg->idiag_family == AF_INET6) {
		local = (const uint8_t *)local + sizeof(mapped_prefix);
		remote = (const uint8_t *)remote + sizeof(mapped_prefix);
	}
	memcpy(&socket->addrs.ipv4.local, local, 4);
	memcpy(&socket->addrs.ipv4.remote, remote, 4);
}

static enum twstat_kind kind_of(const struct inet_diag_msg *msg)
{
	if (msg->idiag_timer == TIMER_TIMEWAIT)
		return msg->idiag_state == TCP_TIME_WAIT ? TWSTAT_TIME_WAIT : TWSTAT_FIN_WAIT2;
	return msg->idiag_state == TCP_SYN_RECV ? TWSTAT_REQUEST : TWSTAT_LIVE;
}

static int visit_message(const struct nlmsghdr *header, void *data)
{
	const struct inet_diag_msg *msg = mnl_nlmsg_get_payload(header);
	struct diag_socket sock = { .inode = msg->idiag_inode, .state = msg->idiag_state };
	struct dump *dump = data;

	if (mnl_nlmsg_get_payload_len(header) < sizeof(*msg))
		return MNL_CB_OK;
	copy_addresses(msg, &sock.socket);
	sock.socket.service.device = msg->id.idiag_if;
	sock.socket.local_port = ntohs(msg->id.idiag_sport);
	sock.socket.remote_port = msg->id.idiag_dport;
	sock.socket.kind = kind_of(msg);
	if (msg->idiag_timer == TIMER_TIMEWAIT)
		sock.socket.remaining_ms = (s32)msg->idiag_expires;
	dump->status = dump->visit(&sock, dump->data);
	return dump->status ? MNL_CB_ERROR : MNL_CB_OK;
}

static int diag_failure(void)
{
	if (errno == ENOENT)
		return failure("sock_diag: this kernel dumps no TCP sockets: load tcp_diag");
	return failure("sock_diag: %s", strerror(errno));
}

static int send_request(struct mnl_socket *nl, unsigned int family, unsigned int states,
			unsigned int seq)
{
	char buf[MNL_NLMSG_HDRLEN + MNL_ALIGN(sizeof(struct inet_diag_req_v2))];
	struct nlmsghdr *header = mnl_nlmsg_put_header(buf);
	struct inet_diag_req_v2 *req;

	header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = seq;
	req = mnl_nlmsg_put_extra_header(header, sizeof(*req));
	req->sdiag_family = (uint8_t)family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = states;
	return mnl_socket_sendto(nl, header, header->nlmsg_len) < 0 ? diag_failure() : DONE;
}

static int receive_dump(struct mnl_socket *nl, unsigned int seq, struct dump *dump)
{
	static char buf[BUFFER];
	ssize_t got;
	int more = MNL_CB_OK;

	while (more == MNL_CB_OK) {
		got = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return diag_failure();
		more = mnl_cb_run(buf, (size_t)got, seq, mnl_socket_get_portid(nl), visit_message,
				  dump);
		if (dump->status)
			return dump->status;
	}
	return more < 0 ? diag_failure() : DONE;
}

/**
 * diag_dump() - visit the TCP sockets of this network namespace
 * @states: bit (1 << state) for each state that is wanted
 * @visit: called for each socket
 * @data: for @visit
 *
 * The dump is not atomic: a socket may be in it twice or not at all.
 *
 * Return: DONE, FAILED, or what @visit returned.
 */
int diag_dump(unsigned int states, diag_visit visit, void *data)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	struct dump dump = { visit, data, DONE };
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	unsigned int i;
	int err = DONE;

	if (!nl)
		return diag_failure();
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		err = diag_failure();
	for (i = 0; !err && i < ARRAY_SIZE(families); i++) {
		err = send_request(nl, families[i], states, i + 1);
		if (!err)
			err = receive_dump(nl, i + 1, &dump);
	}
	mnl_socket_close(nl);
	return err;
}
