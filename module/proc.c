// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "collector.h"
#include "compat.h"
#include "memory.h"
#include "namespaces.h"
#include "opener.h"
#include "proc.h"
#include "sockets.h"
#include "core/view.h"

/* Text made for one copy to the reader: a page less room for its last line. */
#define TWSTAT_TEXT_BYTES (PAGE_SIZE - TWSTAT_LINE_MAX)

/* clang-format off */
static const struct {
	const char *name;
	umode_t mode;
	unsigned int sections; /* 0 for the stream of sockets */
} twstat_files[] = {
	{ "summary", 0444, TWSTAT_SUMMARY },
	{ "timers", 0444, TWSTAT_TIMERS },
	{ "destinations", 0444, TWSTAT_DESTINATIONS },
	{ "buckets", 0444, TWSTAT_BUCKETS },
	{ "snapshot", 0444, TWSTAT_ALL_SECTIONS },
	{ "sockets", 0400, 0 },
	{ "owners", 0400, TWSTAT_SUMMARY | TWSTAT_DESTINATIONS | TWSTAT_OWNERS },
	{ "namespaces", 0400, TWSTAT_NAMESPACES },
};

/* clang-format on */

/**
 * struct twstat_file - a file of a namespace
 * @net: the namespace
 * @sections: TWSTAT_SUMMARY and so on
 */
struct twstat_file {
	struct net *net;
	unsigned int sections;
};

/**
 * struct twstat_net - the files of a namespace
 * @directory: /proc/net/twstat
 * @file: the files in @directory
 */
struct twstat_net {
	struct proc_dir_entry *directory;
	struct twstat_file file[ARRAY_SIZE(twstat_files)];
};

/**
 * struct twstat_reader - an open file
 * @opener: the opener, its namespace and its privileges
 * @lock: serializes reads; protects @cursor, @offset, @text and @stream
 * @sections: sections of @snapshot that the file has
 * @snapshot: taken by open()
 * @cursor: position in the snapshot of the next piece of text
 * @offset: offset in the file of that piece
 * @stream: the stream of sockets; NULL for all other files
 * @namespaces: the snapshot of all namespaces; NULL for all other files
 * @text: a page for text during a read, else invalid
 */
struct twstat_reader {
	struct twstat_opener opener;
	struct mutex lock; /* cursor, offset, text, stream */
	unsigned int sections;
	struct twstat_snapshot snapshot;
	struct twstat_cursor cursor;
	loff_t offset;
	struct twstat_stream *stream;
	struct twstat_namespaces *namespaces;
	char *text;
};

static unsigned int twstat_net_id;

static struct twstat_reader *twstat_reader_new(struct net *net)
{
	struct twstat_reader *reader;
	struct twstat_opener opener;
	int err = twstat_opener_init(&opener, net);

	if (err)
		return ERR_PTR(err);
	reader = twstat_alloc(&opener.memory, sizeof(*reader));
	if (IS_ERR(reader)) {
		twstat_opener_release(&opener);
		return reader;
	}
	reader->opener = opener;
	mutex_init(&reader->lock);
	return reader;
}

static void twstat_reader_free(struct twstat_reader *reader)
{
	struct twstat_opener opener = reader->opener;

	mutex_destroy(&reader->lock);
	twstat_free(&opener.memory, reader, sizeof(*reader));
	twstat_opener_release(&opener);
}

static int twstat_reader_begin(struct twstat_reader *reader, unsigned int sections)
{
	reader->sections = sections;
	if (sections == TWSTAT_NAMESPACES) {
		if (!reader->opener.whole_host)
			return -EACCES;
		reader->namespaces = twstat_namespaces_take(&reader->opener);
		return PTR_ERR_OR_ZERO(reader->namespaces);
	}
	if (sections)
		return twstat_snapshot_take(&reader->snapshot, &reader->opener, sections);
	reader->stream = twstat_stream_open(&reader->opener);
	return PTR_ERR_OR_ZERO(reader->stream);
}

static int twstat_proc_open(struct inode *inode, struct file *file)
{
	const struct twstat_file *entry = twstat_pde_data(inode);
	/* NULL once the namespace is being dismantled. */
	struct net *net = maybe_get_net(entry->net);
	struct twstat_reader *reader;
	int err;

	if (!net)
		return -ENXIO;
	reader = twstat_reader_new(net);
	err = PTR_ERR_OR_ZERO(reader);
	if (err)
		goto put_net;
	err = twstat_reader_begin(reader, entry->sections);
	if (err)
		goto free_reader;
	file->private_data = reader;
	return entry->sections ? 0 : stream_open(inode, file);

free_reader:
	twstat_reader_free(reader);
put_net:
	put_net(net);
	return err;
}

static int twstat_proc_release(struct inode *inode, struct file *file)
{
	struct twstat_reader *reader = file->private_data;

	if (reader->stream)
		twstat_stream_close(reader->stream);
	else if (reader->namespaces)
		twstat_namespaces_drop(reader->namespaces);
	else
		twstat_snapshot_drop(&reader->snapshot);
	put_net(reader->opener.net);
	twstat_reader_free(reader);
	return 0;
}

static void twstat_reader_rewind(struct twstat_reader *reader)
{
	memset(&reader->cursor, 0, sizeof(reader->cursor));
	reader->offset = 0;
}

/* Formats whole pieces from the cursor on, until @wanted bytes are there or the page is full. */
static struct twstat_text twstat_reader_fill(struct twstat_reader *reader, loff_t wanted)
{
	struct twstat_text text = { .end = reader->text };

	text.enough = reader->text + min_t(loff_t, wanted, TWSTAT_TEXT_BYTES);
	if (reader->namespaces)
		twstat_namespaces_fill(&text, &reader->namespaces->view, &reader->cursor);
	else
		twstat_view_fill(&text, &reader->snapshot, reader->sections, &reader->cursor);
	return text;
}

/*
 * One copy of at most @count bytes from @position on, or a skip towards it.
 * Return: bytes copied, 0 after a skip, -ENODATA at the end, -EFAULT.
 */
static ssize_t twstat_reader_copy(struct twstat_reader *reader, struct iov_iter *to,
				  loff_t position)
{
	const size_t count = iov_iter_count(to);
	loff_t skip = position - reader->offset;
	struct twstat_text text = twstat_reader_fill(reader, skip + count);
	size_t length = text.end - reader->text, copied;

	if (!length)
		return -ENODATA;
	if (skip >= length) {
		reader->offset += length;
		return 0;
	}
	copied = min_t(size_t, length - skip, count);
	if (skip + copied == length) {
		reader->offset += length;
	} else {
		/* The rest of the last piece is made again by the next read. */
		reader->cursor = text.before;
		reader->offset += text.last - reader->text;
	}
	length = copy_to_iter(reader->text + skip, copied, to);
	if (length == copied)
		return copied;
	/* The cursor is ahead of what was copied. */
	twstat_reader_rewind(reader);
	return length ? length : -EFAULT;
}

static ssize_t twstat_reader_read_text(struct twstat_reader *reader, struct iov_iter *to,
				       loff_t *position)
{
	size_t done = 0;
	ssize_t copied;

	if (*position < reader->offset)
		twstat_reader_rewind(reader);
	while (iov_iter_count(to)) {
		if (fatal_signal_pending(current))
			return done ? done : -EINTR;
		cond_resched();
		copied = twstat_reader_copy(reader, to, *position);
		if (copied == -ENODATA)
			break;
		if (copied < 0)
			return done ? done : copied;
		done += copied;
		*position += copied;
	}
	return done;
}

/* Formats text in a page that is freed after the read: an open file does not hold it. */
static ssize_t twstat_reader_read(struct twstat_reader *reader, struct iov_iter *to,
				  loff_t *position)
{
	ssize_t done;

	reader->text = (char *)__get_free_page(TWSTAT_GFP);
	if (!reader->text)
		return -ENOMEM;
	done = twstat_reader_read_text(reader, to, position);
	free_page((unsigned long)reader->text);
	return done;
}

static ssize_t twstat_proc_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct twstat_reader *reader = iocb->ki_filp->private_data;
	ssize_t done;

	if (mutex_lock_interruptible(&reader->lock))
		return -ERESTARTSYS;
	if (reader->stream)
		done = twstat_stream_read(reader->stream, to);
	else
		done = twstat_reader_read(reader, to, &iocb->ki_pos);
	mutex_unlock(&reader->lock);
	return done;
}

static const struct proc_ops twstat_proc_ops = {
	.proc_open = twstat_proc_open,
	.proc_read_iter = twstat_proc_read_iter, /* splice and sendfile, too */
	.proc_lseek = no_seek_end_llseek,
	.proc_release = twstat_proc_release,
};

static int __net_init twstat_net_init(struct net *net)
{
	struct twstat_net *own = net_generic(net, twstat_net_id);
	unsigned int i;

	own->directory = proc_net_mkdir(net, TWSTAT_DIRECTORY, net->proc_net);
	if (!own->directory)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(twstat_files); i++) {
		own->file[i].net = net;
		own->file[i].sections = twstat_files[i].sections;
		if (twstat_files[i].sections == TWSTAT_NAMESPACES && !net_eq(net, &init_net))
			continue;
		if (!proc_create_data(twstat_files[i].name, twstat_files[i].mode, own->directory,
				      &twstat_proc_ops, &own->file[i]))
			goto remove;
	}
	return 0;

remove:
	proc_remove(own->directory);
	return -ENOMEM;
}

/* Waits for running calls, then releases the files that are still open. */
static void __net_exit twstat_net_exit(struct net *net)
{
	struct twstat_net *own = net_generic(net, twstat_net_id);

	proc_remove(own->directory);
}

struct pernet_operations twstat_proc_net_ops = {
	.init = twstat_net_init,
	.exit = twstat_net_exit,
	.id = &twstat_net_id,
	.size = sizeof(struct twstat_net),
};
