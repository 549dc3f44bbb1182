// SPDX-License-Identifier: GPL-2.0
#include "columns.h"

#define TWSTAT_COLUMN(section, symbol, name) \
	[TWSTAT_##section##_##symbol] = { TWSTAT_##section, name }
const struct twstat_column_name twstat_columns[TWSTAT_COLUMNS] = {
#include "column_list.h"
};
