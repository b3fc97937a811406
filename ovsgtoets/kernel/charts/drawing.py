"""What all charts share: paper, inks, the scale, words that stay inside the picture.

Across, positions are percentages of the width; down, pixels. So letters and dots keep their size
from a phone of 320 px to paper, and a chart is as wide as its container. Nothing is styled
inline: presentation attributes only. What words need is reckoned at the narrowest width.
"""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ovsgtoets.kernel import formats

FONTS = "'Source Sans 3 Variable', 'Source Sans 3 Ext', system-ui, sans-serif"
INK, SOFT, PETROL, PAPER = "#1c1f21", "#565b5e", "#0f5257", "#ffffff"
BAND, EDGE, GRID = "#e6e3dc", "#8e9498", "#efece6"
LETTER, SMALL = 15, 13  # pixels
NARROWEST = 270  # pixels: the room for a chart on a screen of 320
WIDE = 0.47  # a letter's width, of its height: on the generous side for Dutch in our typeface
INSET = 3.0  # percent of the width, so that a dot on 0 % or 100 % is whole


@dataclass(frozen=True)
class Reference:
    """What the own figures are laid beside, in percent: its mean and its middle half."""

    name: str
    mean: float
    low: float
    high: float


def svg(pieces: Iterable[SafeString], *, height: float, text: str) -> SafeString:
    """An `<svg>` as wide as its container; `text` says all of it in words. Without, it goes on
    where another ended that says it, and is passed over by who hears the page."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" {} width="100%"'
        ' height="{}" font-family="{}" font-size="{}" fill="{}">{}{}</svg>',
        SafeString('role="img"' if text else 'aria-hidden="true"'),
        trimmed(max(height, 0)),
        FONTS,
        LETTER,
        INK,
        element("title", text) if text else "",
        joined(pieces),
    )


def joined(pieces: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def element(tag: str, content: str = "", **attributes: Any) -> SafeString:
    """`element("line", x1=…, stroke_width=2)`; an attribute that is None is left out."""
    given = format_html_join(
        "",
        ' {}="{}"',
        (
            (name.replace("_", "-"), value)
            for name, value in attributes.items()
            if value is not None
        ),
    )
    return format_html("<{}{}>{}</{}>", tag, given, content, tag)


def along(percent: float) -> float:
    """Where `percent` (0–100) lies, in percent of the width."""
    return INSET + min(max(percent, 0), 100) * (100 - 2 * INSET) / 100


def trimmed(number: float) -> str:
    """2.50 → `2.5`: a number that SVG reads."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def across(place: float) -> str:
    return f"{trimmed(place)}%"


def wrapped(words: str, size: int = LETTER, share: float = 100) -> list[str]:
    """The words over as many lines as they need in `share` percent of the narrowest width."""
    letters = max(int(NARROWEST * share / 100 / (size * WIDE)), 6)
    return textwrap.wrap(words, letters, break_long_words=False, break_on_hyphens=False) or [""]


def heading(words: str, top: float, **attributes: Any) -> tuple[list[SafeString], float]:
    """A name over the whole width in bold, and where what is under it begins."""
    lines = wrapped(words)
    drawn = [
        element("text", line, x=0, y=trimmed(top + LETTER + n * 18), font_weight=600, **attributes)
        for n, line in enumerate(lines)
    ]
    return drawn, top + 18 * len(lines) + 4


def label(words: str, place: float, y: float, size: int = SMALL, **attributes: Any) -> SafeString:
    """Words centred at `place` (percent of the width), and moved as many pixels as keep them
    inside where the picture is narrowest: what they name stays over or under them."""
    half = len(words) * size * WIDE / 2
    centre = NARROWEST * place / 100
    inside = max(min(centre, NARROWEST - half), min(half, NARROWEST / 2))
    moved = trimmed(inside - centre)
    return element(
        "text",
        words,
        x=across(place),
        dx=None if moved in ("0", "-0") else moved,
        y=trimmed(y),
        text_anchor="middle",
        font_size=size,
        **attributes,
    )


def vertical(place: float, top: float, bottom: float, **attributes: Any) -> SafeString:
    x = across(place)
    return element("line", x1=x, x2=x, y1=trimmed(top), y2=trimmed(bottom), **attributes)


def dot(percent: float, y: float, radius: float) -> SafeString:
    """An own figure: petrol, with a rim of paper where dots touch."""
    return element(
        "circle",
        cx=across(along(percent)),
        cy=trimmed(y),
        r=radius,
        fill=PETROL,
        stroke=PAPER,
        stroke_width=1,
    )


def ground(reference: Reference | None, top: float, bottom: float) -> list[SafeString]:
    """The scale's thin lines and, over them, the reference's band and line."""
    drawn = [vertical(along(tick), top, bottom, stroke=GRID) for tick in (0, 25, 50, 75, 100)]
    if reference is None:
        return drawn
    left, right = along(reference.low), along(reference.high)
    drawn.append(
        element(
            "rect",
            x=across(left),
            y=trimmed(top),
            width=across(right - left),
            height=trimmed(bottom - top),
            fill=BAND,
        )
    )
    drawn += [vertical(edge, top, bottom, stroke=EDGE) for edge in (left, right)]
    drawn.append(vertical(along(reference.mean), top - 3, bottom + 3, stroke=SOFT, stroke_width=2))
    return drawn


def rows_over_axis(
    rows: Sequence,
    draw: Callable[..., tuple[list[SafeString], float]],
    *,
    gap: float,
    text: str,
) -> SafeString:
    """One row below the other, and the scale under them. `draw` gives what a row draws from where
    it may begin, and where it ends."""
    drawn: list[SafeString] = []
    top = 0.0
    for row in rows:
        pieces, top = draw(row, top)
        drawn += pieces
        top += gap
    if rows:
        pieces, top = axis(top - gap + 4)
        drawn += pieces
    return svg(drawn, height=top, text=text)


def axis(top: float) -> tuple[list[SafeString], float]:
    """The numbers of the scale, and where the picture ends."""
    drawn = [
        element(
            "text",
            f"{tick}{formats.NO_BREAK}%",
            x=across(place),
            y=trimmed(top + SMALL),
            text_anchor=anchor,
            font_size=SMALL,
            fill=SOFT,
        )
        for tick, place, anchor in ((0, 0, "start"), (50, 50, "middle"), (100, 100, "end"))
    ]
    return drawn, top + SMALL + 4


def middle_half(reference: Reference) -> str:
    """`middelste helft 58–81 %`."""
    low, high = (formats.number(value) for value in (reference.low, reference.high))
    return f"middelste helft {low}–{high}{formats.NO_BREAK}%"


def named_percent(name: str, value: float) -> str:
    return f"{name} {formats.percent(value)}"
