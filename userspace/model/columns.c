// SPDX-License-Identifier: GPL-2.0
/* The columns of a header line, found by name. */
#include <stddef.h>

#include "model/columns.h"

_Static_assert(TWSTAT_COLUMNS <= 64, "a bit of a mask each");

/** column_find() - the enum twstat_column of a name, -1 when the section has none such */
int column_find(unsigned int section, struct span name)
{
	int column;

	for (column = 0; column < TWSTAT_COLUMNS; column++)
		if (twstat_columns[column].section == section &&
		    span_is(name, twstat_columns[column].name))
			return column;
	return -1;
}

/** column_missing() - the name of the first required column that was not seen, or NULL */
const char *column_missing(uint64_t required, uint64_t seen)
{
	uint64_t missing = required & ~seen;

	return missing ? twstat_columns[__builtin_ctzll(missing)].name : NULL;
}
