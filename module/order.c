// SPDX-License-Identifier: GPL-2.0
/*
 * A radix sort over the links of the destinations: its time is linear in the
 * rows, it takes no memory beyond the index, which is done with by then, and
 * it lets others run between pieces of it.
 */
#include "order.h"

#define TWSTAT_DIGIT_BITS 9
#define TWSTAT_DIGITS BIT(TWSTAT_DIGIT_BITS)
#define TWSTAT_ORDER_PIECE 4096

/* The rows whose counts share a digit, in the order they came. */
struct twstat_pile {
	u32 first;
	u32 last;
};

static void twstat_order_yield(u32 done)
{
	if (done % TWSTAT_ORDER_PIECE == 0)
		twstat_yield();
}

/* Links the rows to be shown; returns the bits in which their counts differ. */
static u32 twstat_order_collect(struct twstat_table *table)
{
	u32 number, reference = 0, sockets, some = 0, all = U32_MAX;
	struct twstat_destination *row;

	table->first = TWSTAT_ROW_OTHER;
	for (number = 1; number <= table->count; number++) {
		twstat_order_yield(number);
		reference = twstat_reference_after(reference);
		row = twstat_linked(table, reference);
		sockets = twstat_destination_sockets(row);
		if (!sockets)
			continue;
		row->next = table->first;
		table->first = reference;
		some |= sockets;
		all &= sockets;
	}
	return some & ~all;
}

static void twstat_order_deal(struct twstat_table *table,
			      struct twstat_pile *piles, u32 shift)
{
	struct twstat_destination *row;
	struct twstat_pile *pile;
	u32 reference, next, done = 0;

	memset(piles, 0, TWSTAT_DIGITS * sizeof(*piles));
	for (reference = table->first; reference != TWSTAT_ROW_OTHER;
	     reference = next) {
		twstat_order_yield(++done);
		row = twstat_linked(table, reference);
		next = row->next;
		pile = &piles[(twstat_destination_sockets(row) >> shift) %
			      TWSTAT_DIGITS];
		if (pile->last)
			twstat_linked(table, pile->last)->next = reference;
		else
			pile->first = reference;
		pile->last = reference;
	}
}

static void twstat_order_gather(struct twstat_table *table,
				const struct twstat_pile *piles)
{
	u32 digit, *link = &table->first;

	for (digit = TWSTAT_DIGITS; digit--;) {
		if (!piles[digit].last)
			continue;
		*link = piles[digit].first;
		link = &twstat_linked(table, piles[digit].last)->next;
	}
	*link = TWSTAT_ROW_OTHER;
}

/**
 * twstat_order() - link the rows in the order they are shown
 * @table: complete; nothing can be added to it afterwards
 *
 * By TIME_WAIT and FIN_WAIT2 sockets together, most first. Gives back what
 * was only needed to add.
 *
 * Context: may sleep.
 */
void twstat_order(struct twstat_table *table)
{
	u32 shift, differing = twstat_order_collect(table);
	struct twstat_pile *piles;

	for (shift = 0; shift < 32 && differing >> shift;
	     shift += TWSTAT_DIGIT_BITS) {
		if (!((differing >> shift) % TWSTAT_DIGITS))
			continue;
		piles = twstat_page(&table->index, 0);
		twstat_order_deal(table, piles, shift);
		twstat_order_gather(table, piles);
	}
	twstat_pages_free(&table->index);
	twstat_pages_trim(&table->entries,
			  table->count / TWSTAT_ENTRIES_A_PAGE + 1);
	twstat_pages_trim(&table->histograms,
			  table->histogram_count / TWSTAT_HISTOGRAMS_A_PAGE +
				  1);
}

/**
 * twstat_row_other() - the next of the rows for what found no room
 * @table: ordered by twstat_order()
 * @cursor: TWSTAT_ROW_OTHER or above; moved on
 *
 * Return: the row, NULL after the last.
 */
const struct twstat_destination *
twstat_row_other(const struct twstat_table *table, u32 *cursor)
{
	const struct twstat_destination *other = &table->other[0][0];
	u32 number = *cursor - TWSTAT_ROW_OTHER;

	while (number < TWSTAT_FAMILIES * TWSTAT_SIDES) {
		*cursor = TWSTAT_ROW_OTHER + ++number;
		if (twstat_destination_shown(&other[number - 1]))
			return &other[number - 1];
	}
	return NULL;
}
