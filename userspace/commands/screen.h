/* SPDX-License-Identifier: GPL-2.0 */
/* Parts of the screen that `show` prints. */
#ifndef TWSTAT_READER_SCREEN_H
#define TWSTAT_READER_SCREEN_H

#include "analysis/advice.h"
#include "output/terminal.h"

const char *cause_text(const struct cause *cause, const struct verdict *verdict,
		       const struct assessment *rows, const struct snapshot *snap, char *buf,
		       size_t size);
const char *every_text(const struct summary *sum, char *buf, size_t size);
enum tone level_tone(enum level level);
void screen_verdict(const struct verdict *verdict, const struct assessment *rows,
		    const struct snapshot *snap, const struct terminal *term);
void screen_figures(const struct snapshot *snap, const struct verdict *verdict,
		    const struct terminal *term);
void screen_advice(const struct advice_list *list, const struct terminal *term);

#endif
