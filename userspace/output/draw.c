// SPDX-License-Identifier: GPL-2.0
/* Bars of block characters or ASCII. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/draw.h"
#include "model/text.h"

#define LEVELS 8

/* The blank is one byte, the others are three. */
static const char blocks[] = " ▁▂▃▄▅▆▇█";
static const char ascii[] = " ..::-=+#";
static const char bars[] = " ▏▎▍▌▋▊▉█";

/* The sign of a level, valid until the next call. */
static const char *sign_of(const char *signs, bool utf8, unsigned int level)
{
	static char sign[4];
	size_t len = utf8 && level ? 3 : 1;

	memset(sign, 0, sizeof(sign));
	memcpy(sign, signs + (utf8 && level ? level * 3 - 2 : level), len);
	return sign;
}

static const char *block_of(bool utf8, unsigned int level)
{
	return sign_of(utf8 ? blocks : ascii, utf8, level);
}

static size_t append(char *buf, size_t size, size_t used, const char *text)
{
	size_t len = strlen(text);

	if (used + len + 1 > size)
		return used;
	memcpy(buf + used, text, len + 1);
	return used + len;
}

/* Values above 0 have at least the lowest block. */
static unsigned int level_of(double value, double most)
{
	double level = most > 0 ? value / most * LEVELS : 0;

	if (value <= 0)
		return 0;
	return level < 1 ? 1 : (unsigned int)lround(level > LEVELS ? LEVELS : level);
}

/**
 * draw_sparkline() - one line of bars
 * @utf8: block characters may be used
 * @value: heights
 * @nr_values: how many, one character each
 * @buf: where to
 * @size: its room, 4 bytes a character
 *
 * The full height is the highest value or twice the mean, whichever is more: a
 * steady rate is drawn at half height.
 */
void draw_sparkline(bool utf8, const double *value, unsigned int nr_values, char *buf, size_t size)
{
	double most = 0, sum = 0;
	size_t used = 0;
	unsigned int i;

	*buf = '\0';
	for (i = 0; i < nr_values; i++) {
		most = value[i] > most ? value[i] : most;
		sum += value[i];
	}
	if (most < 2 * sum / nr_values)
		most = 2 * sum / nr_values;
	for (i = 0; i < nr_values; i++)
		used = append(buf, size, used, block_of(utf8, level_of(value[i], most)));
}

/**
 * draw_bar() - a bar from left to right
 * @utf8: block characters may be used
 * @part: of the full width, 0 to 1
 * @width: characters of the full width
 * @buf: where to
 * @size: its room
 */
void draw_bar(bool utf8, double part, unsigned int width, char *buf, size_t size)
{
	unsigned int eighths = (unsigned int)lround(part * width * LEVELS);
	size_t used = 0;

	*buf = '\0';
	if (part > 0 && !eighths)
		eighths = 1;
	if (eighths > width * LEVELS)
		eighths = width * LEVELS;
	for (; eighths >= LEVELS; eighths -= LEVELS)
		used = append(buf, size, used, utf8 ? sign_of(bars, true, LEVELS) : "#");
	if (eighths)
		append(buf, size, used, utf8 ? sign_of(bars, true, eighths) : "-");
}

static const char *chart_cell(const struct terminal *term, double value, double most,
			      unsigned int row, unsigned int rows)
{
	double full = most / rows, above = value - full * row;

	if (above >= full)
		return block_of(term->utf8, LEVELS);
	if (above <= 0)
		return " ";
	if (row && above < full / (2 * LEVELS))
		return " ";
	return block_of(term->utf8, level_of(above, full));
}

static void put_label(const struct terminal *term, const struct chart *chart, double most,
		      unsigned int row)
{
	double at = most * (row + 1) / chart->rows;
	char text[32] = "";

	/* No fractions of sockets. */
	if (row == chart->rows - 1 || (row * 2 + 2 == chart->rows && (at >= 10 || at == floor(at))))
		show_short((uint64_t)lround(at), text, sizeof(text));
	terminal_tone(term, TONE_DIM);
	fprintf(term->out, "%5s%s", text, term->utf8 ? "┤" : "|");
	terminal_tone(term, TONE_PLAIN);
}

/* A line of bars without trailing blanks. */
static void put_row(const struct terminal *term, const struct chart *chart, double most,
		    unsigned int row)
{
	unsigned int i, blanks = 0;

	for (i = 0; i < chart->nr_values; i++) {
		const char *sign = chart_cell(term, chart->value[i], most, row, chart->rows);

		if (*sign == ' ') {
			blanks++;
			continue;
		}
		fprintf(term->out, "%*s%s", (int)blanks, "", sign);
		blanks = 0;
	}
	fputc('\n', term->out);
}

/**
 * draw_chart() - upright bars, the scale to their left
 * @term: the terminal
 * @chart: what to draw
 *
 * Return: columns left of the first bar, for the axis.
 */
unsigned int draw_chart(const struct terminal *term, const struct chart *chart)
{
	double most = 1;
	unsigned int row, i;

	for (i = 0; i < chart->nr_values; i++)
		most = chart->value[i] > most ? chart->value[i] : most;
	for (row = chart->rows; row-- > 0;) {
		put_label(term, chart, most, row);
		put_row(term, chart, most, row);
	}
	return 6;
}
