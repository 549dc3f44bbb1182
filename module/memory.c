// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/kmemleak.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "account.h"
#include "memory.h"

/*
 * What an allocation takes: below a page a power of two, which is a size class of
 * the slab, else whole pages.
 */
static size_t twstat_size_taken(size_t size)
{
	return size < PAGE_SIZE ? roundup_pow_of_two(size) : PAGE_ALIGN(size);
}

/*
 * Nothing larger than a page is asked of the page allocator: on a fragmented machine
 * it would compact memory first, for every open. So not kvmalloc, which tries
 * contiguous pages before vmalloc. Single pages do not come from the slab: if the
 * kernel clears all that it hands out, they would be cleared twice, as a page of a
 * slab and as an object.
 */
static void *twstat_memory_get(size_t size)
{
	void *page;

	if (size < PAGE_SIZE)
		return kzalloc(size, TWSTAT_GFP);
	if (size > PAGE_SIZE)
		return __vmalloc(size, TWSTAT_GFP | __GFP_ZERO);
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
 * @size: in bytes, few pages at most; what is taken for it is charged
 *
 * Context: may sleep.
 * Return: the memory, ERR_PTR(-EBUSY) if the account may not hold more,
 * ERR_PTR(-ENOMEM).
 */
void *twstat_alloc(struct twstat_memory *memory, size_t size)
{
	const size_t taken = twstat_size_taken(size);
	void *address;

	if (memory->account && !twstat_account_charge(memory->account, taken))
		return ERR_PTR(-EBUSY);
	address = twstat_memory_get(taken);
	if (address)
		return address;
	if (memory->account)
		twstat_account_uncharge(memory->account, taken);
	return ERR_PTR(-ENOMEM);
}

/**
 * twstat_free() - give twstat_alloc()'s memory back
 * @memory: the account
 * @address: what it returned; an error or NULL is ignored
 * @size: as it was asked for
 */
void twstat_free(struct twstat_memory *memory, void *address, size_t size)
{
	const size_t taken = twstat_size_taken(size);

	if (IS_ERR_OR_NULL(address))
		return;
	twstat_memory_put(address, taken);
	if (memory->account)
		twstat_account_uncharge(memory->account, taken);
}

/**
 * twstat_page_get() - a zeroed page for the files of core/
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
