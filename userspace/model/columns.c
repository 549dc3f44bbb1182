// SPDX-License-Identifier: GPL-2.0
/* The columns of a header line, found by name. */
#include <stddef.h>

#include "model/columns.h"

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

/** column_missing() - the first required column of a section that was not seen, or NULL */
const char *column_missing(unsigned int section, uint64_t required, uint64_t seen)
{
	unsigned int column;

	for (column = 0; column < TWSTAT_COLUMNS; column++)
		if (twstat_columns[column].section == section &&
		    required & ~seen & COLUMN_BIT(column))
			return twstat_columns[column].name;
	return NULL;
}
