// SPDX-License-Identifier: GPL-2.0
#include "pages.h"

/* Pages allocated and cleared before others may run. */
#define TWSTAT_PAGES_YIELD 64

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

/* A directory for the next page, and the root for the first directory. */
static int twstat_pages_add_directory(struct twstat_pages *pages)
{
	void *page;
	int err;

	if (!pages->root) {
		err = twstat_page_get(pages->memory, &page);
		if (err)
			return err;
		pages->root = page;
	}
	err = twstat_page_get(pages->memory, &page);
	if (err)
		return err;
	pages->root[pages->count / TWSTAT_DIRECTORY_SLOTS] = page;
	return 0;
}

/* Frees the directory behind the last page, and the root behind the first. */
static void twstat_pages_drop_directory(struct twstat_pages *pages)
{
	void **directory;

	if (pages->count % TWSTAT_DIRECTORY_SLOTS || !pages->root)
		return;
	directory = pages->root[pages->count / TWSTAT_DIRECTORY_SLOTS];
	if (directory)
		twstat_page_put(pages->memory, directory);
	pages->root[pages->count / TWSTAT_DIRECTORY_SLOTS] = NULL;
	if (pages->count)
		return;
	twstat_page_put(pages->memory, pages->root);
	pages->root = NULL;
}

static int twstat_pages_grow(struct twstat_pages *pages)
{
	const u32 slot = pages->count % TWSTAT_DIRECTORY_SLOTS;
	void *page;
	int err;

	if (pages->count >= TWSTAT_PAGES_MAX)
		return -E2BIG;
	if (!slot) {
		err = twstat_pages_add_directory(pages);
		if (err)
			goto no_page;
	}
	err = twstat_page_get(pages->memory, &page);
	if (err)
		goto no_page;
	pages->root[pages->count / TWSTAT_DIRECTORY_SLOTS][slot] = page;
	pages->count++;
	return 0;

no_page:
	twstat_pages_drop_directory(pages);
	return err;
}

/**
 * twstat_pages_reserve() - grow the array to a number of pages
 * @pages: the array
 * @count: minimum number of pages; new ones are zeroed
 *
 * Context: may sleep.
 * Return: 0, -E2BIG beyond TWSTAT_PAGES_MAX, or the error of twstat_page_get().
 * On failure the existing pages are kept.
 */
int twstat_pages_reserve(struct twstat_pages *pages, u32 count)
{
	int err;

	while (pages->count < count) {
		err = twstat_pages_grow(pages);
		if (err)
			return err;
		if (pages->count % TWSTAT_PAGES_YIELD == 0)
			twstat_yield();
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
	while (pages->count > count) {
		pages->count--;
		twstat_page_put(pages->memory, twstat_page(pages, pages->count));
		if (pages->count % TWSTAT_DIRECTORY_SLOTS == 0) {
			twstat_pages_drop_directory(pages);
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
