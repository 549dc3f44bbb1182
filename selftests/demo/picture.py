#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""picture.py TITLE - a terminal's text with its colours, from stdin, as SVG.

rich reads the colours. Each word has its own place and width, and blocks are
drawn, so that the columns stand in line whatever font a viewer has.
"""
import os
import re
import sys
from html import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

COLUMNS = 80
CELL = 8.4  # of 14 pixels, in the fonts below
LINE = 18
MARGIN = 14
BAR = 30
FONTS = "'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"
# Lower blocks: an eighth of the cell each, up to the full one.
BLOCKS = "▁▂▃▄▅▆▇█"
THEME = TerminalTheme(
    (24, 26, 31), (214, 217, 224),
    [(60, 64, 72), (224, 86, 98), (130, 190, 110), (222, 176, 92),
     (92, 160, 234), (190, 124, 214), (86, 182, 194), (200, 204, 212)],
    [(122, 128, 140), (244, 112, 122), (156, 214, 136), (240, 200, 120),
     (124, 184, 250), (210, 150, 232), (116, 206, 216), (238, 240, 244)])


def segments(text):
    """Lines of (text, style) as a terminal would show them."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=COLUMNS, file=nowhere, force_terminal=True,
                          color_system="256", legacy_windows=False)
        return [[(part.text, part.style) for part in console.render(line) if part.text != "\n"]
                for line in Text.from_ansi(text, no_wrap=True).split("\n", allow_blank=True)]


def blend(color, other, share):
    """So much of the one, the rest of the other."""
    return tuple(round(a * share + b * (1 - share)) for a, b in zip(color, other))


def colors(style):
    """Foreground and background; the latter None where it is the terminal's."""
    front, back = THEME.foreground_color, THEME.background_color
    if style and style.color and not style.color.is_default:
        front = style.color.get_truecolor(THEME)
    if style and style.bgcolor and not style.bgcolor.is_default:
        back = style.bgcolor.get_truecolor(THEME)
    if style and style.dim:
        front = blend(front, back, 0.6)
    if style and style.reverse:
        front, back = back, front
    return front, None if back == THEME.background_color else back


def hexed(color):
    return "#%02x%02x%02x" % tuple(color)


def box(x, y, width, height, color):
    return (f'<rect x="{x:.1f}" y="{y:.2f}" width="{width:.1f}" height="{height:.2f}" '
            f'fill="{hexed(color)}" shape-rendering="crispEdges"/>')


def word(text, x, y, color, style):
    """Blocks as boxes, what else there is as text of exactly that width."""
    if text[0] in BLOCKS:
        heights = [LINE * (BLOCKS.index(sign) + 1) / len(BLOCKS) for sign in text]
        return [box(x + i * CELL, y + LINE - height, CELL, height, color)
                for i, height in enumerate(heights)]
    extra = ' font-weight="bold"' if style and style.bold else ""
    return [f'<text x="{x:.1f}" y="{y + 13.5:.1f}" textLength="{len(text) * CELL:.1f}" '
            f'lengthAdjust="spacingAndGlyphs" fill="{hexed(color)}"{extra}>{escape(text)}</text>']


def line_of(parts, y):
    """One line's boxes and words."""
    drawn, column = [], 0
    for text, style in parts:
        front, back = colors(style)
        if back:
            drawn.append(box(MARGIN + column * CELL, y, len(text) * CELL, LINE, back))
        if style and style.underline:
            drawn.append(box(MARGIN + column * CELL, y + LINE - 1, len(text) * CELL, 1, front))
        for found in re.finditer(f"[{BLOCKS}]+|[^ {BLOCKS}]+", text):
            drawn += word(found.group(), MARGIN + (column + found.start()) * CELL, y, front, style)
        column += len(text)
    return drawn


def picture(title, lines):
    """The whole drawing."""
    width, height = COLUMNS * CELL + 2 * MARGIN, BAR + len(lines) * LINE + MARGIN
    drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
             f'width="{width:.0f}" height="{height}" font-family="{FONTS}" font-size="14">',
             f"<title>{escape(title)}</title>",
             f'<rect width="{width:.0f}" height="{height}" rx="8" '
             f'fill="{hexed(THEME.background_color)}"/>',
             f'<text x="{width / 2:.0f}" y="20" text-anchor="middle" font-size="12" '
             f'fill="{hexed(THEME.ansi_colors[8])}">{escape(title)}</text>']
    for number, parts in enumerate(lines):
        drawn += line_of(parts, BAR + number * LINE)
    return "\n".join(drawn + ["</svg>"])


def main():
    print(picture(sys.argv[1], segments(sys.stdin.read().rstrip("\n"))))


main()
