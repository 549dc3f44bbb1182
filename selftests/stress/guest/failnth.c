// SPDX-License-Identifier: GPL-2.0
/*
 * failnth - let every allocation of an operation fail, one at a time
 *
 * The kernel's fail-nth makes the N-th allocation of this thread fail. The
 * operation is repeated with N = 1, 2, ... until it runs through without any
 * being left to fail. Each time it must either fail with ENOMEM, having changed
 * nothing, or have found another way, with everything counted as ever.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "snapshot.h"

static const char usage_text[] =
	"Usage: failnth read PATH [PORT N]  open, read, close; N sockets to PORT\n"
	"       failnth load MODULE         load a module\n"
	"       failnth unload MODULE       unload it again\n"
	"       failnth owners N            record the owners of N closes\n"
	"       failnth netns [LAST]        make a network namespace, and leave it;\n"
	"                                   of its allocations only the last ones\n"
	"Exit status: 0 good, 1 not, 2 usage.\n";

/* Far more than any of the operations allocates. */
#define LIMIT 20000

/* Where the module is laid out, to see that it works. */
#define SUMMARY_PATH "/proc/net/twstat/summary"
#define OWNERS_PATH "/sys/module/twstat/parameters/owners"

struct operation {
	const char *argument;
	unsigned int port;
	unsigned long expect;
	bool has_expect;
	unsigned int last;
	struct snapshot snap;
	void *module;
	unsigned long module_length;
	int home;
	int parameter;
};

static int control;

static void arm(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(control, text, len, 0) != len)
		err(1, "fail-nth");
}

/* Disarm; returns how many allocations were left to go, 0 when one has failed. */
static unsigned int disarm(void)
{
	char text[16] = "";

	if (pread(control, text, sizeof(text) - 1, 0) < 1)
		err(1, "fail-nth");
	if (pwrite(control, "0", 1, 0) != 1)
		err(1, "fail-nth");
	return atoi(text);
}

static int do_read(struct operation *op)
{
	return snapshot_read(&op->snap, op->argument);
}

/* A read that did not fail has to be as good as any. */
static const char *verify_read(struct operation *op)
{
	struct totals totals;
	const char *wrong;

	if (!op->has_expect)
		return op->snap.length ? NULL : "the file was empty";
	wrong = snapshot_add_up(&op->snap, op->port, &totals);
	if (!wrong)
		wrong = totals_check(&totals);
	if (!wrong && totals.rows_port != op->expect)
		wrong = "the standing sockets were not counted once each";
	return wrong;
}

/* Not from a file: the memory for its contents is the kernel's, and that warns. */
static int do_load(struct operation *op)
{
	if (syscall(SYS_init_module, op->module, op->module_length, ""))
		return errno;
	return 0;
}

static const char *verify_load(struct operation *op)
{
	bool there = !access(SUMMARY_PATH, R_OK);

	(void)op;
	if (syscall(SYS_delete_module, "twstat", O_NONBLOCK))
		return "the module could not be unloaded";
	return there ? NULL : "the module was loaded without its files";
}

static void load_plainly(struct operation *op)
{
	if (do_load(op))
		err(1, "load");
}

/* Unloading does not fail when memory is short. */
static int do_unload(struct operation *op)
{
	(void)op;
	return syscall(SYS_delete_module, "twstat", O_NONBLOCK) ? errno : 0;
}

static const char *verify_unload(struct operation *op)
{
	(void)op;
	return access(SUMMARY_PATH, F_OK) ? NULL : "the files are still there";
}

static int do_netns(struct operation *op)
{
	(void)op;
	return unshare(CLONE_NEWNET) ? errno : 0;
}

/* The new namespace has the files; going home destroys it. */
static const char *verify_netns(struct operation *op)
{
	bool there = !access("/proc/thread-self/net/twstat/summary", R_OK);

	if (setns(op->home, CLONE_NEWNET))
		return "no way back to the first namespace";
	return there ? NULL : "the namespace was made without the files";
}

/* The file is open already: what it allocates is not the module's. */
static int write_owners(int fd, const char *number)
{
	ssize_t length = strlen(number);

	return pwrite(fd, number, length, 0) == length ? 0 : errno;
}

static void owners_off(struct operation *op)
{
	if (op->parameter <= 0)
		op->parameter = open(OWNERS_PATH, O_RDWR);
	if (op->parameter < 0 || write_owners(op->parameter, "0"))
		err(1, OWNERS_PATH);
}

static int do_owners(struct operation *op)
{
	return write_owners(op->parameter, op->argument);
}

static const char *verify_owners(struct operation *op)
{
	char text[16] = "";

	if (pread(op->parameter, text, sizeof(text) - 1, 0) < 1)
		return "the parameter cannot be read";
	return atoi(text) == atoi(op->argument) ? NULL : "it was not switched on";
}

static const struct {
	const char *name;
	int (*run)(struct operation *op);
	const char *(*assess)(struct operation *op);
	/* What has to be done each time, with nothing failing. */
	void (*before)(struct operation *op);
	/* Much of it is the kernel's own, which fails with what it likes. */
	bool any_error;
	bool may_need_nothing;
} operations[] = {
	{ "read", do_read, verify_read, NULL, false, false },
	{ "load", do_load, verify_load, NULL, false, false },
	{ "unload", do_unload, verify_unload, load_plainly, false, true },
	{ "owners", do_owners, verify_owners, owners_off, false, false },
	{ "netns", do_netns, verify_netns, NULL, true, false },
};

static void map_module(struct operation *op)
{
	int fd = open(op->argument, O_RDONLY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status))
		err(1, "%s", op->argument);
	op->module_length = status.st_size;
	op->module = mmap(NULL, op->module_length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (op->module == MAP_FAILED)
		err(1, "%s", op->argument);
	close(fd);
}

static void prepare(struct operation *op, int argc, char **argv)
{
	op->argument = argc > 2 ? argv[2] : "";
	if (argc > 4) {
		op->port = strtoul(argv[3], NULL, 10);
		op->expect = strtoul(argv[4], NULL, 10);
		op->has_expect = true;
	}
	if (!strcmp(argv[1], "netns") && argc > 2)
		op->last = strtoul(argv[2], NULL, 10);
	op->home = open("/proc/thread-self/ns/net", O_RDONLY);
	if (op->home < 0)
		err(1, "the network namespace");
	if (strstr(argv[1], "load"))
		map_module(op);
}

/* The number of the first allocation to fail: one, or so that LAST are left. */
static unsigned int find_first(struct operation *op, size_t which)
{
	unsigned int all;
	int error;

	if (!op->last)
		return 1;
	arm(LIMIT);
	error = operations[which].run(op);
	all = LIMIT - disarm();
	if (error || operations[which].assess(op))
		errx(1, "without a fault: %s", strerror(error));
	return all > op->last ? all - op->last + 1 : 1;
}

static void try_all(struct operation *op, size_t which)
{
	unsigned int nth, first = find_first(op, which), failed = 0;
	const char *wrong;
	bool injected;
	int error;

	for (nth = first; nth < LIMIT; nth++) {
		if (operations[which].before)
			operations[which].before(op);
		arm(nth);
		error = operations[which].run(op);
		injected = !disarm();
		if (error && error != ENOMEM && !operations[which].any_error)
			errx(1, "allocation %u: %s", nth, strerror(error));
		if (error && !injected)
			errx(1, "%s although no allocation failed", strerror(error));
		wrong = error ? NULL : operations[which].assess(op);
		if (wrong)
			errx(1, "allocation %u: %s", nth, wrong);
		if (!injected)
			break;
		failed += !!error;
	}
	if (nth == LIMIT)
		errx(1, "no end after %u allocations", nth);
	printf("allocations %u\nfirst %u\nenomem %u\nsurvived %u\n", nth - 1, first, failed,
	       nth - first - failed);
	if (nth == first && !operations[which].may_need_nothing)
		errx(1, "no allocation was made to fail");
}

/* Once without faults, so that caches are warm and the operation is known good. */
static void try_plainly(struct operation *op, size_t which)
{
	const char *wrong;
	int error;

	if (operations[which].before)
		operations[which].before(op);
	error = operations[which].run(op);
	wrong = error ? strerror(error) : operations[which].assess(op);
	if (wrong)
		errx(1, "without a fault: %s", wrong);
}

int main(int argc, char **argv)
{
	struct operation op = { .argument = NULL };
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(operations) / sizeof(*operations); i++) {
		if (strcmp(argv[1], operations[i].name))
			continue;
		prepare(&op, argc, argv);
		try_plainly(&op, i);
		control = open("/proc/thread-self/fail-nth", O_RDWR);
		if (control < 0)
			err(1, "this kernel has no fail-nth");
		try_all(&op, i);
		return 0;
	}
	fputs(usage_text, stderr);
	return 2;
}
