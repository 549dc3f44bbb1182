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
#define TWSTAT_DIRECTORIES 256

struct twstat_memory;

/**
 * struct twstat_pages - an array of pages
 * @memory: the memory accounting context
 * @count: number of pages
 * @directory: pages of pointers to pages
 */
struct twstat_pages {
	struct twstat_memory *memory;
	u32 count;
	void **directory[TWSTAT_DIRECTORIES];
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
	return pages->directory[number / TWSTAT_DIRECTORY_SLOTS][number % TWSTAT_DIRECTORY_SLOTS];
}

#endif /* TWSTAT_PAGES_H */
