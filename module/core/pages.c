// SPDX-License-Identifier: GPL-2.0
#include "pages.h"

/**
 * twstat_pages_init() - initialise an empty array
 * @pages: the array
 * @memory: the memory accounting context
 */
void twstat_pages_init(struct twstat_pages *pages, struct twstat_memory *memory)
{
	memset(pages, 0, sizeof(*pages));
	pages->memory = memory;
}

static int twstat_pages_grow(struct twstat_pages *pages)
{
	u32 number = pages->count / TWSTAT_DIRECTORY_SLOTS;
	u32 slot = pages->count % TWSTAT_DIRECTORY_SLOTS;
	void *page;
	int err;

	if (number >= TWSTAT_DIRECTORIES)
		return -E2BIG;
	if (!pages->directory[number]) {
		err = twstat_page_get(pages->memory, &page);
		if (err)
			return err;
		pages->directory[number] = page;
	}
	err = twstat_page_get(pages->memory, &page);
	if (err)
		goto no_page;
	pages->directory[number][slot] = page;
	pages->count++;
	return 0;

no_page:
	if (slot == 0) {
		twstat_page_put(pages->memory, pages->directory[number]);
		pages->directory[number] = NULL;
	}
	return err;
}

/**
 * twstat_pages_reserve() - grow the array to a number of pages
 * @pages: the array
 * @count: minimum number of pages; new ones are zeroed
 *
 * Context: may sleep.
 * Return: 0, -E2BIG beyond what the directories can hold, or what
 * twstat_page_get() said. What was there stays.
 */
int twstat_pages_reserve(struct twstat_pages *pages, u32 count)
{
	int err;

	while (pages->count < count) {
		err = twstat_pages_grow(pages);
		if (err)
			return err;
	}
	return 0;
}

/**
 * twstat_pages_trim() - free the last pages
 * @pages: the array
 * @count: number of pages to keep
 */
void twstat_pages_trim(struct twstat_pages *pages, u32 count)
{
	u32 last;

	while (pages->count > count) {
		last = --pages->count;
		twstat_page_put(pages->memory, twstat_page(pages, last));
		if (last % TWSTAT_DIRECTORY_SLOTS == 0) {
			last /= TWSTAT_DIRECTORY_SLOTS;
			twstat_page_put(pages->memory, pages->directory[last]);
			pages->directory[last] = NULL;
			twstat_yield();
		}
	}
}

/**
 * twstat_pages_free() - free all pages
 * @pages: the array, which may be used again
 */
void twstat_pages_free(struct twstat_pages *pages)
{
	twstat_pages_trim(pages, 0);
}
