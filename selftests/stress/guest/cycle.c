// SPDX-License-Identifier: GPL-2.0
/*
 * cycle - load and unload a module many times under readers
 *
 * While it comes and goes, readers open and read its files without a pause and
 * network namespaces are made and destroyed, each with its own set of files.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HELPERS 4

static const char *const files[] = {
	"/proc/thread-self/net/twstat/summary",
	"/proc/thread-self/net/twstat/destinations",
	"/proc/thread-self/net/twstat/snapshot",
	"/proc/thread-self/net/twstat/sockets",
};

static const unsigned int n_files = sizeof(files) / sizeof(*files);

/* No file, or one that is taken away while it is read, is no failure here. */
static void read_file(const char *path)
{
	char buffer[4096];
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return;
	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	close(fd);
}

static void read_for_ever(void)
{
	unsigned int i;

	for (i = 0;; i++)
		read_file(files[i % n_files]);
}

static void make_namespaces(void)
{
	unsigned int i;

	for (i = 0;; i++) {
		if (unshare(CLONE_NEWNET))
			err(1, "unshare");
		read_file(files[i % n_files]);
	}
}

static pid_t start(void (*work)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid)
		return pid;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		err(1, "PR_SET_PDEATHSIG");
	work();
	exit(1);
}

static void load_and_unload(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", path);
	if (syscall(SYS_finit_module, fd, "", 0))
		err(1, "load");
	close(fd);
	sched_yield();
	/* Open files and readers do not hold the module. */
	if (syscall(SYS_delete_module, "twstat", O_NONBLOCK))
		err(1, "unload");
}

/* All of them must still be at work: a helper that died has met a bug. */
static int stop(pid_t *helpers)
{
	int i, status, died = 0;

	for (i = 0; i < HELPERS; i++) {
		kill(helpers[i], SIGTERM);
		if (waitpid(helpers[i], &status, 0) != helpers[i] || !WIFSIGNALED(status) ||
		    WTERMSIG(status) != SIGTERM)
			died++;
	}
	return died;
}

int main(int argc, char **argv)
{
	pid_t helpers[HELPERS];
	time_t start_s = time(NULL);
	unsigned long i, times;
	int died;

	if (argc != 3)
		errx(2, "usage: cycle MODULE TIMES");
	times = strtoul(argv[2], NULL, 10);
	for (i = 0; i < HELPERS; i++)
		helpers[i] = start(i ? read_for_ever : make_namespaces);
	/* Where there is one CPU, they would leave little of it. */
	if (setpriority(PRIO_PROCESS, 0, -10))
		err(1, "setpriority");
	for (i = 0; i < times; i++) {
		load_and_unload(argv[1]);
		if (i % 100 == 99)
			printf("%lu at %ld s\n", i + 1, time(NULL) - start_s);
		fflush(stdout);
	}
	died = stop(helpers);
	if (died)
		errx(1, "%d readers died", died);
	printf("cycles %lu\n", times);
	return 0;
}
