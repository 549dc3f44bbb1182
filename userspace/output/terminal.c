// SPDX-License-Identifier: GPL-2.0
/* Properties of the terminal: width, UTF-8, colours. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/terminal.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 20
#define WIDTH_MAX 512

static const char *const tone_codes[] = {
	[TONE_PLAIN] = "0",   [TONE_DIM] = "2",	     [TONE_BOLD] = "1",	       [TONE_GOOD] = "32",
	[TONE_NOTICE] = "36", [TONE_WARNING] = "33", [TONE_CRITICAL] = "1;31",
};

static unsigned int find_width(void)
{
	const char *columns = getenv("COLUMNS");
	unsigned long width = columns ? strtoul(columns, NULL, 10) : 0;
	struct winsize size;

	if (!width && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (!width)
		return WIDTH_DEFAULT;
	if (width < WIDTH_MIN)
		return WIDTH_MIN;
	return width > WIDTH_MAX ? WIDTH_MAX : (unsigned int)width;
}

static bool want_color(const char *choice)
{
	const char *none = getenv("NO_COLOR"), *name = getenv("TERM");

	if (!strcmp(choice, "always"))
		return true;
	if (!strcmp(choice, "never") || (none && *none))
		return false;
	return isatty(STDOUT_FILENO) && name && strcmp(name, "dumb");
}

/**
 * terminal_init() - look at standard output and the locale
 * @term: filled
 * @color: "auto", "always" or "never"
 */
void terminal_init(struct terminal *term, const char *color)
{
	setlocale(LC_CTYPE, "");
	term->out = stdout;
	term->width = find_width();
	term->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	term->color = want_color(color);
}

/** terminal_tone() - change the colour, TONE_PLAIN to end it */
void terminal_tone(const struct terminal *term, enum tone tone)
{
	if (term->color)
		fprintf(term->out, "\033[%sm", tone_codes[tone]);
}

/** text_width() - the width of a text, whose characters are all one column wide */
unsigned int text_width(const char *text)
{
	unsigned int width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

/**
 * text_clip() - a text of at most @width, with a mark where it is cut
 * @text: the text
 * @width: columns
 * @utf8: mark the cut by an ellipsis, else by "~"
 * @buf: for a shortened copy
 * @size: its room
 *
 * Return: @text itself when it is short enough, else @buf.
 */
const char *text_clip(const char *text, unsigned int width, bool utf8, char *buf, size_t size)
{
	const char *mark = utf8 ? "…" : "~";
	size_t len = 0;

	if (text_width(text) <= width)
		return text;
	while (width > 1 && len + strlen(mark) + 1 < size) {
		len++;
		if (((unsigned char)text[len] & 0xc0) != 0x80)
			width--;
	}
	memcpy(buf, text, len);
	snprintf(buf + len, size - len, "%s", mark);
	return buf;
}

/** terminal_line() - print a line, wrapped where it does not fit */
void terminal_line(const struct terminal *term, const char *text)
{
	if (text_width(text) <= term->width)
		fprintf(term->out, "%s\n", text);
	else
		terminal_wrap(term, 0, 0, text);
}

/* Length of the next word, or of as much of it as fits on a line. */
static size_t next_piece(const char *text, unsigned int most, unsigned int *width)
{
	size_t len = 0;

	for (*width = 0; text[len] && text[len] != ' '; len++) {
		bool begins = ((unsigned char)text[len] & 0xc0) != 0x80;

		if (begins && *width == most)
			break;
		*width += begins;
	}
	return len;
}

/**
 * terminal_wrap() - print words, broken between lines
 * @term: the terminal
 * @used: columns of the current line in use
 * @indent: of the following lines
 * @text: the words; a newline is added
 */
void terminal_wrap(const struct terminal *term, unsigned int used, unsigned int indent,
		   const char *text)
{
	bool space = false;
	unsigned int width;
	size_t len;

	if (indent + WIDTH_MIN > term->width)
		indent = 2;
	for (; *text; text += len) {
		len = next_piece(text, term->width - indent, &width);
		if (used + space + width > term->width) {
			fprintf(term->out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (space) {
			fputc(' ', term->out);
			used++;
		}
		fwrite(text, 1, len, term->out);
		used += width;
		space = text[len] == ' ';
		len += strspn(text + len, " ");
	}
	fputc('\n', term->out);
}
