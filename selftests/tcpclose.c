// SPDX-License-Identifier: GPL-2.0
/*
 * tcpclose - connections that are closed in a known way, by a process of a known name
 *
 *	tcpclose [-p PORT] [-m] serve	accept on loopback, and close after the peer
 *	tcpclose [-n COUNT] [-p PORT] [-N NAME] [-u UID] [-m] HOW
 *
 * The second prints "PID STARTTIME" of the process that closes, once all is closed, and
 * then waits for SIGTERM if it has not ended by HOW. With -m the sockets are MPTCP's.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT_MAX 8192

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static int sockets[COUNT_MAX];
static unsigned int count = 1;
static unsigned int port = 8000;
static const char *name;
static bool stay = true;
static int protocol;

static struct sockaddr_in endpoint(void)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* Field 22 of /proc/PID/stat comes after a name that may have anything in it. */
static unsigned long long start_time(void)
{
	char text[1024], *field;
	ssize_t length;
	int fd, i;

	fd = open("/proc/self/stat", O_RDONLY);
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length < 0)
		err(1, "/proc/self/stat");
	close(fd);
	text[length] = '\0';
	field = strrchr(text, ')');
	for (i = 2; field && i < 22; i++)
		field = strchr(field + 1, ' ');
	if (!field)
		errx(1, "/proc/self/stat");
	return strtoull(field, NULL, 10);
}

static void report(void)
{
	printf("%d %llu\n", getpid(), start_time());
	fflush(stdout);
}

static void rename_to(const char *text)
{
	if (text && prctl(PR_SET_NAME, text))
		err(1, "PR_SET_NAME");
}

static void connect_all(void)
{
	const struct sockaddr_in server = endpoint();
	unsigned int i;

	for (i = 0; i < count; i++) {
		sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, protocol);
		if (sockets[i] < 0 ||
		    connect(sockets[i], (const struct sockaddr *)&server, sizeof(server)))
			err(1, "connect");
	}
}

static void close_all(void)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		close(sockets[i]);
}

static void by_close(void)
{
	close_all();
	report();
}

static void by_shutdown(void)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (shutdown(sockets[i], SHUT_RDWR))
			err(1, "shutdown");
	close_all();
	report();
}

/* The sockets are open when the process ends. */
static void by_exit(void)
{
	report();
	stay = false;
}

static void by_exec(void)
{
	report();
	execlp("sleep", "sleep", "1000", NULL);
	err(1, "sleep");
}

static void *thread_main(void *unused)
{
	rename_to("a thread");
	close_all();
	return unused;
}

static void by_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, thread_main, NULL) || pthread_join(thread, NULL))
		errx(1, "no thread");
	report();
}

/* The parent ends; whoever adopts the child does not close for it. */
static void by_orphan(void)
{
	pid_t parent = getpid(), child = fork();

	if (child < 0)
		err(1, "fork");
	if (child)
		_exit(0);
	while (getppid() == parent)
		usleep(1000);
	rename_to("orphan");
	by_close();
}

static void send_socket(int channel, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (sendmsg(channel, &message, 0) != 1)
		err(1, "sendmsg");
	close(fd);
}

static int receive_socket(int channel)
{
	char byte, control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	int fd;

	if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != 1)
		err(1, "recvmsg");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

/* The other process has closed its descriptors. */
static void wait_closed(int channel)
{
	char byte;

	if (read(channel, &byte, 1) != 1)
		err(1, "read");
}

static void say_closed(int channel)
{
	if (write(channel, "", 1) != 1)
		err(1, "write");
}

/* One process connects, another gets the descriptors and is the last to close them. */
static void by_receiver(void)
{
	int channel[2];
	unsigned int i;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel))
		err(1, "socketpair");
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child) {
		rename_to("receiver");
		for (i = 0; i < count; i++)
			sockets[i] = receive_socket(channel[1]);
		wait_closed(channel[1]);
		for (i = 0; i < count; i++)
			close(sockets[i]);
		report();
		return;
	}
	connect_all();
	for (i = 0; i < count; i++)
		send_socket(channel[0], sockets[i]);
	say_closed(channel[0]);
	waitpid(child, NULL, 0);
	stay = false;
}

static const struct {
	const char *name;
	bool connects; /* of its own */
	void (*run)(void);
} ways[] = {
	{ "close", false, by_close },	   { "shutdown", false, by_shutdown },
	{ "exit", false, by_exit },	   { "exec", false, by_exec },
	{ "thread", false, by_thread },	   { "orphan", false, by_orphan },
	{ "receiver", true, by_receiver },
};

static void run_way(const char *how)
{
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(ways[i].name, how))
			continue;
		if (!ways[i].connects)
			connect_all();
		ways[i].run();
		return;
	}
	errx(2, "unknown way: %s", how);
}

static int listen_on_port(void)
{
	const struct sockaddr_in server = endpoint();
	const int one = 1;
	int listener = socket(AF_INET, SOCK_STREAM, protocol);

	if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(listener, (const struct sockaddr *)&server, sizeof(server)) ||
	    listen(listener, COUNT_MAX))
		err(1, "listen");
	return listener;
}

static void serve_ready(struct pollfd *polled, nfds_t *used)
{
	nfds_t i;

	for (i = 1; i < *used; i++) {
		char byte;

		if (!polled[i].revents || read(polled[i].fd, &byte, 1) > 0)
			continue;
		close(polled[i].fd);
		polled[i--] = polled[--*used];
	}
}

/* Each connection is closed when its peer has closed. */
static void serve(void)
{
	static struct pollfd polled[COUNT_MAX + 1];
	nfds_t used = 1;

	polled[0] = (struct pollfd){ .fd = listen_on_port(), .events = POLLIN };
	puts("ready");
	fflush(stdout);
	while (poll(polled, used, -1) > 0) {
		serve_ready(polled, &used);
		if ((polled[0].revents & POLLIN) && used <= COUNT_MAX) {
			int fd = accept(polled[0].fd, NULL, NULL);

			if (fd < 0)
				err(1, "accept");
			polled[used++] = (struct pollfd){ .fd = fd, .events = POLLIN };
		}
	}
}

/* Only if it has to: in a user namespace that is not allowed. */
static void raise_limit(void)
{
	const struct rlimit limit = { COUNT_MAX + 64, COUNT_MAX + 64 };

	if (count > 900 && setrlimit(RLIMIT_NOFILE, &limit))
		err(1, "RLIMIT_NOFILE");
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "n:p:N:u:m")) != -1)
		if (option == 'n')
			count = atoi(optarg);
		else if (option == 'p')
			port = atoi(optarg);
		else if (option == 'N')
			name = optarg;
		else if (option == 'm')
			protocol = IPPROTO_MPTCP;
		else if (option != 'u' || setuid(atoi(optarg)))
			errx(2, "usage: tcpclose [-n COUNT] [-p PORT] [-N NAME] [-u UID] [-m] HOW");
	if (optind != argc - 1 || count > COUNT_MAX)
		errx(2, "usage: tcpclose [-n COUNT] [-p PORT] [-N NAME] [-u UID] [-m] HOW");
	raise_limit();
	rename_to(name);
	if (!strcmp(argv[optind], "serve"))
		serve();
	else
		run_way(argv[optind]);
	while (stay)
		pause();
	return 0;
}
