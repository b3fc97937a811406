"""Editions beside each other: how far the own mean lay from the reference's, year by year.

A line joins only what may be compared; between two stretches stands why not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.utils.safestring import SafeString

from ovsgtoets.kernel import formats
from ovsgtoets.kernel.charts.drawing import (
    GRID,
    NARROWEST,
    PAPER,
    PETROL,
    SMALL,
    SOFT,
    WIDE,
    across,
    element,
    label,
    svg,
    trimmed,
    vertical,
    wrapped,
)

HEIGHT, LEAST, RADIUS, CAP = 160, 10, 6, 1.2  # pixels, percent points, pixels, percent
LINE = SMALL + 5
LEFT, RIGHT = 9.0, 100.0  # percent of the width where the editions lie


@dataclass(frozen=True)
class TrendDot:
    """`difference` in percent points; `half` its interval's half, None where unknown."""

    name: str
    difference: float
    half: float | None = None


@dataclass(frozen=True)
class _Scale:
    """Down: from +reach on `top` to -reach, in percent points. Across: a slot per edition."""

    reach: float
    slots: int
    top: float

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT

    def down(self, points: float) -> float:
        return self.top + (1 - points / self.reach) * HEIGHT / 2

    def across(self, slot: float) -> float:
        return LEFT + (slot + 0.5) / self.slots * (RIGHT - LEFT)


def trend_chart(
    runs: Sequence[Sequence[TrendDot]], *, scale_name: str, break_name: str, text: str
) -> SafeString:
    """`runs`: stretches of editions that may be compared, oldest first. `scale_name` says of what
    the points are the difference, `break_name` what stands between two runs."""
    dots = [dot for run in runs for dot in run]
    if not dots:
        return svg([], height=0, text=text)
    drawn, top = _above(scale_name, breaks=len(runs) > 1)
    furthest = max(abs(dot.difference) + (dot.half or 0) for dot in dots)
    scale = _Scale(max(LEAST, math.ceil(furthest / 10) * 10), len(dots), top)
    drawn += _ground(scale)
    drawn += _breaks([len(run) for run in runs], scale, break_name)
    slot = 0
    for run in runs:
        drawn += _run(run, slot, scale)
        slot += len(run)
    return svg(drawn, height=scale.bottom + 2 * LINE + 8, text=text)


def _above(scale_name: str, *, breaks: bool) -> tuple[list[SafeString], float]:
    lines = wrapped(scale_name, SMALL)
    drawn = [_small(line, "0%", SMALL + n * LINE, fill=SOFT) for n, line in enumerate(lines)]
    return drawn, (len(lines) + breaks) * LINE + 12


def _ground(scale: _Scale) -> list[SafeString]:
    drawn = []
    for part in (1, 0.5, 0, -0.5, -1):
        y = scale.down(part * scale.reach)
        stroke, width = (SOFT, 2) if not part else (GRID, 1)
        drawn.append(_level(LEFT, RIGHT, y, stroke=stroke, stroke_width=width))
        drawn.append(_small(signed(part * scale.reach, 0), "0%", y + SMALL / 3, fill=SOFT))
    return drawn


def _breaks(sizes: Sequence[int], scale: _Scale, name: str) -> list[SafeString]:
    """A dashed line between two runs; its name where that does not run into the one before."""
    needs = 100 * len(name) * SMALL * WIDE / NARROWEST
    drawn, named_until = [], 0.0
    for slot in accumulate(sizes[:-1]):
        place = scale.across(slot - 0.5)
        drawn.append(
            vertical(place, scale.top - 4, scale.bottom, stroke=SOFT, stroke_dasharray="3 4")
        )
        if place - needs / 2 >= named_until:
            drawn.append(label(name, place, scale.top - 8, fill=SOFT))
            named_until = place + needs / 2
    return drawn


def _run(run: Sequence[TrendDot], slot: int, scale: _Scale) -> list[SafeString]:
    places = [(scale.across(slot + n), scale.down(dot.difference)) for n, dot in enumerate(run)]
    drawn = [_joint(*left, *right) for left, right in pairwise(places)]
    for dot, (x, y) in zip(run, places, strict=True):
        drawn += [*_whisker(dot, x, scale), _circle(x, y), *_below(dot, x, scale)]
    return drawn


def _joint(x1: float, y1: float, x2: float, y2: float) -> SafeString:
    ends = {"x1": across(x1), "y1": trimmed(y1), "x2": across(x2), "y2": trimmed(y2)}
    return element("line", **ends, stroke=PETROL, stroke_width=2)


def _whisker(dot: TrendDot, x: float, scale: _Scale) -> list[SafeString]:
    if dot.half is None:
        return []
    top, bottom = (scale.down(dot.difference + way * dot.half) for way in (1, -1))
    caps = [_level(x - CAP, x + CAP, end, stroke=PETROL) for end in (top, bottom)]
    return [vertical(x, top, bottom, stroke=PETROL), *caps]


def _circle(x: float, y: float) -> SafeString:
    place = {"cx": across(x), "cy": trimmed(y), "r": RADIUS}
    return element("circle", **place, fill=PETROL, stroke=PAPER, stroke_width=2)


def _below(dot: TrendDot, x: float, scale: _Scale) -> list[SafeString]:
    """The edition and, under it, its number: there no line runs through it."""
    middle = {"x": across(x), "text_anchor": "middle"}
    first = scale.bottom + LINE + 2
    return [
        _small(dot.name, y=first, **middle),
        _small(signed(dot.difference, 1), y=first + LINE, **middle, fill=PETROL, font_weight=600),
    ]


def _level(x1: float, x2: float, y: float, **attributes: str | int) -> SafeString:
    return element("line", x1=across(x1), x2=across(x2), y1=trimmed(y), y2=trimmed(y), **attributes)


def _small(words: str, x: str, y: float, **attributes: str | int) -> SafeString:
    return element("text", words, x=x, y=trimmed(y), font_size=SMALL, **attributes)


def signed(value: float, places: int) -> str:
    """3.24 → `+3,2`, -3.24 → `−3,2`; what rounds to 0 has no sign."""
    rounded = formats.half_up(float(value), places)
    number = formats.number(abs(rounded), places)
    return number if not rounded else f"{'+' if rounded > 0 else '−'}{number}"
