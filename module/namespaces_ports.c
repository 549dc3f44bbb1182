// SPDX-License-Identifier: GPL-2.0
/*
 * The ports of all namespaces. Listeners and bind buckets are in two tables that all
 * namespaces share, so both are read once. What connect() may choose is said by the
 * range and the reserved ports; what is listened on or bound besides is listed, and the
 * entries of a namespace are looked at when its first socket is met.
 */
#include <linux/err.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <net/inet_hashtables.h>
#include <net/ip.h>

#include "bind_ports.h"
#include "compat.h"
#include "namespaces.h"
#include "ports.h"
#include "core/left.h"

/* Empty chains passed by before others may run. */
#define TWSTAT_CHAINS_YIELD 1024
/* Room that is left for entries of chains that grow. */
#define TWSTAT_PORT_ENTRIES_SPARE 64

/**
 * struct twstat_port_entry - a port that is listened on or bound
 * @next: the next entry of the namespace, 0 at the end
 * @port: the port
 * @flags: TWSTAT_PORT_LISTENING or TWSTAT_PORT_BOUND
 */
struct twstat_port_entry {
	u32 next;
	u16 port;
	u8 flags;
};

#define TWSTAT_PORT_ENTRIES_PER_PAGE (TWSTAT_PAGE_BYTES / sizeof(struct twstat_port_entry))

static struct twstat_port_entry *twstat_port_entry(const struct twstat_port_entries *entries,
						   u32 number)
{
	struct twstat_port_entry *page =
		twstat_page(&entries->pages, number / TWSTAT_PORT_ENTRIES_PER_PAGE);

	return &page[number % TWSTAT_PORT_ENTRIES_PER_PAGE];
}

static bool twstat_port_entries_fit(const struct twstat_port_entries *entries, u32 more)
{
	return entries->count + more < entries->pages.count * TWSTAT_PORT_ENTRIES_PER_PAGE;
}

static int twstat_port_entries_reserve(struct twstat_port_entries *entries, u32 more)
{
	more += TWSTAT_PORT_ENTRIES_SPARE;
	return twstat_pages_reserve(&entries->pages,
				    (entries->count + more) / TWSTAT_PORT_ENTRIES_PER_PAGE + 1);
}

/*
 * Once a chain is unlocked: without room for its @count entries it was not read. 1 if it
 * is to be tried again, with room.
 */
static int twstat_port_entries_again(struct twstat_port_entries *entries, bool fit, u32 count)
{
	cond_resched();
	return fit ? 0 : twstat_port_entries_reserve(entries, count) ?: 1;
}

static void twstat_port_entries_add(struct twstat_port_entries *entries,
				    struct twstat_pinned *pinned, u16 port, u8 flags)
{
	*twstat_port_entry(entries, ++entries->count) = (struct twstat_port_entry){
		.next = pinned->entry,
		.port = port,
		.flags = flags,
	};
	pinned->entry = entries->count;
}

static struct twstat_pinned *twstat_pinned_find(const struct twstat_pins *pins,
						const struct net *net)
{
	struct twstat_pin *pin = twstat_pins_find(pins, net);

	return pin ? container_of(pin, struct twstat_pinned, pin) : NULL;
}

static void twstat_listeners_add(struct twstat_port_entries *entries,
				 const struct twstat_pins *pins,
				 struct inet_listen_hashbucket *bucket)
{
	struct twstat_pinned *pinned;
	struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each(sk, node, &bucket->nulls_head) {
		pinned = twstat_pinned_find(pins, sock_net(sk));
		if (pinned)
			twstat_port_entries_add(entries, pinned, sk->sk_num, TWSTAT_PORT_LISTENING);
	}
}

static u32 twstat_listeners_count(struct inet_listen_hashbucket *bucket)
{
	struct hlist_nulls_node *node;
	struct sock *sk;
	u32 count = 0;

	sk_nulls_for_each(sk, node, &bucket->nulls_head)
		count++;
	return count;
}

static int twstat_listeners_of_all(struct twstat_port_entries *entries,
				   const struct twstat_pins *pins,
				   struct inet_listen_hashbucket *bucket)
{
	u32 count;
	bool fit;
	int again;

	do {
		/* As the kernel's own readers: it is taken in process context only. */
		spin_lock(&bucket->lock);
		count = twstat_listeners_count(bucket);
		fit = twstat_port_entries_fit(entries, count);
		if (fit)
			twstat_listeners_add(entries, pins, bucket);
		spin_unlock(&bucket->lock);
		again = twstat_port_entries_again(entries, fit, count);
	} while (again > 0);
	return again;
}

static int twstat_listeners_read(struct twstat_port_entries *entries,
				 const struct twstat_pins *pins, struct inet_hashinfo *hashinfo)
{
	struct inet_listen_hashbucket *bucket = twstat_listeners(hashinfo);
	const u32 count = twstat_listen_buckets(hashinfo);
	u32 i = 0;
	int err;

	while (i < count) {
		if (i % TWSTAT_CHAINS_YIELD == 0)
			cond_resched();
		if (i % TWSTAT_LISTEN_CHAINS == 0 && i + TWSTAT_LISTEN_CHAINS <= count &&
		    twstat_listeners_none(&bucket[i])) {
			i += TWSTAT_LISTEN_CHAINS;
			continue;
		}
		if (!(twstat_listeners_first(&bucket[i]) & 1)) {
			err = twstat_listeners_of_all(entries, pins, &bucket[i]);
			if (err)
				return err;
		}
		i++;
	}
	return 0;
}

static void twstat_bucket_add(struct twstat_port_entries *entries, const struct twstat_pins *pins,
			      struct inet_bind_bucket *bucket)
{
	struct twstat_pinned *pinned = twstat_pinned_find(pins, ib_net(bucket));

	if (!pinned || bucket->l3mdev || !twstat_pinned_usable(pinned, bucket->port))
		return;
	pinned->free_count--;
	if (!twstat_bucket_bound(bucket))
		return;
	pinned->bound_count++;
	pinned->shared_count += twstat_bucket_shared(bucket);
	twstat_port_entries_add(entries, pinned, bucket->port, TWSTAT_PORT_BOUND);
}

static int twstat_chain_of_all(struct twstat_port_entries *entries, const struct twstat_pins *pins,
			       struct inet_bind_hashbucket *chain)
{
	struct inet_bind_bucket *bucket;
	u32 count;
	bool fit;
	int again;

	do {
		count = 0;
		/* connect() and bind() take it in process context, softirqs as well. */
		spin_lock_bh(&chain->lock);
		inet_bind_bucket_for_each(bucket, &chain->chain)
			count++;
		fit = twstat_port_entries_fit(entries, count);
		if (fit)
			inet_bind_bucket_for_each(bucket, &chain->chain)
				twstat_bucket_add(entries, pins, bucket);
		spin_unlock_bh(&chain->lock);
		again = twstat_port_entries_again(entries, fit, count);
	} while (again > 0);
	return again;
}

static int twstat_chains_of_all(struct twstat_port_entries *entries, const struct twstat_pins *pins,
				const struct inet_hashinfo *hashinfo)
{
	struct inet_bind_hashbucket *chain = hashinfo->bhash;
	const u32 count = hashinfo->bhash_size;
	u32 i = 0;
	int err;

	while (i < count) {
		if (i % TWSTAT_CHAINS_YIELD == 0)
			cond_resched();
		if (i % TWSTAT_BIND_CHAINS == 0 && i + TWSTAT_BIND_CHAINS <= count &&
		    twstat_chains_empty(&chain[i])) {
			i += TWSTAT_BIND_CHAINS;
			continue;
		}
		if (twstat_chain_first(&chain[i])) {
			err = twstat_chain_of_all(entries, pins, &chain[i]);
			if (err)
				return err;
		}
		i++;
	}
	return 0;
}

/* Most namespaces reserve none: of words that have a bit of the range, four at a time. */
static bool twstat_none_reserved(const unsigned long *reserved, u32 minimum, u32 maximum)
{
	const u32 end = BIT_WORD(maximum) + 1;
	unsigned long any = 0;
	u32 i = round_down(BIT_WORD(minimum), 4);

	BUILD_BUG_ON(BITS_TO_LONGS(TWSTAT_PORTS) % 4);
	for (; i < end; i += 4)
		any |= READ_ONCE(reserved[i]) | READ_ONCE(reserved[i + 1]) |
		       READ_ONCE(reserved[i + 2]) | READ_ONCE(reserved[i + 3]);
	return !any;
}

static void twstat_range_read(struct twstat_pinned *pinned)
{
	int minimum, maximum;
	unsigned int port;

	pinned->reserved = twstat_reserved_ports(pinned->pin.net);
	inet_get_local_port_range(pinned->pin.net, &minimum, &maximum);
	pinned->minimum = minimum;
	pinned->maximum = maximum;
	pinned->usable_count = maximum - minimum + 1;
	if (pinned->reserved && !twstat_none_reserved(pinned->reserved, minimum, maximum)) {
		port = minimum;
		for_each_set_bit_from(port, pinned->reserved, maximum + 1)
			pinned->usable_count--;
	}
	pinned->free_count = pinned->usable_count;
}

/**
 * twstat_port_entries_read() - read the ports of all namespaces
 * @entries: zeroed but for its memory; filled in
 * @namespaces: the namespaces, held; their ranges and counts are filled in
 * @pins: the same
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative error from the allocation; the pages are to be freed in any
 * case.
 */
int twstat_port_entries_read(struct twstat_port_entries *entries,
			     struct twstat_namespaces *namespaces, const struct twstat_pins *pins)
{
	struct inet_hashinfo *hashinfo = twstat_death_row(&init_net)->hashinfo;
	struct twstat_netns *netns;
	int err;

	twstat_pages_init(&entries->pages, entries->memory);
	for (netns = namespaces->view.first; netns; netns = netns->next) {
		twstat_range_read(twstat_pinned(netns));
		cond_resched();
	}
	err = twstat_listeners_read(entries, pins, hashinfo);
	/* Last: these entries come first in each list. */
	return err ? err : twstat_chains_of_all(entries, pins, hashinfo);
}

/* The page of flags of a port. */
static int twstat_special_page(struct twstat_port_entries *entries, struct twstat_counted *counted,
			       u16 port)
{
	u8 **page = &counted->special[port / TWSTAT_SPECIAL_PORTS];

	return *page ? 0 : twstat_page_get(entries->memory, (void **)page);
}

/* Ports that are bound are listed before those that are listened on. */
static u32 twstat_entry_apply(const struct twstat_port_entry *entry, struct twstat_pinned *pinned)
{
	u8 *flags = &twstat_counted(pinned->netns.part)
			     ->special[entry->port / TWSTAT_SPECIAL_PORTS]
				      [entry->port % TWSTAT_SPECIAL_PORTS];
	const u8 before = *flags;

	*flags |= entry->flags;
	return entry->flags == TWSTAT_PORT_LISTENING && !before &&
	       twstat_pinned_usable(pinned, entry->port);
}

/**
 * twstat_port_entries_apply() - the ports of a namespace that has sockets
 * @entries: from twstat_port_entries_read()
 * @pinned: the namespace, with a part that is zeroed; its ports are filled in
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative error from the allocation.
 */
int twstat_port_entries_apply(struct twstat_port_entries *entries, struct twstat_pinned *pinned)
{
	struct twstat_counted *counted = twstat_counted(pinned->netns.part);
	struct twstat_port_sets *one = &entries->one;
	const struct twstat_port_entry *entry;
	u32 number, done = 0;
	int err;

	one->unseen_count = 0;
	pinned->usual_count = pinned->maximum - pinned->minimum + 1;
	if (pinned->usable_count != pinned->usual_count)
		pinned->usual_count = 0;
	for (number = pinned->entry; number; number = entry->next) {
		if (++done % TWSTAT_CHAINS_YIELD == 0)
			cond_resched();
		entry = twstat_port_entry(entries, number);
		err = twstat_special_page(entries, counted, entry->port);
		if (err)
			return err;
		one->unseen_count += twstat_entry_apply(entry, pinned);
		if (twstat_pinned_usable(pinned, entry->port))
			pinned->usual_count = 0;
	}
	one->minimum = pinned->minimum;
	one->maximum = pinned->maximum;
	one->usable_count = pinned->usable_count;
	one->bound_count = pinned->bound_count;
	one->port[one->minimum] = twstat_port_flags(pinned, one->minimum);
	one->port[one->maximum] = twstat_port_flags(pinned, one->maximum);
	twstat_left_begin(&counted->part.left, one);
	return 0;
}

/**
 * twstat_special_free() - free the ports of a namespace
 * @memory: the memory accounting context
 * @counted: the namespace
 */
void twstat_special_free(struct twstat_memory *memory, struct twstat_counted *counted)
{
	u32 i;

	for (i = 0; i < TWSTAT_SPECIAL_PAGES; i++) {
		if (counted->special[i])
			twstat_page_put(memory, counted->special[i]);
		counted->special[i] = NULL;
	}
}
