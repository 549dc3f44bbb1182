// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "memory.h"

/*
 * Charged to the reader. A reader that meets its limit gets -ENOMEM: pieces
 * of a page and __GFP_RETRY_MAYFAIL keep the OOM killer out of it, which a
 * large vmalloc would call.
 */
#define TWSTAT_GFP (GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

unsigned int twstat_snapshot_mb = 64;

/* Bytes of all bounded accounts. */
static atomic_long_t twstat_held = ATOMIC_LONG_INIT(0);

static long twstat_most(void)
{
	return (long)READ_ONCE(twstat_snapshot_mb) << 20;
}

/*
 * Pages do not come from the slab: where the kernel clears whatever it hands
 * out, that clears them twice, as a page of a slab and as an object.
 */
static void *twstat_memory_get(size_t size)
{
	void *page;

	if (size != PAGE_SIZE)
		return kvzalloc(size, TWSTAT_GFP);
	page = (void *)__get_free_page(TWSTAT_GFP | __GFP_ZERO);
	kmemleak_alloc(page, PAGE_SIZE, 1, TWSTAT_GFP);
	return page;
}

static void twstat_memory_put(void *address, size_t size)
{
	if (size != PAGE_SIZE) {
		kvfree(address);
		return;
	}
	kmemleak_free(address);
	free_page((unsigned long)address);
}

/**
 * twstat_alloc() - zeroed memory on a reader's account
 * @memory: the account
 * @size: in bytes, few pages at most
 *
 * Context: may sleep.
 * Return: the memory, ERR_PTR(-EBUSY) when the unprivileged hold all that
 * snapshot_mb grants them, ERR_PTR(-ENOMEM).
 */
void *twstat_alloc(struct twstat_memory *memory, size_t size)
{
	void *address;

	if (memory->bounded && atomic_long_add_return(size, &twstat_held) > twstat_most()) {
		address = ERR_PTR(-EBUSY);
		goto uncharge;
	}
	address = twstat_memory_get(size);
	if (address)
		return address;
	address = ERR_PTR(-ENOMEM);
uncharge:
	if (memory->bounded)
		atomic_long_sub(size, &twstat_held);
	return address;
}

/**
 * twstat_free() - give twstat_alloc()'s memory back
 * @memory: the account
 * @address: what it returned; an error or NULL is none
 * @size: as it was asked for
 */
void twstat_free(struct twstat_memory *memory, void *address, size_t size)
{
	if (IS_ERR_OR_NULL(address))
		return;
	twstat_memory_put(address, size);
	if (memory->bounded)
		atomic_long_sub(size, &twstat_held);
}

/**
 * twstat_page_get() - a page for the pure files, zeroed
 * @memory: the account
 * @page: where it goes
 *
 * Return: 0, -EBUSY or -ENOMEM as twstat_alloc().
 */
int twstat_page_get(struct twstat_memory *memory, void **page)
{
	*page = twstat_alloc(memory, TWSTAT_PAGE_BYTES);
	return PTR_ERR_OR_ZERO(*page);
}

/**
 * twstat_page_put() - give a page back
 * @memory: the account
 * @page: from twstat_page_get()
 */
void twstat_page_put(struct twstat_memory *memory, void *page)
{
	twstat_free(memory, page, TWSTAT_PAGE_BYTES);
}

/**
 * twstat_yield() - let others run
 */
void twstat_yield(void)
{
	cond_resched();
}
