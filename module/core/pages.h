/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An array of pages that grows without moving its elements. The page allocator
 * is provided by the environment: memory.c in the module, the heap on the host.
 */
#ifndef TWSTAT_PAGES_H
#define TWSTAT_PAGES_H

#include "types.h"

/* Fixed, so that the layout is the same on all architectures; at most PAGE_SIZE. */
#define TWSTAT_PAGE_BYTES 4096
#define TWSTAT_DIRECTORY_SLOTS (TWSTAT_PAGE_BYTES / sizeof(void *))
/* 2^18 pages where pointers have 8 bytes, 2^20 where they have 4. */
#define TWSTAT_PAGES_MAX (TWSTAT_DIRECTORY_SLOTS * TWSTAT_DIRECTORY_SLOTS)

struct twstat_memory;

/**
 * struct twstat_pages - an array of pages
 * @memory: the memory accounting context
 * @count: number of pages
 * @root: a page of pointers to directories, pages of pointers to pages; NULL while
 *	there is none
 */
struct twstat_pages {
	struct twstat_memory *memory;
	u32 count;
	void ***root;
};

/* Provided by the environment. The page is zeroed. May sleep. */
int twstat_page_get(struct twstat_memory *memory, void **page);
void twstat_page_put(struct twstat_memory *memory, void *page);
/* Provided by the environment: cond_resched() in the module. */
void twstat_yield(void);

void twstat_pages_init(struct twstat_pages *pages, struct twstat_memory *memory);
void twstat_pages_free(struct twstat_pages *pages);
int twstat_pages_reserve(struct twstat_pages *pages, u32 count);
void twstat_pages_trim(struct twstat_pages *pages, u32 count);

/**
 * twstat_page() - get a page of the array
 * @pages: the array
 * @number: index of the page, less than @pages->count
 */
static inline void *twstat_page(const struct twstat_pages *pages, u32 number)
{
	return pages->root[number / TWSTAT_DIRECTORY_SLOTS][number % TWSTAT_DIRECTORY_SLOTS];
}

#endif /* TWSTAT_PAGES_H */
