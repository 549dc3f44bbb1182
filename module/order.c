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
/* A row's reference is below this; the other rows' cursors lie above. */
#define TWSTAT_CURSOR_OTHER 0xffffff00U

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

/* Links the rows to be shown; returns the largest count among them. */
static u32 twstat_order_collect(struct twstat_table *table)
{
	struct twstat_destination *row;
	u32 number, most = 0;

	table->first = 0;
	for (number = 1; number <= table->count; number++) {
		twstat_order_yield(number);
		row = twstat_destination(table, number);
		if (!twstat_destination_shown(row))
			continue;
		row->next = table->first;
		table->first = twstat_reference(number);
		if (twstat_destination_sockets(row) > most)
			most = twstat_destination_sockets(row);
	}
	return most;
}

static void twstat_order_deal(struct twstat_table *table,
			      struct twstat_pile *piles, u32 shift)
{
	struct twstat_destination *row;
	struct twstat_pile *pile;
	u32 reference, next, done = 0;

	memset(piles, 0, TWSTAT_DIGITS * sizeof(*piles));
	for (reference = table->first; reference; reference = next) {
		twstat_order_yield(++done);
		row = twstat_linked(table, reference);
		next = row->next;
		row->next = 0;
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
	*link = 0;
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
	u32 most = twstat_order_collect(table);
	struct twstat_pile *piles;
	u32 shift;

	if (most) {
		piles = twstat_page(&table->index, 0);
		for (shift = 0; shift < 32 && most >> shift;
		     shift += TWSTAT_DIGIT_BITS) {
			twstat_order_deal(table, piles, shift);
			twstat_order_gather(table, piles);
		}
	}
	twstat_pages_free(&table->index);
	twstat_pages_trim(&table->entries,
			  table->count / TWSTAT_ENTRIES_A_PAGE + 1);
	twstat_pages_trim(&table->histograms,
			  table->histogram_count / TWSTAT_HISTOGRAMS_A_PAGE +
				  1);
}

static const struct twstat_destination *
twstat_row_other(const struct twstat_table *table, u32 *cursor, u32 number)
{
	const struct twstat_destination *other;

	for (; number < TWSTAT_FAMILIES * TWSTAT_SIDES; number++) {
		other = &table->other[number / TWSTAT_SIDES]
				     [number % TWSTAT_SIDES];
		if (twstat_destination_shown(other)) {
			*cursor = TWSTAT_CURSOR_OTHER + number;
			return other;
		}
	}
	return NULL;
}

/**
 * twstat_row_first() - the first row
 * @table: ordered by twstat_order()
 * @cursor: where it stands, for twstat_row_next()
 *
 * Return: the row, NULL when there is none.
 */
const struct twstat_destination *
twstat_row_first(const struct twstat_table *table, u32 *cursor)
{
	if (!table->first)
		return twstat_row_other(table, cursor, 0);
	*cursor = table->first;
	return twstat_linked(table, table->first);
}

/**
 * twstat_row_next() - the row after
 * @table: ordered by twstat_order()
 * @cursor: where the last row stood, moved on; there was one
 *
 * Return: the row, NULL after the last.
 */
const struct twstat_destination *
twstat_row_next(const struct twstat_table *table, u32 *cursor)
{
	u32 reference;

	if (*cursor >= TWSTAT_CURSOR_OTHER)
		return twstat_row_other(table, cursor,
					*cursor - TWSTAT_CURSOR_OTHER + 1);
	reference = twstat_linked(table, *cursor)->next;
	if (!reference)
		return twstat_row_other(table, cursor, 0);
	*cursor = reference;
	return twstat_linked(table, reference);
}
